"""Plain values that pass between a program, the state, and a lifecycle: absent, known, or not yet known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

Props = dict[str, Any]
"""Inputs or outputs of a resource: plain values by name."""


CHECK_ONLY_INPUTS = ("origin", "dry_run")
"""Inputs that only `check` sees and that are not saved: the position of the resource in its stack, and whether the
program runs in a preview.
"""


class Unknown:
    """A value that is known only during the update."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


def is_unknown(value: object) -> bool:
    """Return whether a value is unknown or contains an unknown value."""
    if isinstance(value, Mapping):
        return any(is_unknown(member) for member in value.values())
    if isinstance(value, (list, tuple)):
        return any(is_unknown(member) for member in value)
    return value is UNKNOWN


def without_none(props: Mapping[str, Any]) -> Props:
    """Remove members that are None. The engine drops them from a state, so None and absent mean the same."""
    return {name: value for name, value in props.items() if value is not None}


def without(names: Iterable[str], props: Mapping[str, Any]) -> Props:
    excluded = set(names)
    return {name: value for name, value in props.items() if name not in excluded}


def is_saved(props: Mapping[str, Any]) -> bool:
    """Return whether these are outputs from a state, as in a refresh. A program's `get` passes only inputs."""
    return "endpoint" in props


def changed_names(names: Iterable[str], olds: Mapping[str, Any], news: Mapping[str, Any]) -> list[str]:
    """Return the names whose values differ. An unknown value differs from everything, also from itself."""
    return [
        name
        for name in names
        if is_unknown(news.get(name)) or is_unknown(olds.get(name)) or olds.get(name) != news.get(name)
    ]
