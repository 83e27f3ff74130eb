"""Data that the calls of one process share, except the live resources."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio
import anyio.to_thread

from pulumi_azure_face.client.api.list_cache import ListCache
from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.lifecycle.identity.live_resources import ResourceKey

from .saved_state import SavedState


@dataclass(frozen=True)
class ListedItem:
    """A person or a face in the listing of its owner."""

    user_data: str
    name: str | None = None
    """The name of a person."""


@dataclass
class ProcessContext:
    """Caches and locks of one process.

    Only the event loop uses it, so it needs no thread locks. The exception is `generations`, to which engine threads
    only add.
    """

    list_cache: ListCache = field(default_factory=ListCache)
    generations: set[str] = field(default_factory=set)
    """The generations that this process has checked. An interrupted create with another one is of an earlier run."""
    items_at_check: dict[str, dict[str, ListedItem]] = field(default_factory=dict)
    """The items of an owner right before the create with a generation, for items that cannot carry a tag."""
    failed_preparations: dict[str, FaceError] = field(default_factory=dict)
    """Why the create with a generation could not be prepared. The create must fail, too."""
    _items: dict[ResourceKey, dict[str, ListedItem]] = field(default_factory=dict)
    _saved_state: SavedState | None = None
    _saved_state_lock: anyio.Lock = field(default_factory=anyio.Lock)
    _create_locks: defaultdict[ResourceKey, anyio.Lock] = field(default_factory=lambda: defaultdict(anyio.Lock))
    _read_locks: defaultdict[ResourceKey, anyio.Lock] = field(default_factory=lambda: defaultdict(anyio.Lock))
    _deletions: Counter[ResourceKey] = field(default_factory=Counter)
    _deleted_from: set[ResourceKey] = field(default_factory=set)

    def forget(self, removed_id: str) -> None:
        """Remove a deleted person or face from the cached listings."""
        for items in self._items.values():
            items.pop(removed_id, None)

    def create_lock(self, owner: ResourceKey) -> anyio.Lock:
        """Return the lock for creates that compare the content of `owner` before and after."""
        return self._create_locks[owner]

    async def initial_items(
        self, owner: ResourceKey, list_items: Callable[[], Awaitable[dict[str, ListedItem]]]
    ) -> dict[str, ListedItem]:
        """Return the items in `owner` by id, as they were when this process first listed them.

        One listing is enough to find everything that earlier runs created.
        """
        async with self._read_locks[owner]:
            if owner not in self._items:
                self._items[owner] = await list_items()
            return self._items[owner]

    async def saved_state(self, load: Callable[[], SavedState]) -> SavedState:
        """Return the state of the stack as it was when this process first needed it."""
        async with self._saved_state_lock:
            if self._saved_state is None:
                self._saved_state = await anyio.to_thread.run_sync(load)
            return self._saved_state

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
