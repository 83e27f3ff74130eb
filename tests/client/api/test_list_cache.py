"""Listings shared by many reads: how little they cost, and that nothing is told but what is so."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import anyio
import pytest

from pictures import picture
from pulumi_azure_face.client import paging, retry
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import containers, faces, list_cache, persons
from pulumi_azure_face.client.api.faces import FaceOwner
from pulumi_azure_face.client.api.list_cache import ListCache
from pulumi_azure_face.client.errors import InvalidRequestError, NotFoundError
from pulumi_azure_face.client.kinds import KINDS, LARGE_FACE_LIST, PERSON_GROUP, Kind
from pulumi_azure_face.emulator.models.account import Account
from queries.account import inside, put_containers, put_faces, put_persons

from ..emulated_service import Emulated, client_with, emulator

pytestmark = pytest.mark.anyio

LISTING = {"method": "GET", "path": "/persongroups/one-0/persons"}
NO_END = 3600.0  # seconds; no test takes so long
A_WHILE = 30  # seconds, for what is over in a moment


@dataclass(frozen=True)
class Sort:
    """Things of one sort: how an account comes to many of them, and what is done with one."""

    fill: Callable[[Account, str, int], list[str]]
    kind: Kind
    read: Callable[[ListCache, AccountClient, str], Awaitable[Any]]
    get: Callable[[AccountClient, str], Awaitable[Any]]
    delete: Callable[[AccountClient, str], Awaitable[None]]
    most: int = 1000
    whole: bool = False
    """Whether its list comes in one piece."""


def containers_of(kind: Kind) -> Sort:
    return Sort(
        put_containers,
        kind,
        lambda shared, client, one: shared.get_container(client, kind, one),
        lambda client, one: containers.get(client, kind, one),
        lambda client, one: containers.delete(client, kind, one),
        64 if kind.has_inline_faces else 1000,  # face-api.md#quota-face-lists and face-api.md#paging-top
        kind.has_inline_faces,
    )


def persons_of(kind: Kind) -> Sort:
    return Sort(
        put_persons,
        kind,
        lambda shared, client, one: shared.get_person(client, kind, "one-0", one),
        lambda client, one: persons.get(client, kind, "one-0", one),
        lambda client, one: persons.delete(client, kind, "one-0", one),
    )


def faces_of(kind: Kind) -> Sort:
    owner = FaceOwner(kind, "one-0")
    return Sort(
        put_faces,
        kind,
        lambda shared, client, one: shared.get_face(client, owner, one),
        lambda client, one: faces.get(client, owner, one),
        lambda client, one: faces.delete(client, owner, one),
        whole=kind.has_inline_faces,
    )


PERSONS = persons_of(PERSON_GROUP)
SORTS = [
    *(pytest.param(containers_of(kind), id=f"{kind.name}s") for kind in KINDS.values()),
    *(
        pytest.param(persons_of(kind), id=f"Persons of a {kind.name}")
        for kind in KINDS.values()
        if kind.holds == "persons"
    ),
    *(pytest.param(faces_of(kind), id=f"Faces of a {kind.name}") for kind in KINDS.values() if kind.holds == "faces"),
]
every_sort = pytest.mark.parametrize("sort", SORTS)


@pytest.fixture(autouse=True)
def _no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A listing serves for as long as a test takes, unless the test says otherwise."""
    monkeypatch.setattr(list_cache, "MAX_AGE", NO_END)


@pytest.fixture
def shared() -> ListCache:
    return ListCache()


@pytest.fixture
async def other(emulated: Emulated) -> AsyncIterator[AccountClient]:
    """Somebody else's session with the same account."""
    async with client_with(emulated.transport) as other:
        yield other


@pytest.fixture
def group(emulated: Emulated) -> list[str]:
    """The ids of a hundred persons."""
    return put_persons(inside(emulated), PERSON_GROUP.path, 100)


async def side_by_side(reads: Sequence[Awaitable[Any]]) -> list[Any]:
    found: dict[int, Any] = {}

    async def keep(place: int, read: Awaitable[Any]) -> None:
        found[place] = await read

    async with anyio.create_task_group() as tasks:
        for place, read in enumerate(reads):
            tasks.start_soon(keep, place, read)
    return [found[place] for place in range(len(reads))]


async def in_turn(reads: Sequence[Awaitable[Any]]) -> list[Any]:
    return [await read for read in reads]


async def name_of(shared: ListCache, client: AccountClient, person_id: str) -> str | None:
    return (await shared.get_person(client, PERSON_GROUP, "one-0", person_id)).name


async def names_of(shared: ListCache, client: AccountClient, ids: Sequence[str]) -> list[str | None]:
    return await side_by_side([name_of(shared, client, one) for one in ids])


async def rename(client: AccountClient, person_id: str) -> None:
    await persons.update(client, PERSON_GROUP, "one-0", person_id, {"name": "renamed"})


# --- what it costs ----------------------------------------------------------------------------------------------------


@every_sort
async def test_many_cost_a_few_requests(
    sort: Sort, emulated: Emulated, client: AccountClient, shared: ListCache
) -> None:
    """A thousand side by side cost a listing and the few GETs that pay for it; each is what its own GET gives."""
    ids = sort.fill(inside(emulated), sort.kind.path, sort.most)

    found = await side_by_side([sort.read(shared, client, one) for one in ids])

    assert await emulated.count("GET") == (1 if sort.whole else 5)
    some = slice(3, None, 150)
    assert found[some] == [await sort.get(client, one) for one in ids[some]]


@every_sort
@pytest.mark.parametrize("count", [1, 4])
async def test_few_cost_what_they_are(
    sort: Sort, count: int, emulated: Emulated, client: AccountClient, shared: ListCache
) -> None:
    """One costs one request, and a few no listing that may be long."""
    ids = sort.fill(inside(emulated), sort.kind.path, sort.most)

    await in_turn([sort.read(shared, client, one) for one in ids[-count:]])

    assert await emulated.count("GET") == (1 if sort.whole else count)


@pytest.mark.parametrize("together", [in_turn, side_by_side])
@pytest.mark.parametrize(
    ("chosen", "most"),
    [
        pytest.param(slice(40), 4 + 4, id="the first"),
        pytest.param(slice(-40, None), 40 + 10, id="the last"),
        pytest.param(slice(None, None, -1), 400, id="all from the last on"),
        pytest.param(slice(None), 4 + 100, id="all"),
        pytest.param(slice(None, None, 100), 10 + 2, id="ten"),
    ],
)
async def test_a_long_listing(
    chosen: slice,
    most: int,
    together: Callable[[Sequence[Awaitable[Any]]], Awaitable[list[Any]]],
    emulated: Emulated,
    client: AccountClient,
    shared: ListCache,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a hundred pages too, reads cost at most a quarter above their GETs, and far less where that is possible."""
    monkeypatch.setattr(paging, "MAX_PAGE_SIZE", 10)
    ids = put_persons(inside(emulated), PERSON_GROUP.path, 1000)[chosen]

    found = await together([PERSONS.read(shared, client, one) for one in ids])

    assert [person.person_id for person in found] == ids
    assert await emulated.count("GET") <= most


async def test_faces_of_a_person(emulated: Emulated, client: AccountClient, shared: ListCache) -> None:
    """Each is read by itself: no listing has their user data (face-api.md#person-face-ids-only)."""
    [person_id] = put_persons(inside(emulated), PERSON_GROUP.path, 1)
    owner = FaceOwner(PERSON_GROUP, "one-0", person_id)
    added = [
        await faces.add(client, owner, picture(), "a.jpg", user_data=f"text {n}", detection_model="detection_03")
        for n in range(8)
    ]

    found = await side_by_side([shared.get_face(client, owner, one) for one in added])

    assert [face.user_data for face in found] == [f"text {n}" for n in range(8)]
    assert await emulated.count("GET") == 8


# --- what is told -----------------------------------------------------------------------------------------------------


@every_sort
async def test_gone_is_certain(sort: Sort, emulated: Emulated, client: AccountClient, shared: ListCache) -> None:
    """What a listing lacks is asked for by itself: it may be gone, or have been made since."""
    *ids, gone = sort.fill(inside(emulated), sort.kind.path, 20)
    await sort.delete(client, gone)
    await side_by_side([sort.read(shared, client, one) for one in ids])
    asked = await emulated.count("GET")

    with pytest.raises(NotFoundError):
        await sort.read(shared, client, gone)

    assert await emulated.count("GET") == asked + 1


async def test_what_was_made_since(
    emulated: Emulated, client: AccountClient, other: AccountClient, shared: ListCache, group: list[str]
) -> None:
    """A listing that was read to its end does not make what is new look gone."""
    await names_of(shared, client, group)
    made = await persons.create(other, PERSON_GROUP, "one-0", "new", "")

    assert await name_of(shared, client, made) == "new"


async def test_alike_elsewhere(client: AccountClient, emulated: Emulated, shared: ListCache) -> None:
    """Containers of one id in two kinds and in two accounts are four things."""
    async with emulator(training_seconds=0) as another, client_with(another.transport) as elsewhere:
        places = [(one, kind) for one in (client, elsewhere) for kind in (PERSON_GROUP, LARGE_FACE_LIST)]
        for number, (one, kind) in enumerate(places):
            await containers.create(one, kind, "same", f"name {number}", None, "recognition_04")

        found = [[await shared.get_container(one, kind, "same") for one, kind in places] for _ in range(6)]

    assert [[container.name for container in each] for each in found] == [["name 0", "name 1", "name 2", "name 3"]] * 6


@pytest.mark.parametrize("trouble", [None, {"status": 400, "after": True}], ids=["done", "said to have failed"])
async def test_after_a_change_of_ours(
    trouble: dict[str, object] | None, emulated: Emulated, client: AccountClient, shared: ListCache, group: list[str]
) -> None:
    """A read that follows a change of ours sees it, even where the service does not own up to it."""
    await names_of(shared, client, group)
    if trouble:
        await emulated.order(method="PATCH", **trouble)

    with suppress(InvalidRequestError):
        await rename(client, group[50])

    assert "renamed" in await names_of(shared, client, group)


async def test_after_a_change_while_a_page_is_on_its_way(
    emulated: Emulated, client: AccountClient, shared: ListCache, group: list[str]
) -> None:
    """A page that was asked for before a change is nothing to who asks after it."""
    await emulated.order(**LISTING, delay=0.5)  # after the work: the page shows what was
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(names_of, shared, client, group)
        await until_asked(emulated, **LISTING)
        await rename(client, group[50])

        assert await name_of(shared, client, group[50]) == "renamed"


async def test_after_a_change_that_took_a_while(
    emulated: Emulated, client: AccountClient, shared: ListCache, group: list[str]
) -> None:
    """A page that came while a change was under way is nothing to who asks when that is done."""
    await emulated.order(method="PATCH", delay=0.5, before=True)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(rename, client, group[50])
        await until_asked(emulated, "PATCH")
        await names_of(shared, client, group)

    assert await name_of(shared, client, group[50]) == "renamed"


async def test_a_change_of_somebody_elses(
    client: AccountClient, other: AccountClient, shared: ListCache, group: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is seen as soon as the listing has served its time."""
    before = await names_of(shared, client, group)
    await rename(other, group[50])
    assert await names_of(shared, client, group) == before

    monkeypatch.setattr(list_cache, "MAX_AGE", 0.0)
    assert await name_of(shared, client, group[50]) == "renamed"


# --- what goes wrong --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param({"status": 403}, id="refused"),
        pytest.param({"status": 500}, id="broken"),
        pytest.param({"drop": True}, id="never answered"),
        pytest.param({"status": 200, "body": "[{}]", "headers": {"Content-Type": "application/json"}}, id="misshapen"),
    ],
)
async def test_a_listing_that_fails(
    trouble: dict[str, object], emulated: Emulated, client: AccountClient, shared: ListCache, group: list[str]
) -> None:
    """Then each has its own GET, and the listing is not asked for another time."""
    await emulated.order(**LISTING, times=None, **trouble)

    found = await side_by_side([PERSONS.read(shared, client, one) for one in group])

    assert [person.person_id for person in found] == group
    assert await emulated.count("GET") <= len(group) + retry.MAX_ATTEMPTS


async def test_who_gives_up_takes_nobody_along(
    emulated: Emulated, client: AccountClient, shared: ListCache, group: list[str]
) -> None:
    """When the read that asked for a page is cancelled, those who wait for the page go on."""
    await emulated.order(**LISTING, delay=NO_END)
    impatient, names = anyio.CancelScope(), []

    async def ask() -> None:
        with impatient:
            await names_of(shared, client, group[:5])

    async def wait() -> None:
        names.extend(await names_of(shared, client, group[5:]))

    with anyio.fail_after(A_WHILE):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ask)
            await until_asked(emulated, **LISTING)
            tasks.start_soon(wait)
            await anyio.wait_all_tasks_blocked()
            impatient.cancel()

    assert len(names) == len(group[5:])


async def until_asked(emulated: Emulated, method: str, path: str = "") -> None:
    """Wait until such a call has come in."""
    with anyio.fail_after(A_WHILE):
        while not any(one.startswith(f"{method} {path}") for one in await emulated.calls()):  # noqa: ASYNC110 - it is the emulator's
            await anyio.sleep(0.005)
