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

from pulumi_azure_face.client.account_client import Session
from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.client.paging import Listing
from pulumi_azure_face.client.schemas import Container, PersistedFace, Person

from . import containers, faces, persons
from .faces import Owner

T = TypeVar("T")
Step = Callable[[str], Awaitable[tuple[list[T], str | None]]]
"""Gives the page after an id and where the next one starts; None after the last."""

WINDOW = 5.0  # seconds that a listing serves from its first page on
# What has to be spent on GETs, or spared, before another page is asked for: it may hold a thousand others. A list that
# comes in one piece costs no more than one GET and holds whatever is there.
PRICE_OF_PAGE, PRICE_OF_WHOLE = 4, 0


class Sightings:
    """The listings that one process has begun. Used on the event loop alone, so they need no lock of threads."""

    def __init__(self) -> None:
        self._begun: dict[Hashable, Shared[Any]] = {}

    async def container(self, session: Session, kind: Kind, container_id: str) -> Container:
        get = partial(containers.get, session, kind, container_id)
        return await self._shared(session, containers.listing(kind)).read(container_id, get)

    async def person(self, session: Session, kind: Kind, container_id: str, person_id: str) -> Person:
        get = partial(persons.get, session, kind, container_id, person_id)
        return await self._shared(session, persons.listing(kind, container_id)).read(person_id, get)

    async def face(self, session: Session, owner: Owner, face_id: str) -> PersistedFace:
        """A face. One of a person is always read by itself, for with the person come ids alone
        (face-api.md#person-face-ids-only).
        """
        get = partial(faces.get, session, owner, face_id)
        if owner.person_id is not None:
            return await get()
        if owner.kind.inline:
            return await self._shared_whole(session, owner).read(face_id, get)
        return await self._shared(session, faces.listing(owner)).read(face_id, get)

    def _shared(self, session: Session, listing: Listing[T]) -> Shared[T]:
        price = PRICE_OF_PAGE if listing.in_pages else PRICE_OF_WHOLE
        shared = Shared(session, partial(listing.step, session), listing.id_of, price)
        return self._begun.setdefault((session, listing.request.operation, listing.request.ids), shared)

    def _shared_whole(self, session: Session, owner: Owner) -> Shared[PersistedFace]:
        async def whole(_: str) -> tuple[list[PersistedFace], None]:
            return [face async for face in faces.every_one(session, owner)], None

        shared = Shared(session, whole, lambda face: face.face_id, PRICE_OF_WHOLE)
        return self._begun.setdefault((session, owner), shared)


@dataclass
class Shown(Generic[T]):
    """A listing as far as it was read."""

    changes: int
    """What we had changed in the account by the time it was begun."""
    items: dict[str, T] = field(default_factory=dict)
    following: str | None = ""
    """Where its next page starts; None when there is none."""
    since: float = math.inf
    """When its first page came. Not when that was asked for: at a slow rate a request waits long for its turn."""
    turning: anyio.Event | None = None
    """Set as soon as the page that is on its way has come."""


class Shared(Generic[T]):
    """One listing, for all who look for something in it.

    A page is paid for by the GETs that were made beside it, or by one that it has spared. So with a long listing a few
    reads cost what they did without it, and many never a quarter more, wherever in it they look.
    """

    def __init__(self, session: Session, step: Step[T], id_of: Callable[[T], str], price: int) -> None:
        self._session = session
        self._step = step
        self._id_of = id_of
        self._price = price
        self._credit = 0
        self._given_up = False
        self._shown: Shown[T] = Shown(session.changes)

    async def read(self, item_id: str, get: Callable[[], Awaitable[T]]) -> T:
        """The item as it was listed, or else as its own GET gives it, whose errors are the item's own."""
        found = await self._find(item_id)
        if found is not None:
            self._credit += self._price
            return found
        self._credit += 1
        return await get()

    async def _find(self, item_id: str) -> T | None:
        """Look through what was listed, and on for as long as a page is on its way or paid for."""
        shown = self._fresh()
        while item_id not in shown.items and (shown.turning or self._may_turn(shown)):
            await (shown.turning.wait() if shown.turning else self._turn(shown))
        return shown.items.get(item_id)

    def _fresh(self) -> Shown[T]:
        """What was listed; begun anew when it is too old, or when we have changed something since."""
        too_old = anyio.current_time() - self._shown.since >= WINDOW
        if too_old or self._shown.changes != self._session.changes:
            self._shown = Shown(self._session.changes)
        return self._shown

    def _may_turn(self, shown: Shown[T]) -> bool:
        return shown.following is not None and self._credit >= self._price and not self._given_up

    async def _turn(self, shown: Shown[T]) -> None:
        """Add the next page. A listing that fails is given up: whoever looks for something has a GET of their own."""
        self._credit -= self._price
        shown.turning = turned = anyio.Event()
        try:
            page, shown.following = await self._step(shown.following or "")
            shown.items.update((self._id_of(item), item) for item in page)
            shown.since = min(shown.since, anyio.current_time())
        except FaceError:
            self._given_up = True
        finally:
            shown.turning = None
            turned.set()
