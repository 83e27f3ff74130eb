"""Lists of any length: page after page by the last id seen (contract 3.4)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from .errors import Misdirected
from .http import Request
from .session import Session
from .wire import parse

T = TypeVar("T")

LARGEST_PAGE = 1000


async def every(
    session: Session, shape: type[T], id_of: Callable[[T], str], request: Callable[[dict[str, str]], Request]
) -> AsyncIterator[T]:
    """All items of a listing, in the service's order. The last page is the one that is not full.

    Raises Misdirected on a page that does not move on: to stop there would pass a part for the whole.
    """
    start = ""
    while True:
        asked = request({"top": str(LARGEST_PAGE), **({"start": start} if start else {})})
        page = parse(list[shape], await session.call(asked), asked.tried)  # type: ignore[valid-type]
        last = id_of(page[-1]) if page else start
        if page and last == start:
            raise Misdirected(asked.tried, f"the list does not go on after {start!r}")
        for item in page:
            yield item
        if len(page) < LARGEST_PAGE:
            return
        start = last
