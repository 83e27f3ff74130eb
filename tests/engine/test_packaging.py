"""The package metadata that the engine reads."""

from __future__ import annotations

from .stack import Stack


def test_engine_looks_for_no_plugin(stack: Stack) -> None:
    """The package declares that it has no plugin, so no command asks the network for one."""
    stack.program("")

    assert not stack.run("plugin", "install").lines("azure-face")
