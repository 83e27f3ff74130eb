"""Lists of any length: page after page by the last id seen (contract 3.4)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from .http import Request
from .session import Session
from .wire import parse

T = TypeVar("T")

LARGEST_PAGE = 1000


async def every(
    session: Session, shape: type[T], id_of: Callable[[T], str], request: Callable[[dict[str, str]], Request]
) -> AsyncIterator[T]:
    """All items of a listing, in the service's order. Stops on a short page, or on one that does not move on."""
    start, page_size = "", LARGEST_PAGE
    while True:
        asked = request({"top": str(page_size), **({"start": start} if start else {})})
        page = parse(list[shape], await session.call(asked), asked.tried)  # type: ignore[valid-type]
        for item in page:
            yield item
        if len(page) < page_size or id_of(page[-1]) == start:
            return
        start = id_of(page[-1])
