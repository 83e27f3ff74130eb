"""A refresh of many resources, from lists where possible and one by one elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from pulumi_azure_face.client.api import list_cache
from pulumi_azure_face.client.api.list_cache import ListCache
from pulumi_azure_face.client.kinds import PERSON_GROUP, Kind
from pulumi_azure_face.client.schemas import Person
from pulumi_azure_face.lifecycle.base import ResourceState

from .helpers import programs
from .helpers.account import ALL_KINDS, Account
from .helpers.lifecycles import AnyLifecycle, container, face, person
from .helpers.simulated_engine import Resource

pytestmark = pytest.mark.anyio

ITEM_COUNT = 12
ONE_BY_ONE = ITEM_COUNT
GETS_AND_PAGE = 4 + 1  # the GETs before the list is used, and one page
ONE_PAGE = 1

ResourceToRead = tuple[str, dict[str, Any]]
"""The id and the properties with which a program reads an existing resource."""


async def put_containers(account: Account, kind: Kind) -> list[ResourceToRead]:
    for number in range(ITEM_COUNT):
        await account.create(kind, f"one-{number}", name=f"One {number}", userData=f"text {number}")
    return [(f"one-{number}", {"kind": kind.name}) for number in range(ITEM_COUNT)]


async def put_persons(account: Account, kind: Kind) -> list[ResourceToRead]:
    await account.create(kind)
    ids = [await account.add_person(kind, name=f"Person {number}") for number in range(ITEM_COUNT)]
    return [(person_id, {"kind": kind.name, "container_id": "staff"}) for person_id in ids]


async def put_faces(account: Account, kind: Kind) -> list[ResourceToRead]:
    """Create faces in a list, or of one person in a group."""
    await account.create(kind)
    owner, resources = f"/{kind.path}/staff", {"kind": kind.name, "container_id": "staff"}
    if kind.holds == "persons":
        resources["person_id"] = await account.add_person(kind)
        owner += f"/persons/{resources['person_id']}"
    paths = [await account.add_face(owner, f"text {number}") for number in range(ITEM_COUNT)]
    return [(path.rpartition("/")[2], resources) for path in paths]


def list_requests(kind: Kind) -> int:
    return ONE_PAGE if kind.has_inline_faces else GETS_AND_PAGE


GROUP_KINDS = [kind for kind in ALL_KINDS if kind.holds == "persons"]
LIST_KINDS = [kind for kind in ALL_KINDS if kind.holds == "faces"]
CASES = [
    *((container, put_containers, kind, list_requests(kind)) for kind in ALL_KINDS),
    *((person, put_persons, kind, GETS_AND_PAGE) for kind in GROUP_KINDS),
    *((face, put_faces, kind, ONE_BY_ONE) for kind in GROUP_KINDS),
    *((face, put_faces, kind, list_requests(kind)) for kind in LIST_KINDS),
]


@pytest.mark.parametrize(
    ("lifecycle", "put_items", "kind", "requests"),
    [pytest.param(*case, id=f"{type(case[0]).__name__} of {case[2].name}") for case in CASES],
)
async def test_refresh_needs_fewer_requests_than_single_reads(
    lifecycle: AnyLifecycle,
    put_items: Callable[[Account, Kind], Awaitable[list[ResourceToRead]]],
    kind: Kind,
    requests: int,
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A refresh returns the same outcomes as single reads with fewer requests.

    A program that only reads resources cannot use lists, because only the program knows their dependencies.
    """
    monkeypatch.setattr(list_cache, "MAX_AGE", 3600.0)  # longer than any test takes
    resources = await put_items(account, kind)

    await account.clear_requests()
    outcomes = [await read(lifecycle, *resource, account) for resource in resources]
    assert len(await account.requests()) == ITEM_COUNT

    await account.clear_requests()
    refreshed = [await read(lifecycle, outcome.id, outcome.state.saved(), account) for outcome in outcomes]
    assert len(await account.requests()) == requests
    assert refreshed == outcomes


async def read(
    lifecycle: AnyLifecycle, resource_id: str, state: Mapping[str, object], account: Account
) -> ResourceState[Any]:
    outcome = await lifecycle.read(resource_id, lifecycle.state_model.load(state), account.call_context())
    assert outcome is not None
    return outcome


async def test_person_without_a_name_is_refreshed(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """A refresh reads a person whose name the service leaves out, and the next run writes the name."""
    await account.create(PERSON_GROUP)
    ann, program = Resource(person, account), programs.person(PERSON_GROUP, display_name="Ann")
    await ann.up(**program)

    async def get_without_name(*_: object) -> Person:
        return Person.model_validate({"personId": ann.id})

    monkeypatch.setattr(ListCache, "get_person", get_without_name)
    assert await ann.refresh()
    assert await ann.up(**program) == "updated"
