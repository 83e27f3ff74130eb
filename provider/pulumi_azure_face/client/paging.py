"""Lists of any length: page after page by the last id seen (face-api.md#paging-next-page)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from .account_client import AccountClient
from .errors import UnexpectedResponseError
from .http import Request
from .schemas import parse

T = TypeVar("T")

MAX_PAGE_SIZE = 1000  # face-api.md#paging-top


@dataclass(frozen=True)
class Listing(Generic[T]):
    """One of the service's lists: how it is asked for, and what its items are."""

    request: Request
    model: type[T]
    id_of: Callable[[T], str]
    is_paged: bool = True

    async def page(self, client: AccountClient, start: str = "", top: int | None = None) -> list[T]:
        """What one call gives: at most `top` items whose ids come after `start`; without `top` as many as it can."""
        query = {"top": str(top or MAX_PAGE_SIZE), **({"start": start} if start else {})} if self.is_paged else {}
        asked = replace(self.request, query={**self.request.query, **query})
        return parse(list[self.model], await client.send(asked), asked.operation)  # type: ignore[name-defined]

    async def next_page(self, client: AccountClient, start: str = "") -> tuple[list[T], str | None]:
        """The page after `start` and where the next one starts. The last page is the one that is not full; then None.

        Raises Misdirected on a page that does not move on: to stop there would pass a part for the whole.
        """
        page = await self.page(client, start)
        last = self.id_of(page[-1]) if page else start
        if page and last == start:
            raise UnexpectedResponseError(self.request.operation, f"the list does not go on after {start!r}")
        return page, last if self.is_paged and len(page) >= MAX_PAGE_SIZE else None

    async def iterate(self, client: AccountClient, start: str = "") -> AsyncIterator[T]:
        """All items whose ids come after `start`, in the service's order; raises as `step` does."""
        following: str | None = start
        while following is not None:
            page, following = await self.next_page(client, following)
            for item in page:
                yield item
