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
from pulumi_azure_face.client.account_client import Session
from pulumi_azure_face.client.api import containers, faces, list_cache, persons
from pulumi_azure_face.client.api.faces import Owner
from pulumi_azure_face.client.api.list_cache import Sightings
from pulumi_azure_face.client.errors import Gone, Invalid
from pulumi_azure_face.client.kinds import KINDS, LARGE_FACE_LIST, PERSON_GROUP, Kind
from pulumi_azure_face.emulator.models.account import Account
from queries.account import inside, put_containers, put_faces, put_persons

from ..emulated_service import Emulated, emulator, session_with

pytestmark = pytest.mark.anyio

LISTING = {"method": "GET", "path": "/persongroups/one-0/persons"}
NO_END = 3600.0  # seconds; no test takes so long
A_WHILE = 30  # seconds, for what is over in a moment


@dataclass(frozen=True)
class Sort:
    """Things of one sort: how an account comes to many of them, and what is done with one."""

    fill: Callable[[Account, str, int], list[str]]
    kind: Kind
    read: Callable[[Sightings, Session, str], Awaitable[Any]]
    get: Callable[[Session, str], Awaitable[Any]]
    delete: Callable[[Session, str], Awaitable[None]]
    most: int = 1000
    whole: bool = False
    """Whether its list comes in one piece."""


def containers_of(kind: Kind) -> Sort:
    return Sort(
        put_containers,
        kind,
        lambda shared, session, one: shared.container(session, kind, one),
        lambda session, one: containers.get(session, kind, one),
        lambda session, one: containers.delete(session, kind, one),
        64 if kind.inline else 1000,  # face-api.md#quota-face-lists and face-api.md#paging-top
        kind.inline,
    )


def persons_of(kind: Kind) -> Sort:
    return Sort(
        put_persons,
        kind,
        lambda shared, session, one: shared.person(session, kind, "one-0", one),
        lambda session, one: persons.get(session, kind, "one-0", one),
        lambda session, one: persons.delete(session, kind, "one-0", one),
    )


def faces_of(kind: Kind) -> Sort:
    owner = Owner(kind, "one-0")
    return Sort(
        put_faces,
        kind,
        lambda shared, session, one: shared.face(session, owner, one),
        lambda session, one: faces.get(session, owner, one),
        lambda session, one: faces.delete(session, owner, one),
        whole=kind.inline,
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
    monkeypatch.setattr(list_cache, "WINDOW", NO_END)


@pytest.fixture
def shared() -> Sightings:
    return Sightings()


@pytest.fixture
async def other(emulated: Emulated) -> AsyncIterator[Session]:
    """Somebody else's session with the same account."""
    async with session_with(emulated.transport) as other:
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


async def name_of(shared: Sightings, session: Session, person_id: str) -> str | None:
    return (await shared.person(session, PERSON_GROUP, "one-0", person_id)).name


async def names_of(shared: Sightings, session: Session, ids: Sequence[str]) -> list[str | None]:
    return await side_by_side([name_of(shared, session, one) for one in ids])


async def rename(session: Session, person_id: str) -> None:
    await persons.update(session, PERSON_GROUP, "one-0", person_id, {"name": "renamed"})


# --- what it costs ----------------------------------------------------------------------------------------------------


@every_sort
async def test_many_cost_a_few_requests(sort: Sort, emulated: Emulated, session: Session, shared: Sightings) -> None:
    """A thousand side by side cost a listing and the few GETs that pay for it; each is what its own GET gives."""
    ids = sort.fill(inside(emulated), sort.kind.path, sort.most)

    found = await side_by_side([sort.read(shared, session, one) for one in ids])

    assert await emulated.count("GET") == (1 if sort.whole else 5)
    some = slice(3, None, 150)
    assert found[some] == [await sort.get(session, one) for one in ids[some]]


@every_sort
@pytest.mark.parametrize("count", [1, 4])
async def test_few_cost_what_they_are(
    sort: Sort, count: int, emulated: Emulated, session: Session, shared: Sightings
) -> None:
    """One costs one request, and a few no listing that may be long."""
    ids = sort.fill(inside(emulated), sort.kind.path, sort.most)

    await in_turn([sort.read(shared, session, one) for one in ids[-count:]])

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
    session: Session,
    shared: Sightings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a hundred pages too, reads cost at most a quarter above their GETs, and far less where that is possible."""
    monkeypatch.setattr(paging, "LARGEST_PAGE", 10)
    ids = put_persons(inside(emulated), PERSON_GROUP.path, 1000)[chosen]

    found = await together([PERSONS.read(shared, session, one) for one in ids])

    assert [person.person_id for person in found] == ids
    assert await emulated.count("GET") <= most


async def test_faces_of_a_person(emulated: Emulated, session: Session, shared: Sightings) -> None:
    """Each is read by itself: no listing has their user data (face-api.md#person-face-ids-only)."""
    [person_id] = put_persons(inside(emulated), PERSON_GROUP.path, 1)
    owner = Owner(PERSON_GROUP, "one-0", person_id)
    added = [
        await faces.add(session, owner, picture(), "a.jpg", user_data=f"text {n}", detection_model="detection_03")
        for n in range(8)
    ]

    found = await side_by_side([shared.face(session, owner, one) for one in added])

    assert [face.user_data for face in found] == [f"text {n}" for n in range(8)]
    assert await emulated.count("GET") == 8


# --- what is told -----------------------------------------------------------------------------------------------------


@every_sort
async def test_gone_is_certain(sort: Sort, emulated: Emulated, session: Session, shared: Sightings) -> None:
    """What a listing lacks is asked for by itself: it may be gone, or have been made since."""
    *ids, gone = sort.fill(inside(emulated), sort.kind.path, 20)
    await sort.delete(session, gone)
    await side_by_side([sort.read(shared, session, one) for one in ids])
    asked = await emulated.count("GET")

    with pytest.raises(Gone):
        await sort.read(shared, session, gone)

    assert await emulated.count("GET") == asked + 1


async def test_what_was_made_since(
    emulated: Emulated, session: Session, other: Session, shared: Sightings, group: list[str]
) -> None:
    """A listing that was read to its end does not make what is new look gone."""
    await names_of(shared, session, group)
    made = await persons.create(other, PERSON_GROUP, "one-0", "new", "")

    assert await name_of(shared, session, made) == "new"


async def test_alike_elsewhere(session: Session, emulated: Emulated, shared: Sightings) -> None:
    """Containers of one id in two kinds and in two accounts are four things."""
    async with emulator(training_seconds=0) as another, session_with(another.transport) as elsewhere:
        places = [(one, kind) for one in (session, elsewhere) for kind in (PERSON_GROUP, LARGE_FACE_LIST)]
        for number, (one, kind) in enumerate(places):
            await containers.create(one, kind, "same", f"name {number}", None, "recognition_04")

        found = [[await shared.container(one, kind, "same") for one, kind in places] for _ in range(6)]

    assert [[container.name for container in each] for each in found] == [["name 0", "name 1", "name 2", "name 3"]] * 6


@pytest.mark.parametrize("trouble", [None, {"status": 400, "after": True}], ids=["done", "said to have failed"])
async def test_after_a_change_of_ours(
    trouble: dict[str, object] | None, emulated: Emulated, session: Session, shared: Sightings, group: list[str]
) -> None:
    """A read that follows a change of ours sees it, even where the service does not own up to it."""
    await names_of(shared, session, group)
    if trouble:
        await emulated.order(method="PATCH", **trouble)

    with suppress(Invalid):
        await rename(session, group[50])

    assert "renamed" in await names_of(shared, session, group)


async def test_after_a_change_while_a_page_is_on_its_way(
    emulated: Emulated, session: Session, shared: Sightings, group: list[str]
) -> None:
    """A page that was asked for before a change is nothing to who asks after it."""
    await emulated.order(**LISTING, delay=0.5)  # after the work: the page shows what was
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(names_of, shared, session, group)
        await until_asked(emulated, **LISTING)
        await rename(session, group[50])

        assert await name_of(shared, session, group[50]) == "renamed"


async def test_after_a_change_that_took_a_while(
    emulated: Emulated, session: Session, shared: Sightings, group: list[str]
) -> None:
    """A page that came while a change was under way is nothing to who asks when that is done."""
    await emulated.order(method="PATCH", delay=0.5, before=True)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(rename, session, group[50])
        await until_asked(emulated, "PATCH")
        await names_of(shared, session, group)

    assert await name_of(shared, session, group[50]) == "renamed"


async def test_a_change_of_somebody_elses(
    session: Session, other: Session, shared: Sightings, group: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is seen as soon as the listing has served its time."""
    before = await names_of(shared, session, group)
    await rename(other, group[50])
    assert await names_of(shared, session, group) == before

    monkeypatch.setattr(list_cache, "WINDOW", 0.0)
    assert await name_of(shared, session, group[50]) == "renamed"


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
    trouble: dict[str, object], emulated: Emulated, session: Session, shared: Sightings, group: list[str]
) -> None:
    """Then each has its own GET, and the listing is not asked for another time."""
    await emulated.order(**LISTING, times=None, **trouble)

    found = await side_by_side([PERSONS.read(shared, session, one) for one in group])

    assert [person.person_id for person in found] == group
    assert await emulated.count("GET") <= len(group) + retry.ATTEMPTS


async def test_who_gives_up_takes_nobody_along(
    emulated: Emulated, session: Session, shared: Sightings, group: list[str]
) -> None:
    """When the read that asked for a page is cancelled, those who wait for the page go on."""
    await emulated.order(**LISTING, delay=NO_END)
    impatient, names = anyio.CancelScope(), []

    async def ask() -> None:
        with impatient:
            await names_of(shared, session, group[:5])

    async def wait() -> None:
        names.extend(await names_of(shared, session, group[5:]))

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
