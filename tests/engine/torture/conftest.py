"""The workshops that all cases of a worker process share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from required_tools import require_go_tool

from ..account import emulated
from ..stack import Stack
from .life import Workshop


@pytest.fixture(scope="session")
def workshop(stack_template: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with emulated() as account:
        yield Workshop(account, tmp_path_factory.mktemp("workshop"), stack_template)


@pytest.fixture(scope="session")
def plugin_workshop(stack_template: Stack, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """Provide a workshop for programs that use the provider plugin."""
    require_go_tool("pulumi-language-yaml")
    with emulated() as account:
        yield Workshop(account, tmp_path_factory.mktemp("plugin-workshop"), stack_template, "yaml")
