"""Lists of any length, read page by page. Each page starts after the last id (face-api.md#paging-next-page)."""

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
    """One list of the service: the request that reads it and the model of its items."""

    request: Request
    model: type[T]
    id_of: Callable[[T], str]
    is_paged: bool = True

    async def page(self, client: AccountClient, start: str = "", top: int | None = None) -> list[T]:
        """Return one page: at most `top` items with ids after `start`; without `top`, as many as a page can contain."""
        query = {"top": str(top or MAX_PAGE_SIZE), **({"start": start} if start else {})} if self.is_paged else {}
        request = replace(self.request, query={**self.request.query, **query})
        return parse(list[self.model], await client.send(request), request.operation)  # type: ignore[name-defined]

    async def next_page(self, client: AccountClient, start: str = "") -> tuple[list[T], str | None]:
        """Return the page after `start` and the start of the following page, or None after the last page.

        A page that is not full is the last one.

        Raises:
            UnexpectedResponseError: The page ends where it started. Stopping there would return an incomplete list.
        """
        page = await self.page(client, start)
        last = self.id_of(page[-1]) if page else start
        if page and last == start:
            raise UnexpectedResponseError(self.request.operation, f"the page after {start!r} ends where it starts")
        return page, last if self.is_paged and len(page) >= MAX_PAGE_SIZE else None

    async def iterate(self, client: AccountClient, start: str = "") -> AsyncIterator[T]:
        """Yield all items with ids after `start`, in the service's order."""
        next_start: str | None = start
        while next_start is not None:
            page, next_start = await self.next_page(client, next_start)
            for item in page:
                yield item
