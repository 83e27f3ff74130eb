"""Recently listed items, so that a refresh of many resources does not read each of them with its own request.

A list only proves that an item exists. An item that is missing from it may be on a later page, because the order of ids
is not documented (face-api.md#open-id-case). So a missing item is read with its own GET, and only that can prove that
it does not exist.
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
"""Returns the page after an id and the start of the following page, or None after the last page."""

MAX_AGE = 5.0  # seconds after the first page arrived
# How many single GETs must have been sent or saved before another page is requested: a page may contain a thousand
# unrelated items. A list in one response costs no more than one GET and contains everything.
COST_OF_PAGE, COST_OF_WHOLE_LIST = 4, 0


class ListCache:
    """The lists that this process has read. Used on the event loop only, so it needs no thread lock."""

    def __init__(self) -> None:
        self._lists: dict[Hashable, CachedList[Any]] = {}

    async def get_container(self, client: AccountClient, kind: Kind, container_id: str) -> Container:
        get = partial(containers.get, client, kind, container_id)
        return await self._cached_list(client, containers.listing(kind)).get(container_id, get)

    async def get_person(self, client: AccountClient, kind: Kind, container_id: str, person_id: str) -> Person:
        get = partial(persons.get, client, kind, container_id, person_id)
        return await self._cached_list(client, persons.listing(kind, container_id)).get(person_id, get)

    async def get_face(self, client: AccountClient, owner: FaceOwner, face_id: str) -> PersistedFace:
        """Read a face. A person's face is always read with a GET, because lists contain only its id
        (face-api.md#person-face-ids-only).
        """
        get = partial(faces.get, client, owner, face_id)
        if owner.person_id is not None:
            return await get()
        if owner.kind.has_inline_faces:
            return await self._cached_whole_list(client, owner).get(face_id, get)
        return await self._cached_list(client, faces.listing(owner)).get(face_id, get)

    def _cached_list(self, client: AccountClient, listing: Listing[T]) -> CachedList[T]:
        cost = COST_OF_PAGE if listing.is_paged else COST_OF_WHOLE_LIST
        cached = CachedList(client, partial(listing.next_page, client), listing.id_of, cost)
        return self._lists.setdefault((client, listing.request.call, listing.request.ids), cached)

    def _cached_whole_list(self, client: AccountClient, owner: FaceOwner) -> CachedList[PersistedFace]:
        async def fetch_all(_: str) -> tuple[list[PersistedFace], None]:
            return [face async for face in faces.iterate(client, owner)], None

        cached = CachedList(client, fetch_all, lambda face: face.face_id, COST_OF_WHOLE_LIST)
        return self._lists.setdefault((client, owner), cached)


@dataclass
class Snapshot(Generic[T]):
    """The part of a list that has been read."""

    write_count: int
    """The client's write count when the list was started."""
    items: dict[str, T] = field(default_factory=dict)
    next_start: str | None = ""
    """The start of the next page; None after the last page."""
    created_at: float = math.inf
    """When the first page arrived, not when it was requested: at a low rate, requests wait a long time."""
    loading: anyio.Event | None = None
    """Set when the page that is being read has arrived."""


class CachedList(Generic[T]):
    """One list, shared by all reads of its items.

    Each single GET, and each GET that a page has saved, earns credit for the next page. So a few reads from a long list
    cost no more than without the cache, and many reads cost at most a quarter more, wherever their items are.
    """

    def __init__(self, client: AccountClient, fetch_page: FetchPage[T], id_of: Callable[[T], str], cost: int) -> None:
        self._client = client
        self._fetch_page = fetch_page
        self._id_of = id_of
        self._cost = cost
        self._credit = 0
        self._is_disabled = False
        self._snapshot: Snapshot[T] = Snapshot(client.write_count)

    async def get(self, item_id: str, get: Callable[[], Awaitable[T]]) -> T:
        """Return the listed item, or read it with `get`, which raises the item's own errors."""
        item = await self._find(item_id)
        if item is not None:
            self._credit += self._cost
            return item
        self._credit += 1
        return await get()

    async def _find(self, item_id: str) -> T | None:
        """Search the pages read so far, and read on while there is credit or a page is already being read."""
        snapshot = self._current_snapshot()
        while item_id not in snapshot.items and (snapshot.loading or self._can_load(snapshot)):
            await (snapshot.loading.wait() if snapshot.loading else self._load_page(snapshot))
        return snapshot.items.get(item_id)

    def _current_snapshot(self) -> Snapshot[T]:
        """Return the snapshot, or a new one if it is too old or this process has written since."""
        is_too_old = anyio.current_time() - self._snapshot.created_at >= MAX_AGE
        if is_too_old or self._snapshot.write_count != self._client.write_count:
            self._snapshot = Snapshot(self._client.write_count)
        return self._snapshot

    def _can_load(self, snapshot: Snapshot[T]) -> bool:
        return snapshot.next_start is not None and self._credit >= self._cost and not self._is_disabled

    async def _load_page(self, snapshot: Snapshot[T]) -> None:
        """Read the next page. After an error the list is not used again; every read still has its own GET."""
        self._credit -= self._cost
        snapshot.loading = loaded = anyio.Event()
        try:
            page, snapshot.next_start = await self._fetch_page(snapshot.next_start or "")
            snapshot.items.update((self._id_of(item), item) for item in page)
            snapshot.created_at = min(snapshot.created_at, anyio.current_time())
        except FaceError:
            self._is_disabled = True
        finally:
            snapshot.loading = None
            loaded.set()
