"""How many persons or faces a container can contain, by pricing tier (face-api.md#quota-table)."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_azure_face.client.accounts.configuration import DEFAULT_TIER
from pulumi_azure_face.client.kinds import KINDS, Kind


def quota_problems(kind: Kind, count: int, tier: str | None) -> Iterator[str]:
    """Explain why `count` persons or faces exceed the capacity. An unknown tier counts as the default tier."""
    tier = tier or DEFAULT_TIER
    capacity = kind.capacity[tier]
    if count > capacity:
        limit = f"a {kind.name} has at most {capacity:,} in tier {tier}"
        yield f"cannot enroll {count:,} {kind.holds}, because {limit}. {quota_advice(kind, count, tier)}"


def quota_advice(kind: Kind, count: int, tier: str) -> str:
    larger = (one.name for one in KINDS.values() if one.holds == kind.holds and one.capacity[tier] >= count)
    if name := next(larger, None):
        return f"Use a {name}"
    larger_tier = next((other for other, capacity in kind.capacity.items() if capacity >= count), None)
    return f"Use tier {larger_tier} (azure-face:tier)" if larger_tier else "Use several containers"


def guaranteed_capacity(kind: Kind, tier: str | None, current: int) -> int:
    """Return the capacity of the container. For an unknown tier, use the smallest one that fits the `current` count."""
    if tier:
        return kind.capacity[tier]
    return min((capacity for capacity in kind.capacity.values() if capacity >= current), default=current)
