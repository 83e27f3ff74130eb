"""Data that the calls of one process share, except the live resources."""

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

from .create_log import CreateLocation, CreateLog

UserDataById = dict[str, str]
"""The `userData` of persons or faces, by their ids."""


def create_location(props: Props, endpoint: str) -> CreateLocation:
    return CreateLocation(endpoint, props["kind"], props["container_id"], props["container_generation"])


@dataclass
class ProcessContext:
    """Caches, locks, and the create log of one process.

    Only the event loop uses it, so it needs no thread locks. The exception is `record_saved`, which runs on engine
    threads and uses only the create log, which has its own lock.
    """

    create_log: CreateLog = field(default_factory=CreateLog)
    list_cache: ListCache = field(default_factory=ListCache)
    _user_data: dict[ResourceKey, UserDataById] = field(default_factory=dict)
    _create_locks: defaultdict[ResourceKey, anyio.Lock] = field(default_factory=lambda: defaultdict(anyio.Lock))
    _read_locks: defaultdict[ResourceKey, anyio.Lock] = field(default_factory=lambda: defaultdict(anyio.Lock))
    _deletions: Counter[ResourceKey] = field(default_factory=Counter)
    _deleted_from: set[ResourceKey] = field(default_factory=set)

    def record_saved(self, state: Props) -> None:
        """Update the create log: the engine has saved the person or face of this state."""
        saved_id = state.get("persisted_face_id") or state.get("person_id")
        if saved_id and "mark" in state and "endpoint" in state:
            self.create_log.mark_saved(create_location(state, state["endpoint"]), state["mark"], saved_id)

    def forget(self, removed_id: str) -> None:
        """Remove a deleted person or face from the cached user data."""
        for user_data_by_id in self._user_data.values():
            user_data_by_id.pop(removed_id, None)

    def create_lock(self, owner: ResourceKey) -> anyio.Lock:
        """Return the lock for creates that compare the content of `owner` before and after."""
        return self._create_locks[owner]

    async def initial_user_data(
        self, owner: ResourceKey, list_user_data: Callable[[], Awaitable[UserDataById]]
    ) -> UserDataById:
        """Return the user data in `owner` when this process first read it.

        One listing is enough to find everything that earlier runs created.
        """
        async with self._read_locks[owner]:
            if owner not in self._user_data:
                self._user_data[owner] = await list_user_data()
            return self._user_data[owner]

    @asynccontextmanager
    async def deleting_from(
        self, container: ResourceKey, after_last: Callable[[], Awaitable[None]]
    ) -> AsyncIterator[None]:
        """Wrap a deletion from a container.

        When the last of several concurrent deletions ends, and at least one of them succeeded, `after_last` runs once.
        """
        failure: FaceError | None = None
        self._deletions[container] += 1
        try:
            yield
            self._deleted_from.add(container)
        except FaceError as error:
            failure = error
        finally:
            self._deletions[container] -= 1
        if not self._deletions[container] and container in self._deleted_from:
            self._deleted_from.discard(container)
            await after_last()
        if failure is not None:
            raise failure
