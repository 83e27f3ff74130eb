"""How much an account may hold, by tier (face-api.md#quota-table)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from pulumi_azure_face.emulator.models import kinds

from ..documented_calls import EVERY_KIND, GROUPS, LISTS, QUANTITIES, Kind, add, created, error_of, person_in
from ..stocked_account import with_containers, with_faces, with_persons

Emulate = Callable[..., httpx.Client]

FULL = (403, "QuotaExceeded")


def within_reach(of: tuple[Kind, ...], which: int) -> list[Any]:
    """The kinds and tiers whose quantity a test can fill."""
    cases = [(kind, tier, QUANTITIES[kind, tier][which]) for kind in of for tier in ("F0", "S0")]
    return [pytest.param(*case, id=f"{case[1]} {case[0]}") for case in cases if case[2] and case[2] <= 10_000]


def test_the_quantities_are_the_contracts() -> None:
    """Each kind has the numbers of its tier."""
    assert {
        (kind.segment, tier): (quota.containers, quota.members, quota.in_all)
        for kind in kinds.KINDS
        for tier, quota in (("F0", kind.free), ("S0", kind.standard))
    } == {(str(kind), tier): quantities for (kind, tier), quantities in QUANTITIES.items()}


@pytest.mark.parametrize(("kind", "tier", "most"), within_reach(EVERY_KIND, 0))
def test_containers(emulate: Emulate, kind: Kind, tier: str, most: int) -> None:
    """One more container than the tier has is 403, until one is deleted."""
    face = emulate(tier=tier, rate=math.inf)
    with_containers(face, kind, most)

    assert error_of(face.put(f"{kind.path}/more", json={"name": "n"})) == FULL
    face.delete(f"{kind.path}/c-7")
    created(face, kind, "more")


@pytest.mark.parametrize(("kind", "tier", "most"), within_reach(GROUPS, 1))
def test_persons(emulate: Emulate, kind: Kind, tier: str, most: int) -> None:
    """One more person than a group may have is 403, until one is deleted."""
    face = emulate(tier=tier, rate=math.inf)
    item = created(face, kind)
    first, *_ = with_persons(face, kind, "staff", most)

    assert error_of(face.post(f"{item}/persons", json={"name": "Bob"})) == FULL
    face.delete(f"{item}/persons/{first}")
    person_in(face, item)


@pytest.mark.parametrize(("kind", "tier", "most"), within_reach(GROUPS, 2))
def test_persons_of_all_groups(emulate: Emulate, kind: Kind, tier: str, most: int) -> None:
    """The persons of all groups of a kind are counted together; those of the other kind are not."""
    face = emulate(tier=tier, rate=math.inf)
    full, other = created(face, kind, "full"), created(face, kind, "other")
    with_persons(face, kind, "full", most - 1)
    person_in(face, other)

    assert error_of(face.post(f"{other}/persons", json={"name": "Bob"})) == FULL
    [unlike] = set(GROUPS) - {kind}
    person_in(face, created(face, unlike))
    face.delete(full)
    person_in(face, other)


@pytest.mark.parametrize(("kind", "tier", "most"), within_reach(LISTS, 1))
def test_faces_of_a_list(emulate: Emulate, kind: Kind, tier: str, most: int) -> None:
    """One more face than a list may have is 403, until one is deleted."""
    face = emulate(tier=tier, rate=math.inf)
    item = created(face, kind)
    add(face, item)
    first, *_ = with_faces(face, kind, item, most)

    assert error_of(add(face, item)) == FULL
    face.delete(f"{item}/persistedfaces/{first}")
    assert add(face, item).status_code == 200


@pytest.mark.parametrize("kind", GROUPS, ids=str)
@pytest.mark.parametrize("tier", ["F0", "S0"])
def test_faces_of_a_person(emulate: Emulate, kind: Kind, tier: str) -> None:
    """A person has 248 faces at most (face-api.md#quota-faces-per-person), which leave room for another's."""
    face = emulate(tier=tier, rate=math.inf)
    group = created(face, kind)
    person, other = person_in(face, group), person_in(face, group, "Bob")
    add(face, person)
    first, *_ = with_faces(face, kind, person, 248)

    assert error_of(add(face, person)) == FULL
    assert add(face, other).status_code == 200
    face.delete(f"{person}/persistedfaces/{first}")
    assert add(face, person).status_code == 200
