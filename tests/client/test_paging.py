"""Lists that are longer than a page."""

from __future__ import annotations

import httpx
import pytest

from pictures import picture
from pulumi_azure_face.client import paging
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import containers, faces, persons
from pulumi_azure_face.client.errors import UnexpectedResponseError
from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, PERSON_GROUP

from .emulated_service import EmulatedService, client_with

pytestmark = pytest.mark.anyio


async def names_of_staff(client: AccountClient) -> list[str | None]:
    return [person.name async for person in persons.iterate(client, PERSON_GROUP, "staff")]


async def put_persons(emulated: EmulatedService, client: AccountClient, count: int) -> list[str]:
    """Put persons directly into the account and return their names by ascending id."""
    await containers.create(client, PERSON_GROUP, "staff", "Staff", None, "recognition_04")
    account = emulated.app.state.service.account
    group = next(kinds for kinds in account._containers.values() if "staff" in kinds).get("staff")
    created = [group.add_person(f"person {number}", None) for number in range(count)]
    return [person.name for person in sorted(created, key=lambda person: person.id)]


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (1, 1), (999, 1), (1000, 2), (2500, 3)], ids=str)
async def test_all_items_come_once_in_order(
    count: int, pages: int, emulated: EmulatedService, client: AccountClient
) -> None:
    """All items come once, in the order of the service, with one call per page."""
    names = await put_persons(emulated, client, count)

    assert await names_of_staff(client) == names
    assert await emulated.count("GET") == pages


async def test_containers_are_paged_by_their_id_field(monkeypatch: pytest.MonkeyPatch, client: AccountClient) -> None:
    """Containers are paged by the id field of their kind."""
    monkeypatch.setattr(paging, "MAX_PAGE_SIZE", 2)
    for name in ("c", "a", "d", "b", "e"):
        await containers.create(client, LARGE_FACE_LIST, name, name.upper(), None, "recognition_04")

    names = [container.name async for container in containers.listing(LARGE_FACE_LIST).iterate(client)]

    assert names == ["A", "B", "C", "D", "E"]


async def test_faces_of_a_list_are_paged_by_face_id(monkeypatch: pytest.MonkeyPatch, client: AccountClient) -> None:
    """Faces of a list are paged by their face ids."""
    monkeypatch.setattr(paging, "MAX_PAGE_SIZE", 2)
    await containers.create(client, LARGE_FACE_LIST, "visitors", "Visitors", None, "recognition_04")
    owner = faces.FaceOwner(LARGE_FACE_LIST, "visitors")
    created = [
        await faces.add(client, owner, picture(), "a.jpg", user_data=f"text {n}", detection_model="detection_03")
        for n in range(5)
    ]

    assert [face.face_id async for face in faces.iterate(client, owner)] == sorted(created)


async def list_persons(*replies: object) -> tuple[list[str], list[str], str]:
    """List persons from a service that gives these replies. Return the items, the queries, and the error."""
    queries: list[str] = []
    remaining = iter(replies)

    def answer(request: httpx.Request) -> httpx.Response:
        queries.append(request.url.query.decode())
        return httpx.Response(200, json=next(remaining))

    items: list[str] = []
    async with client_with(httpx.MockTransport(answer)) as client:
        try:
            async for person in persons.iterate(client, PERSON_GROUP, "staff"):
                items.append(person.person_id)  # noqa: PERF401 - items before an error count too
        except UnexpectedResponseError as error:
            return items, queries, str(error)
    return items, queries, ""


def page(*ids: str) -> list[dict[str, str]]:
    return [{"personId": person_id} for person_id in ids]


@pytest.mark.parametrize(
    ("pages", "items", "queries"),
    [
        pytest.param([page()], "", ["top=2"], id="empty"),
        pytest.param([page("a")], "a", ["top=2"], id="short page"),
        pytest.param([page("a", "b"), page("c")], "abc", ["top=2", "top=2&start=b"], id="full and short page"),
        pytest.param([page("a", "b"), page()], "ab", ["top=2", "top=2&start=b"], id="full and empty page"),
    ],
)
async def test_list_ends_at_a_page_that_is_not_full(
    pages: list[object], items: str, queries: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that is not full is the last one, and each page starts after the last id of the previous page."""
    monkeypatch.setattr(paging, "MAX_PAGE_SIZE", 2)

    assert await list_persons(*pages) == (list(items), queries, "")


@pytest.mark.parametrize(
    "repeated",
    [pytest.param(page("a", "b"), id="same page"), pytest.param(page("b"), id="last item only")],
)
async def test_repeated_page_is_an_error(repeated: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that repeats items causes an error instead of duplicates or an incomplete list."""
    monkeypatch.setattr(paging, "MAX_PAGE_SIZE", 2)

    items, queries, error = await list_persons(page("a", "b"), repeated)

    assert (items, len(queries)) == (["a", "b"], 2)
    assert "the page after 'b' ends where it starts" in error


async def test_item_without_an_id_is_an_error() -> None:
    """An item without an id is an unexpected response."""
    async with client_with(httpx.MockTransport(lambda _: httpx.Response(200, json=[{"name": "x"}]))) as client:
        with pytest.raises(UnexpectedResponseError):
            [container async for container in containers.listing(PERSON_GROUP).iterate(client)]


async def test_next_page_is_fetched_only_when_needed(emulated: EmulatedService, client: AccountClient) -> None:
    """The next page is fetched only when it is needed."""
    await put_persons(emulated, client, 1500)

    async for _ in persons.listing(PERSON_GROUP, "staff").iterate(client):
        break

    assert await emulated.count("GET") == 1
