"""What listings have shown lately, so that a refresh of many things need not read each of them by itself.

A listing only ever bears witness that something is there. What it has not shown may stand further on, for how the
service compares ids is not known (face-api.md#open-id-case); so it is read by its own GET, and only that can say that
it is gone.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, TypeVar

import anyio

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.client.paging import Listing
from pulumi_azure_face.client.schemas import Container, PersistedFace, Person

from . import containers, faces, persons
from .faces import FaceOwner

T = TypeVar("T")
FetchPage = Callable[[str], Awaitable[tuple[list[T], str | None]]]
"""Gives the page after an id and where the next one starts; None after the last."""

MAX_AGE = 5.0  # seconds that a listing serves from its first page on
# What has to be spent on GETs, or spared, before another page is asked for: it may hold a thousand others. A list that
# comes in one piece costs no more than one GET and holds whatever is there.
COST_OF_PAGE, COST_OF_WHOLE_LIST = 4, 0


class ListCache:
    """The listings that one process has begun. Used on the event loop alone, so they need no lock of threads."""

    def __init__(self) -> None:
        self._lists: dict[Hashable, CachedList[Any]] = {}

    async def get_container(self, client: AccountClient, kind: Kind, container_id: str) -> Container:
        get = partial(containers.get, client, kind, container_id)
        return await self._cached_list(client, containers.listing(kind)).get(container_id, get)

    async def get_person(self, client: AccountClient, kind: Kind, container_id: str, person_id: str) -> Person:
        get = partial(persons.get, client, kind, container_id, person_id)
        return await self._cached_list(client, persons.listing(kind, container_id)).get(person_id, get)

    async def get_face(self, client: AccountClient, owner: FaceOwner, face_id: str) -> PersistedFace:
        """A face. One of a person is always read by itself, for with the person come ids alone
        (face-api.md#person-face-ids-only).
        """
        get = partial(faces.get, client, owner, face_id)
        if owner.person_id is not None:
            return await get()
        if owner.kind.has_inline_faces:
            return await self._cached_whole_list(client, owner).get(face_id, get)
        return await self._cached_list(client, faces.listing(owner)).get(face_id, get)

    def _cached_list(self, client: AccountClient, listing: Listing[T]) -> CachedList[T]:
        price = COST_OF_PAGE if listing.is_paged else COST_OF_WHOLE_LIST
        shared = CachedList(client, partial(listing.next_page, client), listing.id_of, price)
        return self._lists.setdefault((client, listing.request.call, listing.request.ids), shared)

    def _cached_whole_list(self, client: AccountClient, owner: FaceOwner) -> CachedList[PersistedFace]:
        async def whole(_: str) -> tuple[list[PersistedFace], None]:
            return [face async for face in faces.iterate(client, owner)], None

        shared = CachedList(client, whole, lambda face: face.face_id, COST_OF_WHOLE_LIST)
        return self._lists.setdefault((client, owner), shared)


@dataclass
class Snapshot(Generic[T]):
    """A listing as far as it was read."""

    write_count: int
    """What we had changed in the account by the time it was begun."""
    items: dict[str, T] = field(default_factory=dict)
    next_start: str | None = ""
    """Where its next page starts; None when there is none."""
    created_at: float = math.inf
    """When its first page came. Not when that was asked for: at a slow rate a request waits long for its turn."""
    loading: anyio.Event | None = None
    """Set as soon as the page that is on its way has come."""


class CachedList(Generic[T]):
    """One listing, for all who look for something in it.

    A page is paid for by the GETs that were made beside it, or by one that it has spared. So with a long listing a few
    reads cost what they did without it, and many never a quarter more, wherever in it they look.
    """

    def __init__(self, client: AccountClient, fetch_page: FetchPage[T], id_of: Callable[[T], str], cost: int) -> None:
        self._session = client
        self._fetch_page = fetch_page
        self._id_of = id_of
        self._cost = cost
        self._credit = 0
        self._is_disabled = False
        self._snapshot: Snapshot[T] = Snapshot(client.write_count)

    async def get(self, item_id: str, get: Callable[[], Awaitable[T]]) -> T:
        """The item as it was listed, or else as its own GET gives it, whose errors are the item's own."""
        found = await self._find(item_id)
        if found is not None:
            self._credit += self._cost
            return found
        self._credit += 1
        return await get()

    async def _find(self, item_id: str) -> T | None:
        """Look through what was listed, and on for as long as a page is on its way or paid for."""
        shown = self._current_snapshot()
        while item_id not in shown.items and (shown.loading or self._can_load(shown)):
            await (shown.loading.wait() if shown.loading else self._load_page(shown))
        return shown.items.get(item_id)

    def _current_snapshot(self) -> Snapshot[T]:
        """What was listed; begun anew when it is too old, or when we have changed something since."""
        too_old = anyio.current_time() - self._snapshot.created_at >= MAX_AGE
        if too_old or self._snapshot.write_count != self._session.write_count:
            self._snapshot = Snapshot(self._session.write_count)
        return self._snapshot

    def _can_load(self, shown: Snapshot[T]) -> bool:
        return shown.next_start is not None and self._credit >= self._cost and not self._is_disabled

    async def _load_page(self, shown: Snapshot[T]) -> None:
        """Add the next page. A listing that fails is given up: whoever looks for something has a GET of their own."""
        self._credit -= self._cost
        shown.loading = turned = anyio.Event()
        try:
            page, shown.next_start = await self._fetch_page(shown.next_start or "")
            shown.items.update((self._id_of(item), item) for item in page)
            shown.created_at = min(shown.created_at, anyio.current_time())
        except FaceError:
            self._is_disabled = True
        finally:
            shown.loading = None
            turned.set()
