"""Values that are not known yet, and mappings of values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

T = TypeVar("T")


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


def without_none(values: Mapping[str, T | None]) -> dict[str, T]:
    """Remove members that are None. The engine drops them from a state, so None and absent mean the same."""
    return {name: value for name, value in values.items() if value is not None}


def without(names: Iterable[str], values: Mapping[str, T]) -> dict[str, T]:
    excluded = set(names)
    return {name: value for name, value in values.items() if name not in excluded}
