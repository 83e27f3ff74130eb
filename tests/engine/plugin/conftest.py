"""Programs in YAML need their language host, which the setup builds with Go."""

from __future__ import annotations

import pytest

from required_tools import require_go_tool


@pytest.fixture(autouse=True)
def _yaml_host() -> None:
    require_go_tool("pulumi-language-yaml")
