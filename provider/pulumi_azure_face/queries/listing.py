"""Whole lists and parts of them."""

from __future__ import annotations

from typing import TypeVar

from pulumi_azure_face.client.account_client import Session
from pulumi_azure_face.client.paging import Listing

from .validation import BadInput, ensure_page

T = TypeVar("T")


async def items(session: Session, listing: Listing[T], start: str | None, top: int | None) -> list[T]:
    """Everything whose id comes after `start`; with `top`, what one call gives of that."""
    ensure_page(start, top)
    if not listing.in_pages and (start is not None or top is not None):
        raise BadInput("start and top", "are not for this list, which the service gives at once")
    if top is not None:
        return await listing.page(session, start or "", top)
    return [item async for item in listing.every(session, start or "")]
