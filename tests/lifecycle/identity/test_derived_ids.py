"""Ids, marks and generations: worked out where a killed run must find them again, drawn where it must not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_face.lifecycle.identity import derived_ids

ORIGIN = {"stack": "acme/faces/dev", "name": "staff"}
REPLACING = {"recognition_model": "recognition_04", "account": None}


def test_the_rules_of_ids_and_marks_never_change() -> None:
    """The very ids that programs own today are worked out in every release to come."""
    assert derived_ids.derive_container_id(ORIGIN, REPLACING) == "staff-d2fc20e5"
    assert derived_ids.successor_id("staff-d2fc20e5") == "staff-d952f1cb"
    assert derived_ids.derive_gallery_tag(ORIGIN) == "9640f05d"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        pytest.param("Staff", "staff", id="upper case"),
        pytest.param("front desk (2)", "front-desk-2-", id="what an id may not hold"),
        pytest.param("büro_1", "b-ro_1", id="umlaut"),
        pytest.param("n" * 55, "n" * 55, id="just fits"),
        pytest.param("n" * 56, "n" * 55, id="too long"),
    ],
)
def test_a_worked_out_id_begins_like_the_resource(name: str, letters: str) -> None:
    """An id is the resource's name in the letters that an id may have, cut so that eight hex digits fit."""
    assert re.fullmatch(
        re.escape(letters) + "-[0-9a-f]{8}", derived_ids.derive_container_id({**ORIGIN, "name": name}, REPLACING)
    )


@given(name=st.text() | st.text(min_size=50))
def test_any_name_gives_an_id_that_the_service_takes(name: str) -> None:
    """Whatever a resource is called, its worked-out id and every successor keep the rule of ids
    (face-api.md#container-id-rule).
    """
    container_id = derived_ids.derive_container_id({**ORIGIN, "name": name}, REPLACING)

    for taken in (container_id, derived_ids.successor_id(container_id)):
        assert re.fullmatch(r"[a-z0-9_-]{1,64}", taken)


@pytest.mark.parametrize(
    ("origin", "replacing"),
    [
        pytest.param({**ORIGIN, "name": "staff2"}, REPLACING, id="name"),
        pytest.param({**ORIGIN, "stack": "acme/faces/prod"}, REPLACING, id="stack"),
        pytest.param({**ORIGIN, "parent": "urn:a"}, REPLACING, id="parent"),
        pytest.param(ORIGIN, {**REPLACING, "recognition_model": "recognition_03"}, id="model"),
        pytest.param(ORIGIN, {**REPLACING, "account": "second"}, id="account"),
    ],
)
def test_what_cannot_share_a_container_never_shares_an_id(
    origin: dict[str, str], replacing: dict[str, str | None]
) -> None:
    """Another place in the stacks, or another replacing input, gives another id."""
    assert derived_ids.derive_container_id(origin, replacing) != derived_ids.derive_container_id(ORIGIN, REPLACING)


def test_successors_do_not_return_to_one_another() -> None:
    """A chain of successors gives a new id at each step, all with the resource's name."""
    chain = ["staff-0a1b2c3d"]
    while len(chain) < 50:
        chain.append(derived_ids.successor_id(chain[-1]))

    assert len(set(chain)) == len(chain)
    assert all(re.fullmatch(r"staff-[0-9a-f]{8}", one) for one in chain)


def test_what_is_made_anew_looks_like_nothing_before() -> None:
    """Generations and revisions are drawn: no two are alike."""
    assert len({derived_ids.new_generation() for _ in range(100)}) == 100
    assert len({derived_ids.new_revision() for _ in range(100)}) == 100
