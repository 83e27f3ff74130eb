"""Listings: ordinal order by id, exclusive `start`, `top` (face-api.md#paging-order, face-api.md#paging-start,
face-api.md#paging-top).
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
    created,
    error_of,
    face_in,
    person_in,
)

ids = st.text(alphabet=ascii_lowercase[:4] + "12-_", min_size=1, max_size=4)


class Item:
    """Something with an id."""

    def __init__(self, item_id: str) -> None:
        self.id = item_id


@pytest.mark.parametrize("kind", TRAINED, ids=str)
def test_the_documented_example(face: httpx.Client, kind: Kind) -> None:
    """Of five items `top=2` gives the first two, and `start=itemid2&top=3` the other three."""
    for number in (4, 2, 5, 1, 3):
        created(face, kind, f"itemid{number}")

    def listed(**query: str) -> list[str]:
        return [item[kind.id_field] for item in face.get(kind.path, params=query).json()]

    assert listed(top="2") == ["itemid1", "itemid2"]
    assert listed(start="itemid2", top="3") == ["itemid3", "itemid4", "itemid5"]
    assert listed(start="itemid5") == []
    assert listed() == [f"itemid{number}" for number in range(1, 6)]


def test_the_order_is_by_character(face: httpx.Client) -> None:
    """Ids are compared character by character, not as numbers, words or lengths; `start` need not exist."""
    for container_id in ("b", "a10", "a9", "a_", "a-", "a", "10", "9"):
        created(face, LARGE_FACE_LIST, container_id)

    listed = [item["largeFaceListId"] for item in face.get("/largefacelists").json()]
    assert listed == ["10", "9", "a", "a-", "a10", "a9", "a_", "b"]
    after = [item["largeFaceListId"] for item in face.get("/largefacelists", params={"start": "a1"}).json()]
    assert after == ["a10", "a9", "a_", "b"]


@pytest.mark.parametrize("kind", GROUPS, ids=str)
def test_persons_are_listed_in_pages(face: httpx.Client, kind: Kind) -> None:
    """Walking the pages of a group's persons meets each of them once, in order."""
    group = created(face, kind)
    made = sorted(person_in(face, group, f"P{number}").rpartition("/")[2] for number in range(7))

    assert walked(face, f"{group}/persons", "personId", top=3) == [made[:3], made[3:6], made[6:], []]


def test_faces_are_listed_in_pages(face: httpx.Client) -> None:
    """Walking the pages of a large face list's faces meets each of them once, in order."""
    item = created(face, LARGE_FACE_LIST)
    made = sorted(face_in(face, item).rpartition("/")[2] for _ in range(6))

    assert walked(face, f"{item}/persistedfaces", "persistedFaceId", top=3) == [made[:3], made[3:], []]


def walked(face: httpx.Client, path: str, id_field: str, *, top: int) -> list[list[str]]:
    """The ids page by page, up to and with the empty page."""
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
        pytest.param({"top": "ten"}, id="top a word"),
        pytest.param({"top": "1.0"}, id="top a fraction"),
        pytest.param({"top": ""}, id="top empty"),
        pytest.param({"top": "9" * 5000}, id="top endless"),
        pytest.param({"start": "x" * 65}, id="start too long"),
        pytest.param({"skip": "1"}, id="unknown parameter"),
    ],
)
@pytest.mark.parametrize("path", ["/persongroups", "/largefacelists", "/persongroups/staff/persons"])
def test_what_a_listing_refuses(face: httpx.Client, path: str, query: dict[str, str]) -> None:
    """`top` outside 1 to 1000, a `start` over 64 characters and unknown parameters are 400."""
    created(face, EVERY_KIND[0])

    assert error_of(face.get(path, params=query)) == (400, "BadArgument")


def test_the_limits_themselves_are_accepted(face: httpx.Client) -> None:
    """`top` may be 1 and 1000, `start` may be empty or have 64 characters."""
    created(face, LARGE_FACE_LIST)

    for query in ({"top": "1"}, {"top": "1000"}, {"start": ""}):
        assert len(face.get("/largefacelists", params=query).json()) == 1
    assert face.get("/largefacelists", params={"start": "x" * 64}).json() == []


def test_face_lists_are_not_paged(face: httpx.Client) -> None:
    """Face lists come all at once and without their faces; the call has no `start` and no `top`."""
    for container_id in ("b", "a"):
        face_in(face, created(face, FACE_LIST, container_id))

    assert face.get("/facelists").json() == [{"faceListId": "a", "name": "Staff"}, {"faceListId": "b", "name": "Staff"}]
    assert error_of(face.get("/facelists", params={"top": "1"})) == (400, "BadArgument")


@settings(deadline=None)
@given(there=st.sets(ids), gone=st.sets(ids), start=st.one_of(st.just(""), ids), top=st.integers(1, 5))
def test_a_page_is_a_slice_of_the_sorted_ids(there: set[str], gone: set[str], start: str, top: int) -> None:
    """Whatever was added and removed, a page is what sorting and filtering would give."""
    items: Ordered[Item] = Ordered()
    for item_id in there:
        items.add(Item(item_id))
    for item_id in there & gone:
        items.remove(item_id)

    left = sorted(there - gone)
    assert [item.id for item in items] == left
    assert [item.id for item in items.page(start, top)] == [item_id for item_id in left if item_id > start][:top]
