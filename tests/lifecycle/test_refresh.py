"""A refresh of many resources: out of listings where those tell all, each by itself where they do not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import ModuleType
from typing import Any, cast

import pytest

from pulumi_azure_face.client.api import list_cache
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.lifecycle import container, face, person
from pulumi_azure_face.lifecycle.base import Lifecycle, ReadOutcome

from .account import EVERY_KIND, Account

pytestmark = pytest.mark.anyio

MANY = 12
BY_THEMSELVES = MANY
PAID_FOR = 4 + 1  # GETs, and the page that they pay for
IN_ONE_PIECE = 1

Known = tuple[str, dict[str, Any]]
"""What a program knows of a thing that it only reads: its id, and what it gives with it."""


async def put_containers(account: Account, kind: Kind) -> list[Known]:
    for number in range(MANY):
        await account.create(kind, f"one-{number}", name=f"One {number}", userData=f"text {number}")
    return [(f"one-{number}", {"kind": kind.name}) for number in range(MANY)]


async def put_persons(account: Account, kind: Kind) -> list[Known]:
    await account.create(kind)
    ids = [await account.add_person(kind, name=f"Person {number}") for number in range(MANY)]
    return [(one, {"kind": kind.name, "container_id": "staff"}) for one in ids]


async def put_faces(account: Account, kind: Kind) -> list[Known]:
    """In a list, or of a person in a group."""
    await account.create(kind)
    owner, known = f"/{kind.path}/staff", {"kind": kind.name, "container_id": "staff"}
    if kind.holds == "persons":
        known["person_id"] = await account.add_person(kind)
        owner += f"/persons/{known['person_id']}"
    paths = [await account.add_face(owner, f"text {number}") for number in range(MANY)]
    return [(path.rpartition("/")[2], known) for path in paths]


def listed(kind: Kind) -> int:
    return IN_ONE_PIECE if kind.has_inline_faces else PAID_FOR


GROUPS = [kind for kind in EVERY_KIND if kind.holds == "persons"]
LISTS = [kind for kind in EVERY_KIND if kind.holds == "faces"]
CASES = [
    *((container, put_containers, kind, listed(kind)) for kind in EVERY_KIND),
    *((person, put_persons, kind, PAID_FOR) for kind in GROUPS),
    *((face, put_faces, kind, BY_THEMSELVES) for kind in GROUPS),
    *((face, put_faces, kind, listed(kind)) for kind in LISTS),
]


@pytest.mark.parametrize(
    ("module", "put", "kind", "requests"),
    [pytest.param(*case, id=f"{case[0].__name__.rpartition('.')[2]} of {case[2].name}") for case in CASES],
)
async def test_the_same_for_less(
    module: ModuleType,
    put: Callable[[Account, Kind], Awaitable[list[Known]]],
    kind: Kind,
    requests: int,
    account: Account,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A refresh sees what a program sees that reads each by itself; a program does, for only it knows after what."""
    monkeypatch.setattr(list_cache, "MAX_AGE", 3600.0)  # longer than any test takes
    lifecycle = cast(Lifecycle, module)
    known = await put(account, kind)

    await account.forget_requests()
    got = [await read(lifecycle, *one, account) for one in known]
    assert len(await account.requests()) == MANY

    await account.forget_requests()
    refreshed = [await read(lifecycle, one.id, one.state, account) for one in got]
    assert len(await account.requests()) == requests
    assert refreshed == got


async def read(lifecycle: Lifecycle, resource_id: str, state: dict[str, Any], account: Account) -> ReadOutcome:
    seen = await lifecycle.read(resource_id, state, account.call())
    assert seen is not None
    return seen
