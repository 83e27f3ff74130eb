"""Complete lists and single pages."""

from __future__ import annotations

from typing import TypeVar

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.paging import Listing

from .validation import InvalidInputError, ensure_page

T = TypeVar("T")


async def list_items(client: AccountClient, listing: Listing[T], start: str | None, top: int | None) -> list[T]:
    """Return all items with ids after `start`; with `top`, at most that many, from one call."""
    ensure_page(start, top)
    if not listing.is_paged and (start is not None or top is not None):
        raise InvalidInputError(
            "start and top", "are not supported here, because the service returns this list in one response"
        )
    if top is not None:
        return await listing.page(client, start or "", top)
    return [item async for item in listing.iterate(client, start or "")]
