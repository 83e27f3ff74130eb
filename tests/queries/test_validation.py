"""What may not be asked for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from client.emulated_service import Emulated
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, LARGE_PERSON_GROUP, PERSON_GROUP
from pulumi_azure_face.queries import containers, faces, liveness_sessions, persons
from pulumi_azure_face.queries.results import LargeFaceListResult, PersonGroupResult
from pulumi_azure_face.queries.validation import InvalidInputError

pytestmark = pytest.mark.anyio

A_UUID = "25985303-c537-4467-b41d-bdb45cd95ca1"
Ask = Callable[[AccountClient, Any], Awaitable[Any]]

ID = "must be 1 to 64 of the characters a-z, 0-9, - and _; it is"
UUID = "must be a UUID such as"
TEXT = "must be text; it is of type"

BAD: list[tuple[str, Ask, Any, str]] = [
    ("a container's id", lambda one, bad: containers.get(one, PersonGroupResult, bad), "Staff", f"person_group_id {ID} 'Staff'"),
    ("no id", lambda one, bad: containers.get(one, LargeFaceListResult, bad), "", f"large_face_list_id {ID} ''"),
    ("too long an id", containers.get_face_list, "x" * 65, f"face_list_id {ID} 'xxx"),
    ("None", lambda one, bad: containers.get(one, PersonGroupResult, bad), None, f"person_group_id {TEXT} NoneType"),
    ("a path", lambda one, bad: containers.training_status(one, PERSON_GROUP, bad), "a/train", f"person_group_id {ID} 'a/train'"),
    ("a person's id", lambda one, bad: persons.get(one, PERSON_GROUP, "staff", bad), "ann", f"person_id {UUID}"),
    ("a person of no group", lambda one, bad: persons.get(one, LARGE_PERSON_GROUP, bad, A_UUID), "A", f"large_person_group_id {ID} 'A'"),
    ("a list's persons", lambda one, bad: persons.list_all(one, PERSON_GROUP, bad), "A", f"person_group_id {ID} 'A'"),
    ("a face's person", lambda one, bad: faces.get_of_person(one, PERSON_GROUP, "staff", bad, A_UUID), "", f"person_id {UUID}"),
    ("a face's id", lambda one, bad: faces.get_of_person(one, PERSON_GROUP, "staff", A_UUID, bad), f"{A_UUID}\n", f"persisted_face_id {UUID}"),
    ("a list's face", lambda one, bad: faces.get_of_list(one, LARGE_FACE_LIST, "visitors", bad), A_UUID[:-1], f"persisted_face_id {UUID}"),
    ("a face's list", lambda one, bad: faces.list_all(one, LARGE_FACE_LIST, bad), "ü", f"large_face_list_id {ID} 'ü'"),
    ("a session's id", liveness_sessions.get, "a/audit", "session_id must be 1 to 64 letters, digits, - and _; it is 'a/audit'"),
    ("a start", liveness_sessions.list_all, "x" * 65, "start must be at most 64 characters; it has 65"),
    ("a number for a start", liveness_sessions.list_all, 7, f"start {TEXT} int"),
    *[
        (f"a top of {top!r}", lambda one, bad: containers.list_all(one, PersonGroupResult, None, bad), top, f"top must be a whole number from 1 to 1000; it is {top!r}")
        for top in (0, -1, 1001, True, "10", 1.5)
    ],
]  # fmt: skip


@pytest.mark.parametrize(("ask", "bad", "line"), [pytest.param(*case, id=name) for name, *case in BAD])
async def test_a_bad_input_is_refused(ask: Ask, bad: Any, line: str, emulated: Emulated, client: AccountClient) -> None:
    """It is named with its rule in one line, and nothing is asked."""
    with pytest.raises(InvalidInputError) as refused:
        await ask(client, bad)

    assert str(refused.value).startswith(line)
    assert "\n" not in str(refused.value)
    assert await emulated.calls() == []
