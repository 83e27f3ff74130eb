"""Tools for other languages than Python. Without one, its tests are skipped, but in CI they fail."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn

import pytest


def require_go_tool(name: str) -> Path:
    """Return a program that `make languages` builds with Go."""
    program = Path(sys.executable).parent / name
    if not program.exists():
        missing(f"{name} is not installed. Run `make languages` with Go on PATH")
    return program


def require_programs(*names: str) -> None:
    """Require programs of the machine."""
    for name in names:
        if not shutil.which(name):
            missing(f"`{name}` is not on PATH. Install it, and run `make languages`")


def missing(problem: str) -> NoReturn:
    """Skip the test, or fail it in CI, so that tests cannot silently disappear."""
    if os.environ.get("CI"):
        pytest.fail(problem)
    pytest.skip(problem)
