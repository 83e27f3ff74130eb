"""Lists of containers, persons, faces, and liveness sessions: complete, or one page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from client.emulated_service import EmulatedService
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

from .account import account_of, put_containers, put_faces, put_persons, put_sessions

pytestmark = pytest.mark.anyio

ITEM_COUNT, PAGE_COUNT = 2500, 3

Fill = Callable[[Account, str, int], list[str]]
ListItems = Callable[..., Awaitable[Sequence[Any]]]

LISTS = [
    pytest.param(
        put_containers,
        "persongroups",
        lambda client, *page: containers.list_all(client, PersonGroupResult, *page),
        id="person groups",
    ),
    pytest.param(
        put_containers,
        "largepersongroups",
        lambda client, *page: containers.list_all(client, LargePersonGroupResult, *page),
        id="large person groups",
    ),
    pytest.param(
        put_containers,
        "largefacelists",
        lambda client, *page: containers.list_all(client, LargeFaceListResult, *page),
        id="large face lists",
    ),
    pytest.param(
        put_persons,
        "persongroups",
        lambda client, *page: persons.list_all(client, PERSON_GROUP, "one-0", *page),
        id="persons",
    ),
    pytest.param(
        put_persons,
        "largepersongroups",
        lambda client, *page: persons.list_all(client, LARGE_PERSON_GROUP, "one-0", *page),
        id="persons of a large person group",
    ),
    pytest.param(
        put_faces,
        "largefacelists",
        lambda client, *page: faces.list_all(client, LARGE_FACE_LIST, "one-0", *page),
        id="faces",
    ),
    pytest.param(put_sessions, "detectLiveness", liveness_sessions.list_all, id="sessions"),
    pytest.param(
        put_sessions,
        "detectLivenessWithVerify",
        lambda client, start=None, top=None: liveness_sessions.list_all(client, start, top, with_verify=True),
        id="sessions with verify",
    ),
]


@pytest.mark.parametrize(("fill", "segment", "list_items"), LISTS)
async def test_list_is_complete_without_top_and_one_page_with_top(
    fill: Fill, segment: str, list_items: ListItems, emulated: EmulatedService, client: AccountClient
) -> None:
    """A list without `top` is complete from `start` on, and a list with `top` is the page of one call."""
    ids = fill(account_of(emulated), segment, ITEM_COUNT)

    assert [item.id for item in await list_items(client)] == ids
    assert await emulated.count("GET") == PAGE_COUNT
    assert [item.id for item in await list_items(client, ids[999])] == ids[1000:]
    assert [item.id for item in await list_items(client, ids[9], 5)] == ids[10:15]
    assert [item.id for item in await list_items(client, None, 1000)] == ids[:1000]
    assert await emulated.count("GET") == PAGE_COUNT + 2 + 1 + 1


async def test_face_lists_have_no_pages(emulated: EmulatedService, client: AccountClient) -> None:
    """All face lists come in one call, and a caller cannot ask for a page.

    See face-api.md#container-list-face-lists.
    """
    ids = put_containers(account_of(emulated), "facelists", 64)

    assert [item.id for item in await containers.list_all(client, FaceListResult)] == ids
    assert await emulated.calls() == ["GET /facelists"]
    for page in (("one-0", None), (None, 10)):
        with pytest.raises(InvalidInputError, match="start and top are not supported here"):
            await containers.list_all(client, FaceListResult, *page)
