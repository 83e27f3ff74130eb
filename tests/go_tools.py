"""Programs for other languages than Python, which `make setup` builds with Go."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest


def require_go_tool(name: str) -> Path:
    """Return the program. Without it, skip the test, or fail it in CI."""
    program = Path(sys.executable).parent / name
    if program.exists():
        return program
    problem = f"{name} is not installed. Run `make setup` with Go on PATH"
    if os.environ.get("CI"):
        pytest.fail(problem)
    pytest.skip(problem)
