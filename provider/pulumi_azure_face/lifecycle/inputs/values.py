"""Plain values as they pass between a program, the state and us: absent, known, or not known yet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

Props = dict[str, Any]
"""Inputs or outputs of a resource: plain values by name."""


class Unknown:
    """A value that only the coming update will tell."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


def is_unknown(value: object) -> bool:
    """Whether a value is unknown, or holds something that is."""
    if isinstance(value, Mapping):
        return any(is_unknown(member) for member in value.values())
    if isinstance(value, (list, tuple)):
        return any(is_unknown(member) for member in value)
    return value is UNKNOWN


def without_none(props: Mapping[str, Any]) -> Props:
    """Without the members that are None: the engine drops those from a state, so None and absent are one."""
    return {name: value for name, value in props.items() if value is not None}


def without(names: Iterable[str], props: Mapping[str, Any]) -> Props:
    left_out = set(names)
    return {name: value for name, value in props.items() if name not in left_out}


def is_saved(props: Mapping[str, Any]) -> bool:
    """Whether these are outputs out of a state, which a refresh looks at. For a `get` a program gives inputs alone."""
    return "endpoint" in props


def changed_names(names: Iterable[str], one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The names whose values differ. Unknown differs from everything, even from itself."""
    return [
        name
        for name in names
        if is_unknown(other.get(name)) or is_unknown(one.get(name)) or one.get(name) != other.get(name)
    ]
