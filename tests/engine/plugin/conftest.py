"""Programs in YAML need their language host, which the setup builds with Go."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

YAML_HOST = Path(sys.executable).parent / "pulumi-language-yaml"


@pytest.fixture(autouse=True)
def yaml_host() -> None:
    if not YAML_HOST.exists():
        pytest.skip("pulumi-language-yaml is not installed: run `make setup` with Go on PATH")
