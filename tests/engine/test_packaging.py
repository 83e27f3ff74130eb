"""What the package tells the engine about itself."""

from __future__ import annotations

from .stack import Stack


def test_no_plugin_is_looked_for(stack: Stack) -> None:
    """Its name is that of packages with a plugin; without a word to the contrary, every command asks the network."""
    stack.program("")

    assert not stack.run("plugin", "install").lines("azure-face")
