"""Lists that are shared by many reads: their cost in requests, and that they never return outdated items."""

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
from queries.account import account_of, put_containers, put_faces, put_persons

from ..emulated_service import EmulatedService, client_with, emulator

pytestmark = pytest.mark.anyio

LIST_PERSONS = {"method": "GET", "path": "/persongroups/one-0/persons"}
ONE_HOUR = 3600.0  # seconds, longer than any test
TIMEOUT = 30  # seconds, far longer than the wait takes


@dataclass(frozen=True)
class ItemType:
    """A type of item: how to create many items, and how to read or delete one."""

    put_items: Callable[[Account, str, int], list[str]]
    kind: Kind
    read: Callable[[ListCache, AccountClient, str], Awaitable[Any]]
    get: Callable[[AccountClient, str], Awaitable[Any]]
    delete: Callable[[AccountClient, str], Awaitable[None]]
    max_items: int = 1000
    is_single_page: bool = False
    """Whether the service returns all items in one page."""


def containers_of(kind: Kind) -> ItemType:
    return ItemType(
        put_containers,
        kind,
        lambda cache, client, item_id: cache.get_container(client, kind, item_id),
        lambda client, item_id: containers.get(client, kind, item_id),
        lambda client, item_id: containers.delete(client, kind, item_id),
        64 if kind.has_inline_faces else 1000,  # face-api.md#quota-face-lists and face-api.md#paging-top
        kind.has_inline_faces,
    )


def persons_of(kind: Kind) -> ItemType:
    return ItemType(
        put_persons,
        kind,
        lambda cache, client, item_id: cache.get_person(client, kind, "one-0", item_id),
        lambda client, item_id: persons.get(client, kind, "one-0", item_id),
        lambda client, item_id: persons.delete(client, kind, "one-0", item_id),
    )


def faces_of(kind: Kind) -> ItemType:
    owner = FaceOwner(kind, "one-0")
    return ItemType(
        put_faces,
        kind,
        lambda cache, client, item_id: cache.get_face(client, owner, item_id),
        lambda client, item_id: faces.get(client, owner, item_id),
        lambda client, item_id: faces.delete(client, owner, item_id),
        is_single_page=kind.has_inline_faces,
    )


PERSONS = persons_of(PERSON_GROUP)
ITEM_TYPES = [
    *(pytest.param(containers_of(kind), id=f"{kind.name}s") for kind in KINDS.values()),
    *(
        pytest.param(persons_of(kind), id=f"Persons of a {kind.name}")
        for kind in KINDS.values()
        if kind.holds == "persons"
    ),
    *(pytest.param(faces_of(kind), id=f"Faces of a {kind.name}") for kind in KINDS.values() if kind.holds == "faces"),
]
all_item_types = pytest.mark.parametrize("item_type", ITEM_TYPES)


@pytest.fixture(autouse=True)
def _long_lived_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep a list for the whole test, unless the test says otherwise."""
    monkeypatch.setattr(list_cache, "MAX_AGE", ONE_HOUR)


@pytest.fixture
def cache() -> ListCache:
    return ListCache()


@pytest.fixture
async def other_client(emulated: EmulatedService) -> AsyncIterator[AccountClient]:
    """A client of another application for the same account."""
    async with client_with(emulated.transport) as other_client:
        yield other_client


@pytest.fixture
def person_ids(emulated: EmulatedService) -> list[str]:
    """The ids of a hundred persons."""
    return put_persons(account_of(emulated), PERSON_GROUP.path, 100)


async def run_concurrently(reads: Sequence[Awaitable[Any]]) -> list[Any]:
    results: dict[int, Any] = {}

    async def store_result(index: int, read: Awaitable[Any]) -> None:
        results[index] = await read

    async with anyio.create_task_group() as tasks:
        for index, read in enumerate(reads):
            tasks.start_soon(store_result, index, read)
    return [results[index] for index in range(len(reads))]


async def run_sequentially(reads: Sequence[Awaitable[Any]]) -> list[Any]:
    return [await read for read in reads]


async def name_of(cache: ListCache, client: AccountClient, person_id: str) -> str | None:
    return (await cache.get_person(client, PERSON_GROUP, "one-0", person_id)).name


async def names_of(cache: ListCache, client: AccountClient, ids: Sequence[str]) -> list[str | None]:
    return await run_concurrently([name_of(cache, client, item_id) for item_id in ids])


async def rename(client: AccountClient, person_id: str) -> None:
    await persons.update(client, PERSON_GROUP, "one-0", person_id, {"name": "renamed"})


# --- the cost in requests --------------------------------------------------------------------------------------------


@all_item_types
async def test_many_concurrent_reads_cost_one_list_and_a_few_gets(
    item_type: ItemType, emulated: EmulatedService, client: AccountClient, cache: ListCache
) -> None:
    """A thousand concurrent reads cost one list and a few GETs, and return the same items as GETs."""
    ids = item_type.put_items(account_of(emulated), item_type.kind.path, item_type.max_items)

    items = await run_concurrently([item_type.read(cache, client, item_id) for item_id in ids])

    assert await emulated.count("GET") == (1 if item_type.is_single_page else 5)
    sample = slice(3, None, 150)
    assert items[sample] == [await item_type.get(client, item_id) for item_id in ids[sample]]


@all_item_types
@pytest.mark.parametrize("count", [1, 4])
async def test_few_reads_cost_one_get_each(
    item_type: ItemType, count: int, emulated: EmulatedService, client: AccountClient, cache: ListCache
) -> None:
    """A few reads cost one GET each and no list that may be long."""
    ids = item_type.put_items(account_of(emulated), item_type.kind.path, item_type.max_items)

    await run_sequentially([item_type.read(cache, client, item_id) for item_id in ids[-count:]])

    assert await emulated.count("GET") == (1 if item_type.is_single_page else count)


@pytest.mark.parametrize("run_reads", [run_sequentially, run_concurrently])
@pytest.mark.parametrize(
    ("chosen_ids", "max_gets"),
    [
        pytest.param(slice(40), 4 + 4, id="first 40"),
        pytest.param(slice(-40, None), 40 + 10, id="last 40"),
        pytest.param(slice(None, None, -1), 400, id="all backward"),
        pytest.param(slice(None), 4 + 100, id="all"),
        pytest.param(slice(None, None, 100), 10 + 2, id="every hundredth"),
    ],
)
async def test_reads_of_a_long_list_cost_at_most_a_quarter_more_than_gets(
    chosen_ids: slice,
    max_gets: int,
    run_reads: Callable[[Sequence[Awaitable[Any]]], Awaitable[list[Any]]],
    emulated: EmulatedService,
    client: AccountClient,
    cache: ListCache,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a hundred pages, reads cost at most a quarter more than GETs, and usually far less."""
    monkeypatch.setattr(paging, "MAX_PAGE_SIZE", 10)
    ids = put_persons(account_of(emulated), PERSON_GROUP.path, 1000)[chosen_ids]

    items = await run_reads([PERSONS.read(cache, client, item_id) for item_id in ids])

    assert [person.person_id for person in items] == ids
    assert await emulated.count("GET") <= max_gets


async def test_faces_of_a_person_are_read_one_by_one(
    emulated: EmulatedService, client: AccountClient, cache: ListCache
) -> None:
    """Each face of a person is read with its own GET, because no list contains its user data.

    See face-api.md#person-face-ids-only.
    """
    [person_id] = put_persons(account_of(emulated), PERSON_GROUP.path, 1)
    owner = FaceOwner(PERSON_GROUP, "one-0", person_id)
    face_ids = [
        await faces.add(client, owner, picture(), "a.jpg", user_data=f"text {n}", detection_model="detection_03")
        for n in range(8)
    ]

    items = await run_concurrently([cache.get_face(client, owner, face_id) for face_id in face_ids])

    assert [face.user_data for face in items] == [f"text {n}" for n in range(8)]
    assert await emulated.count("GET") == 8


# --- the content -------------------------------------------------------------------------------------------------------


@all_item_types
async def test_item_missing_from_the_list_is_read_with_a_get(
    item_type: ItemType, emulated: EmulatedService, client: AccountClient, cache: ListCache
) -> None:
    """An item that a list lacks is read with its own GET, because it may be newer than the list."""
    *ids, deleted_id = item_type.put_items(account_of(emulated), item_type.kind.path, 20)
    await item_type.delete(client, deleted_id)
    await run_concurrently([item_type.read(cache, client, item_id) for item_id in ids])
    get_count = await emulated.count("GET")

    with pytest.raises(NotFoundError):
        await item_type.read(cache, client, deleted_id)

    assert await emulated.count("GET") == get_count + 1


async def test_item_newer_than_the_list_is_returned(
    emulated: EmulatedService,
    client: AccountClient,
    other_client: AccountClient,
    cache: ListCache,
    person_ids: list[str],
) -> None:
    """An item that was created after the list was read is not reported as missing."""
    await names_of(cache, client, person_ids)
    new_id = await persons.create(other_client, PERSON_GROUP, "one-0", "new", "")

    assert await name_of(cache, client, new_id) == "new"


async def test_kinds_and_accounts_have_separate_lists(
    client: AccountClient, emulated: EmulatedService, cache: ListCache
) -> None:
    """Containers with the same id in two kinds or two accounts are different items."""
    async with emulator(training_seconds=0) as another, client_with(another.transport) as other_account_client:
        pairs = [
            (account_client, kind)
            for account_client in (client, other_account_client)
            for kind in (PERSON_GROUP, LARGE_FACE_LIST)
        ]
        for number, (account_client, kind) in enumerate(pairs):
            await containers.create(account_client, kind, "same", f"name {number}", None, "recognition_04")

        rounds = [
            [await cache.get_container(account_client, kind, "same") for account_client, kind in pairs]
            for _ in range(6)
        ]

    assert [[container.name for container in round_] for round_ in rounds] == [
        ["name 0", "name 1", "name 2", "name 3"]
    ] * 6


@pytest.mark.parametrize("fault", [None, {"status": 400, "after": True}], ids=["success", "error after the request"])
async def test_read_after_own_change_returns_the_change(
    fault: dict[str, object] | None,
    emulated: EmulatedService,
    client: AccountClient,
    cache: ListCache,
    person_ids: list[str],
) -> None:
    """A read after a change of this client returns the change, even if the service reported a failure."""
    await names_of(cache, client, person_ids)
    if fault:
        await emulated.add_rule(method="PATCH", **fault)

    with suppress(InvalidRequestError):
        await rename(client, person_ids[50])

    assert "renamed" in await names_of(cache, client, person_ids)


async def test_page_requested_before_a_change_is_not_used_after_it(
    emulated: EmulatedService, client: AccountClient, cache: ListCache, person_ids: list[str]
) -> None:
    """A page that was requested before a change is not used for reads after the change."""
    await emulated.add_rule(**LIST_PERSONS, delay=0.5)  # the delay follows the request, so the page shows the old name
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(names_of, cache, client, person_ids)
        await wait_for_call(emulated, **LIST_PERSONS)
        await rename(client, person_ids[50])

        assert await name_of(cache, client, person_ids[50]) == "renamed"


async def test_page_received_during_a_change_is_not_used_after_it(
    emulated: EmulatedService, client: AccountClient, cache: ListCache, person_ids: list[str]
) -> None:
    """A page that was received during a change is not used for reads after the change."""
    await emulated.add_rule(method="PATCH", delay=0.5, before=True)
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(rename, client, person_ids[50])
        await wait_for_call(emulated, "PATCH")
        await names_of(cache, client, person_ids)

    assert await name_of(cache, client, person_ids[50]) == "renamed"


async def test_change_by_another_client_is_returned_after_max_age(
    client: AccountClient,
    other_client: AccountClient,
    cache: ListCache,
    person_ids: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A change by another client is returned as soon as the list has reached its maximum age."""
    before = await names_of(cache, client, person_ids)
    await rename(other_client, person_ids[50])
    assert await names_of(cache, client, person_ids) == before

    monkeypatch.setattr(list_cache, "MAX_AGE", 0.0)
    assert await name_of(cache, client, person_ids[50]) == "renamed"


# --- failures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"status": 403}, id="forbidden"),
        pytest.param({"status": 500}, id="500"),
        pytest.param({"drop": True}, id="dropped"),
        pytest.param(
            {"status": 200, "body": "[{}]", "headers": {"Content-Type": "application/json"}}, id="item without an id"
        ),
    ],
)
async def test_failed_list_falls_back_to_gets(
    fault: dict[str, object], emulated: EmulatedService, client: AccountClient, cache: ListCache, person_ids: list[str]
) -> None:
    """If a list fails, each item is read with its own GET and the list is not requested again."""
    await emulated.add_rule(**LIST_PERSONS, times=None, **fault)

    items = await run_concurrently([PERSONS.read(cache, client, item_id) for item_id in person_ids])

    assert [person.person_id for person in items] == person_ids
    assert await emulated.count("GET") <= len(person_ids) + retry.MAX_ATTEMPTS


async def test_canceled_read_does_not_cancel_the_shared_page(
    emulated: EmulatedService, client: AccountClient, cache: ListCache, person_ids: list[str]
) -> None:
    """If the read that requested a page is canceled, other reads that wait for the page continue."""
    await emulated.add_rule(**LIST_PERSONS, delay=ONE_HOUR)
    cancel_scope, names = anyio.CancelScope(), []

    async def read_first_persons() -> None:
        with cancel_scope:
            await names_of(cache, client, person_ids[:5])

    async def read_other_persons() -> None:
        names.extend(await names_of(cache, client, person_ids[5:]))

    with anyio.fail_after(TIMEOUT):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(read_first_persons)
            await wait_for_call(emulated, **LIST_PERSONS)
            tasks.start_soon(read_other_persons)
            await anyio.wait_all_tasks_blocked()
            cancel_scope.cancel()

    assert len(names) == len(person_ids[5:])


async def wait_for_call(emulated: EmulatedService, method: str, path: str = "") -> None:
    """Wait until the emulator has received this call."""
    with anyio.fail_after(TIMEOUT):
        while not any(call.startswith(f"{method} {path}") for call in await emulated.calls()):  # noqa: ASYNC110 - the log is in the emulator
            await anyio.sleep(0.005)
