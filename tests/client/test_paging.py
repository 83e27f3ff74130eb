"""Listings longer than a page."""

from __future__ import annotations

import httpx
import pytest

from pictures import picture
from pulumi_azure_face.client import paging
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import containers, faces, persons
from pulumi_azure_face.client.errors import UnexpectedResponseError
from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, PERSON_GROUP

from .emulated_service import Emulated, client_with

pytestmark = pytest.mark.anyio


async def names_of_staff(client: AccountClient) -> list[str | None]:
    return [person.name async for person in persons.iterate(client, PERSON_GROUP, "staff")]


async def fill(emulated: Emulated, client: AccountClient, count: int) -> list[str]:
    """Persons put straight into the account; gives their names by ascending id."""
    await containers.create(client, PERSON_GROUP, "staff", "Staff", None, "recognition_04")
    account = emulated.app.state.service.account
    group = next(kinds for kinds in account._containers.values() if "staff" in kinds).get("staff")
    made = [group.add_person(f"person {number}", None) for number in range(count)]
    return [person.name for person in sorted(made, key=lambda person: person.id)]


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (999, 1), (1000, 2), (2500, 3)], ids=str)
async def test_every_item_in_order(count: int, pages: int, emulated: Emulated, client: AccountClient) -> None:
    """All items come once and in the service's order, in as few calls as there are pages, the last one not full."""
    names = await fill(emulated, client, count)

    assert await names_of_staff(client) == names
    assert await emulated.count("GET") == pages


async def test_containers_in_pages(monkeypatch: pytest.MonkeyPatch, client: AccountClient) -> None:
    """Containers are paged by their own kind of id."""
    monkeypatch.setattr(paging, "MAX_PAGE_SIZE", 2)
    for name in ("c", "a", "d", "b", "e"):
        await containers.create(client, LARGE_FACE_LIST, name, name.upper(), None, "recognition_04")

    found = [container.name async for container in containers.listing(LARGE_FACE_LIST).iterate(client)]

    assert found == ["A", "B", "C", "D", "E"]


async def test_faces_of_a_list_in_pages(monkeypatch: pytest.MonkeyPatch, client: AccountClient) -> None:
    """Faces of a list are paged by theirs."""
    monkeypatch.setattr(paging, "MAX_PAGE_SIZE", 2)
    await containers.create(client, LARGE_FACE_LIST, "visitors", "Visitors", None, "recognition_04")
    owner = faces.FaceOwner(LARGE_FACE_LIST, "visitors")
    made = [
        await faces.add(client, owner, picture(), "a.jpg", user_data=f"mark {n}", detection_model="detection_03")
        for n in range(5)
    ]

    assert [face.face_id async for face in faces.iterate(client, owner)] == sorted(made)


async def listed(*replies: object) -> tuple[list[str], list[str], str]:
    """List at a service that gives these replies: the items, the queries, and the error if one ended it."""
    queries: list[str] = []
    left = iter(replies)

    def answer(request: httpx.Request) -> httpx.Response:
        queries.append(request.url.query.decode())
        return httpx.Response(200, json=next(left))

    items: list[str] = []
    async with client_with(httpx.MockTransport(answer)) as client:
        try:
            async for person in persons.iterate(client, PERSON_GROUP, "staff"):
                items.append(person.person_id)  # noqa: PERF401 - what came before an error counts too
        except UnexpectedResponseError as misdirected:
            return items, queries, str(misdirected)
    return items, queries, ""


def page(*ids: str) -> list[dict[str, str]]:
    return [{"personId": person_id} for person_id in ids]


@pytest.mark.parametrize(
    ("pages", "items", "queries"),
    [
        pytest.param([page()], "", ["top=2"], id="nothing"),
        pytest.param([page("a")], "a", ["top=2"], id="a short page"),
        pytest.param([page("a", "b"), page("c")], "abc", ["top=2", "top=2&start=b"], id="a full and a short page"),
        pytest.param([page("a", "b"), page()], "ab", ["top=2", "top=2&start=b"], id="a full and an empty page"),
    ],
)
async def test_where_a_list_ends(
    pages: list[object], items: str, queries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that is not full is the last; the next is asked for by the last id of the one before."""
    monkeypatch.setattr(paging, "MAX_PAGE_SIZE", 2)

    assert await listed(*pages) == (list(items), queries, "")


@pytest.mark.parametrize(
    "again",
    [pytest.param(page("a", "b"), id="the same page"), pytest.param(page("b"), id="the last item alone")],
)
async def test_a_list_that_does_not_go_on(again: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that gives the same items again is not believed: neither twice the same, nor a part for the whole."""
    monkeypatch.setattr(paging, "MAX_PAGE_SIZE", 2)

    items, queries, error = await listed(page("a", "b"), again)

    assert (items, len(queries)) == (["a", "b"], 2)
    assert "the list does not go on after 'b'" in error


async def test_an_item_without_an_id() -> None:
    """A container that does not tell its id is no end of the list either."""
    async with client_with(httpx.MockTransport(lambda _: httpx.Response(200, json=[{"name": "x"}]))) as client:
        with pytest.raises(UnexpectedResponseError):
            [found async for found in containers.listing(PERSON_GROUP).iterate(client)]


async def test_no_more_than_is_wanted(emulated: Emulated, client: AccountClient) -> None:
    """Pages are asked for as they are needed."""
    await fill(emulated, client, 1500)

    async for _ in persons.listing(PERSON_GROUP, "staff").iterate(client):
        break

    assert await emulated.count("GET") == 1
