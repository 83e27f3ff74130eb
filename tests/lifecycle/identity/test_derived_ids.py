"""Derived ids, tags, and generations: reproducible after a killed run, or random where they must be new."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulumi_azure_face.lifecycle.identity import derived_ids

ORIGIN = {"stack": "acme/faces/dev", "name": "staff"}
REPLACING = {"recognition_model": "recognition_04", "account": None}


def test_derived_ids_and_tags_are_stable_across_releases() -> None:
    """Every release derives the ids and tags that existing programs use."""
    assert derived_ids.derive_container_id(ORIGIN, REPLACING) == "staff-d2fc20e5"
    assert derived_ids.derive_successor_id("staff-d2fc20e5") == "staff-d952f1cb"
    assert derived_ids.derive_gallery_tag(ORIGIN) == "9640f05d"


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        pytest.param("Staff", "staff", id="upper case"),
        pytest.param("front desk (2)", "front-desk-2-", id="invalid characters"),
        pytest.param("büro_1", "b-ro_1", id="umlaut"),
        pytest.param("n" * 55, "n" * 55, id="maximum length"),
        pytest.param("n" * 56, "n" * 55, id="too long"),
    ],
)
def test_derived_id_starts_with_the_resource_name(name: str, prefix: str) -> None:
    """A derived id is the resource name in valid characters, shortened to fit, and eight hex digits."""
    assert re.fullmatch(
        re.escape(prefix) + "-[0-9a-f]{8}", derived_ids.derive_container_id({**ORIGIN, "name": name}, REPLACING)
    )


@given(name=st.text() | st.text(min_size=50))
def test_any_resource_name_gives_a_valid_id(name: str) -> None:
    """The derived id and its successor are valid for any resource name.

    See face-api.md#container-id-rule.
    """
    container_id = derived_ids.derive_container_id({**ORIGIN, "name": name}, REPLACING)

    for derived_id in (container_id, derived_ids.derive_successor_id(container_id)):
        assert re.fullmatch(r"[a-z0-9_-]{1,64}", derived_id)


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
def test_origin_and_replacing_inputs_change_the_id(origin: dict[str, str], replacing: dict[str, str | None]) -> None:
    """A different origin or replacing input gives a different id."""
    assert derived_ids.derive_container_id(origin, replacing) != derived_ids.derive_container_id(ORIGIN, REPLACING)


def test_successor_ids_do_not_repeat() -> None:
    """Each successor in a chain is a new id with the same name."""
    chain = ["staff-0a1b2c3d"]
    while len(chain) < 50:
        chain.append(derived_ids.derive_successor_id(chain[-1]))

    assert len(set(chain)) == len(chain)
    assert all(re.fullmatch(r"staff-[0-9a-f]{8}", container_id) for container_id in chain)


def test_generations_and_revisions_are_random() -> None:
    """Generations and revisions are random and do not repeat."""
    assert len({derived_ids.new_generation() for _ in range(100)}) == 100
    assert len({derived_ids.new_revision() for _ in range(100)}) == 100
