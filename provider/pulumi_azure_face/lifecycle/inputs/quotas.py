"""How many persons or faces a container can contain, by pricing tier (face-api.md#quota-table)."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_azure_face.client.accounts.configuration import DEFAULT_TIER
from pulumi_azure_face.client.kinds import Kind


def quota_problems(kind: Kind, count: int, tier: str | None) -> Iterator[str]:
    """Explain why `count` persons or faces exceed the capacity. An unknown tier counts as the default tier."""
    tier = tier or DEFAULT_TIER
    capacity = kind.capacity[tier]
    if count > capacity:
        yield f"declares {count:,} {kind.holds}; a {kind.name} holds at most {capacity:,} in tier {tier}"


def guaranteed_capacity(kind: Kind, tier: str | None, current: int) -> int:
    """Return the capacity of the container. For an unknown tier, use the smallest one that fits the `current` count."""
    if tier:
        return kind.capacity[tier]
    return min((capacity for capacity in kind.capacity.values() if capacity >= current), default=current)
