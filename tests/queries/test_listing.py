"""Every listing: all of it, and parts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from client.emulated_service import Emulated
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, LARGE_PERSON_GROUP, PERSON_GROUP
from pulumi_azure_face.emulator.models.account import Account
from pulumi_azure_face.queries import containers, faces, liveness_sessions, persons
from pulumi_azure_face.queries.results import (
    FaceListResult,
    LargeFaceListResult,
    LargePersonGroupResult,
    PersonGroupResult,
)
from pulumi_azure_face.queries.validation import InvalidInputError

from .account import inside, put_containers, put_faces, put_persons, put_sessions

pytestmark = pytest.mark.anyio

MANY, PAGES = 2500, 3

Fill = Callable[[Account, str, int], list[str]]
List = Callable[..., Awaitable[Sequence[Any]]]

LISTINGS = [
    pytest.param(
        put_containers,
        "persongroups",
        lambda one, *part: containers.list_all(one, PersonGroupResult, *part),
        id="person groups",
    ),
    pytest.param(
        put_containers,
        "largepersongroups",
        lambda one, *part: containers.list_all(one, LargePersonGroupResult, *part),
        id="large person groups",
    ),
    pytest.param(
        put_containers,
        "largefacelists",
        lambda one, *part: containers.list_all(one, LargeFaceListResult, *part),
        id="large face lists",
    ),
    pytest.param(
        put_persons,
        "persongroups",
        lambda one, *part: persons.list_all(one, PERSON_GROUP, "one-0", *part),
        id="persons",
    ),
    pytest.param(
        put_persons,
        "largepersongroups",
        lambda one, *part: persons.list_all(one, LARGE_PERSON_GROUP, "one-0", *part),
        id="persons of a large group",
    ),
    pytest.param(
        put_faces, "largefacelists", lambda one, *part: faces.list_all(one, LARGE_FACE_LIST, "one-0", *part), id="faces"
    ),
    pytest.param(put_sessions, "detectLiveness", liveness_sessions.list_all, id="sessions"),
    pytest.param(
        put_sessions,
        "detectLivenessWithVerify",
        lambda one, start=None, top=None: liveness_sessions.list_all(one, start, top, with_verify=True),
        id="sessions with verify",
    ),
]


@pytest.mark.parametrize(("fill", "where", "listed"), LISTINGS)
async def test_all_and_parts(fill: Fill, where: str, listed: List, emulated: Emulated, client: AccountClient) -> None:
    """Without `top` a list is complete and in order, from `start` on; with it, it is what one call gives."""
    ids = fill(inside(emulated), where, MANY)

    assert [one.id for one in await listed(client)] == ids
    assert await emulated.count("GET") == PAGES
    assert [one.id for one in await listed(client, ids[999])] == ids[1000:]
    assert [one.id for one in await listed(client, ids[9], 5)] == ids[10:15]
    assert [one.id for one in await listed(client, None, 1000)] == ids[:1000]
    assert await emulated.count("GET") == PAGES + 2 + 1 + 1


async def test_face_lists_come_at_once(emulated: Emulated, client: AccountClient) -> None:
    """They have no pages: neither are they asked for, nor may a caller (face-api.md#container-list-face-lists)."""
    ids = put_containers(inside(emulated), "facelists", 64)

    assert [one.id for one in await containers.list_all(client, FaceListResult)] == ids
    assert await emulated.calls() == ["GET /facelists"]
    for part in (("one-0", None), (None, 10)):
        with pytest.raises(InvalidInputError, match="start and top are not for this list"):
            await containers.list_all(client, FaceListResult, *part)
