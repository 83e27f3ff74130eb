"""What one host process keeps in mind between its calls, besides its claims."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio

from pulumi_azure_face.client.api.list_cache import Sightings
from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.lifecycle.identity.live_resources import Thing
from pulumi_azure_face.lifecycle.inputs.values import Props
from pulumi_azure_face.lifecycle.recovery.create_log import Journal, Place

Texts = dict[str, str]
"""User data by id."""


def place_of(props: Props, endpoint: str) -> Place:
    return Place(endpoint, props["kind"], props["container_id"], props["container_generation"])


@dataclass
class Memory:
    """Used on the event loop alone, so it needs no lock of threads; but for the journal, which has one, since what a
    state holds is seen on threads of the engine's.
    """

    journal: Journal = field(default_factory=Journal)
    sightings: Sightings = field(default_factory=Sightings)
    _found: dict[Thing, Texts] = field(default_factory=dict)
    _turns: defaultdict[Thing, anyio.Lock] = field(default_factory=lambda: defaultdict(anyio.Lock))
    _looks: defaultdict[Thing, anyio.Lock] = field(default_factory=lambda: defaultdict(anyio.Lock))
    _leaving: Counter[Thing] = field(default_factory=Counter)
    _left: set[Thing] = field(default_factory=set)

    def saw_saved(self, state: Props) -> None:
        """A state that the engine shows holds what was noted when it was made."""
        saved_id = state.get("persisted_face_id") or state.get("person_id")
        if saved_id and "mark" in state and "endpoint" in state:
            self.journal.settle(place_of(state, state["endpoint"]), state["mark"], saved_id)

    def gone(self, removed_id: str) -> None:
        """What this process saw there is there no more."""
        for texts in self._found.values():
            texts.pop(removed_id, None)

    def turn(self, owner: Thing) -> anyio.Lock:
        """Held by whoever makes something in `owner` that is told from the rest by looking before and after."""
        return self._turns[owner]

    async def found_in(self, owner: Thing, look: Callable[[], Awaitable[Texts]]) -> Texts:
        """What was in `owner` when this process first looked: one look serves for all that earlier runs have left."""
        async with self._looks[owner]:
            if owner not in self._found:
                self._found[owner] = await look()
            return self._found[owner]

    @asynccontextmanager
    async def leaving(self, place: Thing, then: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
        """Around the removal of something from `place`. The last of several at the same time does `then`, if any of
        them has removed anything.
        """
        failed: FaceError | None = None
        self._leaving[place] += 1
        try:
            yield
            self._left.add(place)
        except FaceError as error:
            failed = error
        finally:
            self._leaving[place] -= 1
        if not self._leaving[place] and place in self._left:
            self._left.discard(place)
            await then()
        if failed is not None:
            raise failed
