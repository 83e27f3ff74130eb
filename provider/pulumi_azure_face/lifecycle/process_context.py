"""What one host process keeps in mind between its calls, besides its claims."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio

from pulumi_azure_face.client.api.list_cache import ListCache
from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.lifecycle.identity.live_resources import ResourceKey
from pulumi_azure_face.lifecycle.inputs.values import Props
from pulumi_azure_face.lifecycle.recovery.create_log import CreateLocation, CreateLog

UserDataById = dict[str, str]
"""User data by id."""


def create_location(props: Props, endpoint: str) -> CreateLocation:
    return CreateLocation(endpoint, props["kind"], props["container_id"], props["container_generation"])


@dataclass
class ProcessContext:
    """Used on the event loop alone, so it needs no lock of threads; but for the journal, which has one, since what a
    state holds is seen on threads of the engine's.
    """

    create_log: CreateLog = field(default_factory=CreateLog)
    list_cache: ListCache = field(default_factory=ListCache)
    _user_data: dict[ResourceKey, UserDataById] = field(default_factory=dict)
    _create_locks: defaultdict[ResourceKey, anyio.Lock] = field(default_factory=lambda: defaultdict(anyio.Lock))
    _read_locks: defaultdict[ResourceKey, anyio.Lock] = field(default_factory=lambda: defaultdict(anyio.Lock))
    _deletions: Counter[ResourceKey] = field(default_factory=Counter)
    _deleted_from: set[ResourceKey] = field(default_factory=set)

    def record_saved(self, state: Props) -> None:
        """A state that the engine shows holds what was noted when it was made."""
        saved_id = state.get("persisted_face_id") or state.get("person_id")
        if saved_id and "mark" in state and "endpoint" in state:
            self.create_log.mark_saved(create_location(state, state["endpoint"]), state["mark"], saved_id)

    def forget(self, removed_id: str) -> None:
        """What this process saw there is there no more."""
        for texts in self._user_data.values():
            texts.pop(removed_id, None)

    def create_lock(self, owner: ResourceKey) -> anyio.Lock:
        """Held by whoever makes something in `owner` that is told from the rest by looking before and after."""
        return self._create_locks[owner]

    async def initial_user_data(
        self, owner: ResourceKey, list_user_data: Callable[[], Awaitable[UserDataById]]
    ) -> UserDataById:
        """What was in `owner` when this process first looked: one look serves for all that earlier runs have left."""
        async with self._read_locks[owner]:
            if owner not in self._user_data:
                self._user_data[owner] = await list_user_data()
            return self._user_data[owner]

    @asynccontextmanager
    async def deleting_from(
        self, container: ResourceKey, after_last: Callable[[], Awaitable[None]]
    ) -> AsyncIterator[None]:
        """Around the removal of something from `place`. The last of several at the same time does `then`, if any of
        them has removed anything.
        """
        failed: FaceError | None = None
        self._deletions[container] += 1
        try:
            yield
            self._deleted_from.add(container)
        except FaceError as error:
            failed = error
        finally:
            self._deletions[container] -= 1
        if not self._deletions[container] and container in self._deleted_from:
            self._deleted_from.discard(container)
            await after_last()
        if failed is not None:
            raise failed
