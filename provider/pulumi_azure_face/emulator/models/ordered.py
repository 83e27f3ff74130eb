"""A collection in the order of the service's listings: by id, compared character by character.

See face-api.md#paging-order.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Identified(Protocol):
    """An item with an id."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Identified)


class Ordered(Generic[T]):
    """Items by id. Writes keep the order, so that reading a page takes time proportional to the page only."""

    def __init__(self) -> None:
        self._items: dict[str, T] = {}
        self._ids: list[str] = []

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, item_id: str) -> bool:
        return item_id in self._items

    def __iter__(self) -> Iterator[T]:
        return map(self._items.__getitem__, self._ids)

    def ids(self) -> list[str]:
        return list(self._ids)

    def get(self, item_id: str) -> T | None:
        return self._items.get(item_id)

    def add(self, item: T) -> None:
        insort(self._ids, item.id)
        self._items[item.id] = item

    def remove(self, item_id: str) -> None:
        del self._items[item_id]
        del self._ids[bisect_left(self._ids, item_id)]

    def page(self, start: str, top: int) -> list[T]:
        """Return at most `top` items whose ids come after `start`."""
        first = bisect_right(self._ids, start)
        return [self._items[item_id] for item_id in self._ids[first : first + top]]
