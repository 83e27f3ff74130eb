"""Inputs that a query rejects before it sends a request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from client.emulated_service import EmulatedService
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, LARGE_PERSON_GROUP, PERSON_GROUP
from pulumi_azure_face.queries import containers, faces, liveness_sessions, persons
from pulumi_azure_face.queries.results import LargeFaceListResult, PersonGroupResult
from pulumi_azure_face.queries.validation import InvalidInputError

pytestmark = pytest.mark.anyio

A_UUID = "25985303-c537-4467-b41d-bdb45cd95ca1"
Query = Callable[[AccountClient, Any], Awaitable[Any]]

ID_RULE = "must have 1 to 64 characters from a-z, 0-9, - and _, got"
UUID_RULE = "must be a UUID such as"
TEXT_RULE = "must be a string, got"

INVALID_INPUTS: list[tuple[str, Query, Any, str]] = [
    ("container id with a capital letter", lambda client, value: containers.get(client, PersonGroupResult, value), "Staff", f"person_group_id {ID_RULE} 'Staff'"),
    ("empty container id", lambda client, value: containers.get(client, LargeFaceListResult, value), "", f"large_face_list_id {ID_RULE} ''"),
    ("container id of 65 characters", containers.get_face_list, "x" * 65, f"face_list_id {ID_RULE} 'xxx"),
    ("container id None", lambda client, value: containers.get(client, PersonGroupResult, value), None, f"person_group_id {TEXT_RULE} NoneType"),
    ("container id with a slash", lambda client, value: containers.training_status(client, PERSON_GROUP, value), "a/train", f"person_group_id {ID_RULE} 'a/train'"),
    ("person id", lambda client, value: persons.get(client, PERSON_GROUP, "staff", value), "ann", f"person_id {UUID_RULE}"),
    ("group id of a person", lambda client, value: persons.get(client, LARGE_PERSON_GROUP, value, A_UUID), "A", f"large_person_group_id {ID_RULE} 'A'"),
    ("group id of a list of persons", lambda client, value: persons.list_all(client, PERSON_GROUP, value), "A", f"person_group_id {ID_RULE} 'A'"),
    ("person id of a face", lambda client, value: faces.get_of_person(client, PERSON_GROUP, "staff", value, A_UUID), "", f"person_id {UUID_RULE}"),
    ("face id with a line break", lambda client, value: faces.get_of_person(client, PERSON_GROUP, "staff", A_UUID, value), f"{A_UUID}\n", f"persisted_face_id {UUID_RULE}"),
    ("face id in a list", lambda client, value: faces.get_of_list(client, LARGE_FACE_LIST, "visitors", value), A_UUID[:-1], f"persisted_face_id {UUID_RULE}"),
    ("list id of a face", lambda client, value: faces.list_all(client, LARGE_FACE_LIST, value), "ü", f"large_face_list_id {ID_RULE} 'ü'"),
    ("session id with a slash", liveness_sessions.get, "a/audit", "session_id must have 1 to 64 characters from A-Z, a-z, 0-9, - and _, got 'a/audit'"),
    ("start of 65 characters", liveness_sessions.list_all, "x" * 65, "start must have at most 64 characters, got 65"),
    ("start as a number", liveness_sessions.list_all, 7, f"start {TEXT_RULE} int"),
    *[
        (f"top {top!r}", lambda client, value: containers.list_all(client, PersonGroupResult, None, value), top, f"top must be a whole number from 1 to 1000, got {top!r}")
        for top in (0, -1, 1001, True, "10", 1.5)
    ],
]  # fmt: skip


@pytest.mark.parametrize(
    ("query", "value", "message"), [pytest.param(*case, id=name) for name, *case in INVALID_INPUTS]
)
async def test_invalid_input_is_rejected_without_a_request(
    query: Query, value: Any, message: str, emulated: EmulatedService, client: AccountClient
) -> None:
    """An invalid input raises an error of one line that names the input and its rule, and no request is sent."""
    with pytest.raises(InvalidInputError) as error:
        await query(client, value)

    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)
    assert await emulated.calls() == []
