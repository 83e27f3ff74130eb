"""The quotas of an account, by tier (face-api.md#quota-table)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from pulumi_azure_face.emulator.models import kinds

from ..documented_calls import (
    EVERY_KIND,
    GROUPS,
    LISTS,
    QUOTAS,
    Kind,
    add_face,
    create_container,
    create_person,
    get_error,
)
from ..stocked_account import add_containers, add_persons, fill_with_faces

CreateFaceClient = Callable[..., httpx.Client]

QUOTA_EXCEEDED = (403, "QuotaExceeded")


def small_quotas(quota_kinds: tuple[Kind, ...], index: int) -> list[Any]:
    """Return test parameters for the quotas that are small enough to fill in a test."""
    cases = [(kind, tier, QUOTAS[kind, tier][index]) for kind in quota_kinds for tier in ("F0", "S0")]
    return [pytest.param(*case, id=f"{case[1]} {case[0]}") for case in cases if case[2] and case[2] <= 10_000]


def test_quotas_match_the_documentation() -> None:
    """Every kind has the documented quotas of each tier."""
    assert {
        (kind.segment, tier): (quota.containers, quota.members, quota.in_all)
        for kind in kinds.KINDS
        for tier, quota in (("F0", kind.free), ("S0", kind.standard))
    } == {(str(kind), tier): quotas for (kind, tier), quotas in QUOTAS.items()}


@pytest.mark.parametrize(("kind", "tier", "limit"), small_quotas(EVERY_KIND, 0))
def test_containers_beyond_quota_are_rejected(
    create_face_client: CreateFaceClient, kind: Kind, tier: str, limit: int
) -> None:
    """One container beyond the quota is 403, until another one is deleted."""
    face = create_face_client(tier=tier, rate=math.inf)
    add_containers(face, kind, limit)

    assert get_error(face.put(f"{kind.path}/more", json={"name": "n"})) == QUOTA_EXCEEDED
    face.delete(f"{kind.path}/c-7")
    create_container(face, kind, "more")


@pytest.mark.parametrize(("kind", "tier", "limit"), small_quotas(GROUPS, 1))
def test_persons_beyond_quota_are_rejected(
    create_face_client: CreateFaceClient, kind: Kind, tier: str, limit: int
) -> None:
    """One person beyond the quota of a group is 403, until another one is deleted."""
    face = create_face_client(tier=tier, rate=math.inf)
    item = create_container(face, kind)
    first, *_ = add_persons(face, kind, "staff", limit)

    assert get_error(face.post(f"{item}/persons", json={"name": "Bob"})) == QUOTA_EXCEEDED
    face.delete(f"{item}/persons/{first}")
    create_person(face, item)


@pytest.mark.parametrize(("kind", "tier", "limit"), small_quotas(GROUPS, 2))
def test_persons_of_all_groups_count_together(
    create_face_client: CreateFaceClient, kind: Kind, tier: str, limit: int
) -> None:
    """The persons of all groups of a kind count together; those of the other kind do not."""
    face = create_face_client(tier=tier, rate=math.inf)
    full, other = create_container(face, kind, "full"), create_container(face, kind, "other")
    add_persons(face, kind, "full", limit - 1)
    create_person(face, other)

    assert get_error(face.post(f"{other}/persons", json={"name": "Bob"})) == QUOTA_EXCEEDED
    [other_kind] = set(GROUPS) - {kind}
    create_person(face, create_container(face, other_kind))
    face.delete(full)
    create_person(face, other)


@pytest.mark.parametrize(("kind", "tier", "limit"), small_quotas(LISTS, 1))
def test_faces_of_a_list_beyond_quota_are_rejected(
    create_face_client: CreateFaceClient, kind: Kind, tier: str, limit: int
) -> None:
    """One face beyond the quota of a list is 403, until another one is deleted."""
    face = create_face_client(tier=tier, rate=math.inf)
    item = create_container(face, kind)
    add_face(face, item)
    first, *_ = fill_with_faces(face, kind, item, limit)

    assert get_error(add_face(face, item)) == QUOTA_EXCEEDED
    face.delete(f"{item}/persistedfaces/{first}")
    assert add_face(face, item).status_code == 200


@pytest.mark.parametrize("kind", GROUPS, ids=str)
@pytest.mark.parametrize("tier", ["F0", "S0"])
def test_person_has_at_most_248_faces(create_face_client: CreateFaceClient, kind: Kind, tier: str) -> None:
    """A person has at most 248 faces (face-api.md#quota-faces-per-person); other persons are not affected."""
    face = create_face_client(tier=tier, rate=math.inf)
    group = create_container(face, kind)
    person, other = create_person(face, group), create_person(face, group, "Bob")
    add_face(face, person)
    first, *_ = fill_with_faces(face, kind, person, 248)

    assert get_error(add_face(face, person)) == QUOTA_EXCEEDED
    assert add_face(face, other).status_code == 200
    face.delete(f"{person}/persistedfaces/{first}")
    assert add_face(face, person).status_code == 200
