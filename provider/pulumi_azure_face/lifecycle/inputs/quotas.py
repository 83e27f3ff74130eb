"""How much a container holds, by tier (face-api.md#quota-table)."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_azure_face.client.accounts.configuration import DEFAULT_TIER
from pulumi_azure_face.client.kinds import Kind

# face-api.md#quota-persons-per-group, face-api.md#quota-persons-per-large-group,
# face-api.md#quota-faces-per-face-list, face-api.md#quota-faces-per-large-face-list
MOST: dict[str, dict[str, int]] = {
    "F0": {"PersonGroup": 1_000, "LargePersonGroup": 1_000, "FaceList": 1_000, "LargeFaceList": 1_000},
    "S0": {"PersonGroup": 10_000, "LargePersonGroup": 1_000_000, "FaceList": 1_000, "LargeFaceList": 1_000_000},
}
"""Persons of a group, faces of a list."""


def quota_problems(kind: Kind, count: int, tier: str | None) -> Iterator[str]:
    """Why so many persons or faces cannot fit. Where the tier is not known, what fits the largest one may pass."""
    tier = tier or DEFAULT_TIER
    most = MOST[tier][kind.name]
    if count > most:
        yield f"declares {count:,} {kind.holds}; a {kind.name} holds at most {most:,} in tier {tier}"


def guaranteed_capacity(kind: Kind, tier: str | None, current: int) -> int:
    """How many a container holds at least: where the tier is not known, in the smallest that has room for those held
    already.
    """
    if tier:
        return MOST[tier][kind.name]
    return min((most[kind.name] for most in MOST.values() if most[kind.name] >= current), default=current)
