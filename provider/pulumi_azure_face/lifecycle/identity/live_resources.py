"""Live resources: the resources that this process created, adopted, or kept.

After `--replace` the engine creates the new resource and then deletes the old one. Both can be the same object in the
account: a container adopted under its id, or a gallery in the same container. The delete would then remove the new
resource. So create, adoption, and a diff that keeps the resource record its generation here, and a delete with another
generation does nothing.
"""

from __future__ import annotations

from threading import Lock

ResourceKey = tuple[str, ...]
"""Identifies one object in the account."""


class LiveResources:
    """Generations by resource key. The lock is needed because diffs run on engine threads and creates on the loop."""

    def __init__(self) -> None:
        self._generations: dict[ResourceKey, str] = {}
        self._lock = Lock()

    def add(self, key: ResourceKey, generation: str) -> None:
        with self._lock:
            self._generations[key] = generation

    def remove(self, key: ResourceKey) -> None:
        with self._lock:
            self._generations.pop(key, None)

    def is_live(self, key: ResourceKey) -> bool:
        with self._lock:
            return key in self._generations

    def is_live_under_other_generation(self, key: ResourceKey, generation: str) -> bool:
        with self._lock:
            return self._generations.get(key, generation) != generation
