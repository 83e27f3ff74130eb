"""Paging of listings: order, `start` and `top`.

See face-api.md#paging-order, face-api.md#paging-start and face-api.md#paging-top.
"""

from __future__ import annotations

from string import ascii_lowercase

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulumi_azure_face.emulator.models.ordered import Ordered

from ..documented_calls import (
    EVERY_KIND,
    FACE_LIST,
    GROUPS,
    LARGE_FACE_LIST,
    TRAINED,
    Kind,
    create_container,
    create_face,
    create_person,
    get_error,
)

ids = st.text(alphabet=ascii_lowercase[:4] + "12-_", min_size=1, max_size=4)


class Item:
    """An item with an id."""

    def __init__(self, item_id: str) -> None:
        self.id = item_id


@pytest.mark.parametrize("kind", TRAINED, ids=str)
def test_documented_paging_example(face: httpx.Client, kind: Kind) -> None:
    """With five items, `top=2` returns the first two and `start=itemid2&top=3` the other three."""
    for number in (4, 2, 5, 1, 3):
        create_container(face, kind, f"itemid{number}")

    def listed(**query: str) -> list[str]:
        return [item[kind.id_field] for item in face.get(kind.path, params=query).json()]

    assert listed(top="2") == ["itemid1", "itemid2"]
    assert listed(start="itemid2", top="3") == ["itemid3", "itemid4", "itemid5"]
    assert listed(start="itemid5") == []
    assert listed() == [f"itemid{number}" for number in range(1, 6)]


def test_ids_are_ordered_by_character(face: httpx.Client) -> None:
    """Ids are compared character by character, and `start` does not have to exist."""
    for container_id in ("b", "a10", "a9", "a_", "a-", "a", "10", "9"):
        create_container(face, LARGE_FACE_LIST, container_id)

    listed = [item["largeFaceListId"] for item in face.get("/largefacelists").json()]
    assert listed == ["10", "9", "a", "a-", "a10", "a9", "a_", "b"]
    after = [item["largeFaceListId"] for item in face.get("/largefacelists", params={"start": "a1"}).json()]
    assert after == ["a10", "a9", "a_", "b"]


@pytest.mark.parametrize("kind", GROUPS, ids=str)
def test_persons_are_paged(face: httpx.Client, kind: Kind) -> None:
    """The pages of a group have each of its persons once, in order."""
    group = create_container(face, kind)
    created_ids = sorted(create_person(face, group, f"P{number}").rpartition("/")[2] for number in range(7))

    assert list_all_pages(face, f"{group}/persons", "personId", top=3) == [
        created_ids[:3],
        created_ids[3:6],
        created_ids[6:],
        [],
    ]


def test_faces_are_paged(face: httpx.Client) -> None:
    """The pages of a large face list have each of its faces once, in order."""
    item = create_container(face, LARGE_FACE_LIST)
    created_ids = sorted(create_face(face, item).rpartition("/")[2] for _ in range(6))

    assert list_all_pages(face, f"{item}/persistedfaces", "persistedFaceId", top=3) == [
        created_ids[:3],
        created_ids[3:],
        [],
    ]


def list_all_pages(face: httpx.Client, path: str, id_field: str, *, top: int) -> list[list[str]]:
    """Return the ids of each page, up to and including the empty page."""
    pages, start = [["-"]], ""
    while pages[-1]:
        reply = face.get(path, params={"start": start, "top": top})
        pages.append([item[id_field] for item in reply.json()])
        start = pages[-1][-1] if pages[-1] else start
    return pages[1:]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({"top": "0"}, id="top 0"),
        pytest.param({"top": "1001"}, id="top 1001"),
        pytest.param({"top": "-1"}, id="top negative"),
        pytest.param({"top": "ten"}, id="top not a number"),
        pytest.param({"top": "1.0"}, id="top fraction"),
        pytest.param({"top": ""}, id="top empty"),
        pytest.param({"top": "9" * 5000}, id="top with 5,000 digits"),
        pytest.param({"start": "x" * 65}, id="start too long"),
        pytest.param({"skip": "1"}, id="unknown parameter"),
    ],
)
@pytest.mark.parametrize("path", ["/persongroups", "/largefacelists", "/persongroups/staff/persons"])
def test_invalid_paging_parameter_is_rejected(face: httpx.Client, path: str, query: dict[str, str]) -> None:
    """`top` outside 1 to 1000, a `start` over 64 characters and unknown parameters are 400."""
    create_container(face, EVERY_KIND[0])

    assert get_error(face.get(path, params=query)) == (400, "BadArgument")


def test_paging_limits_are_accepted(face: httpx.Client) -> None:
    """`top` can be 1 and 1000, `start` can be empty or have 64 characters."""
    create_container(face, LARGE_FACE_LIST)

    for query in ({"top": "1"}, {"top": "1000"}, {"start": ""}):
        assert len(face.get("/largefacelists", params=query).json()) == 1
    assert face.get("/largefacelists", params={"start": "x" * 64}).json() == []


def test_face_lists_are_not_paged(face: httpx.Client) -> None:
    """Face lists are returned at once, without their faces, and the call has no `start` and no `top`."""
    for container_id in ("b", "a"):
        create_face(face, create_container(face, FACE_LIST, container_id))

    assert face.get("/facelists").json() == [{"faceListId": "a", "name": "Staff"}, {"faceListId": "b", "name": "Staff"}]
    assert get_error(face.get("/facelists", params={"top": "1"})) == (400, "BadArgument")


@settings(deadline=None)
@given(added=st.sets(ids), removed=st.sets(ids), start=st.one_of(st.just(""), ids), top=st.integers(1, 5))
def test_page_is_a_slice_of_the_sorted_ids(added: set[str], removed: set[str], start: str, top: int) -> None:
    """After any adds and removals, a page is a slice of the sorted ids."""
    items: Ordered[Item] = Ordered()
    for item_id in added:
        items.add(Item(item_id))
    for item_id in added & removed:
        items.remove(item_id)

    remaining = sorted(added - removed)
    assert [item.id for item in items] == remaining
    assert [item.id for item in items.page(start, top)] == [item_id for item_id in remaining if item_id > start][:top]
