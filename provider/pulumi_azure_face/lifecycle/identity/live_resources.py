"""What this process knows to be alive.

After `--replace` the engine creates the new resource and then deletes the old one. When both are one thing in the
account (a container taken over under its id, a gallery in the same container), that delete would remove what the
program wants. So whatever this process creates, takes over, or sees kept by a diff is claimed under its generation,
and a delete under another generation leaves it alone.
"""

from __future__ import annotations

from threading import Lock

from pulumi_azure_face.lifecycle.inputs.values import Props

ResourceKey = tuple[str, ...]
"""Names one thing in the account."""


def container_key(props: Props) -> ResourceKey:
    """The container that a resource lies in: two accounts may each hold one under the same id."""
    return (props["kind"], props["container_id"], props.get("account") or "")


class LiveResources:
    """Generations by thing. Diffs run on the engine's threads and creates on the loop's, hence the lock."""

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
