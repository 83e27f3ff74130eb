"""Checks of arguments that a resource uses before the engine sees them: resources that it belongs to, and switches.

Everything else is an input, and `check` of its lifecycle reports what is wrong with it.
"""

from __future__ import annotations

from reprlib import repr as shortened_repr

import pulumi


def ensure_parent(resource: str, argument: str, value: object, expected: type[pulumi.Resource], kinds: str) -> None:
    """Raise an error if the argument is not the resource that another one belongs to, for example if it is an ID.

    Args:
        resource: The resource with the argument, for the error.
        argument: The name of the argument.
        value: The argument.
        expected: The class of valid arguments.
        kinds: What the argument can be, for the error. An existing resource is read with `get` of the first.
    """
    if not isinstance(value, expected):
        first_kind = kinds.split(maxsplit=1)[0].rstrip(",")
        raise pulumi.RunError(
            f"{resource}: {argument} must be a {kinds}, got {describe(value)}. "
            f"Pass the resource itself, or {first_kind}.get(...) for one that this program does not manage"
        )


def ensure_bool(resource: str, argument: str, value: object) -> None:
    """Raise an error if the argument is not a bool. Any text would count as true."""
    if not isinstance(value, bool):
        raise pulumi.RunError(
            f"{resource}: {argument} must be True or False, got {describe(value)}. "
            "Pass a plain bool: it decides what the program declares, so it cannot be an Output"
        )


def describe(value: object) -> str:
    is_plain = value is None or isinstance(value, (str, int, float))
    return shortened_repr(value) if is_plain else f"an object of type {type(value).__name__}"
