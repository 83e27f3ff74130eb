"""Lists of any length: page after page by the last id seen (face-api.md#paging-next-page)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from .account_client import Session
from .errors import Misdirected
from .http import Request
from .schemas import parse

T = TypeVar("T")

LARGEST_PAGE = 1000  # face-api.md#paging-top


@dataclass(frozen=True)
class Listing(Generic[T]):
    """One of the service's lists: how it is asked for, and what its items are."""

    request: Request
    shape: type[T]
    id_of: Callable[[T], str]
    in_pages: bool = True

    async def page(self, session: Session, start: str = "", top: int | None = None) -> list[T]:
        """What one call gives: at most `top` items whose ids come after `start`; without `top` as many as it can."""
        query = {"top": str(top or LARGEST_PAGE), **({"start": start} if start else {})} if self.in_pages else {}
        asked = replace(self.request, query={**self.request.query, **query})
        return parse(list[self.shape], await session.call(asked), asked.tried)  # type: ignore[name-defined]

    async def step(self, session: Session, start: str = "") -> tuple[list[T], str | None]:
        """The page after `start` and where the next one starts. The last page is the one that is not full; then None.

        Raises Misdirected on a page that does not move on: to stop there would pass a part for the whole.
        """
        page = await self.page(session, start)
        last = self.id_of(page[-1]) if page else start
        if page and last == start:
            raise Misdirected(self.request.tried, f"the list does not go on after {start!r}")
        return page, last if self.in_pages and len(page) >= LARGEST_PAGE else None

    async def every(self, session: Session, start: str = "") -> AsyncIterator[T]:
        """All items whose ids come after `start`, in the service's order; raises as `step` does."""
        following: str | None = start
        while following is not None:
            page, following = await self.step(session, following)
            for item in page:
                yield item
