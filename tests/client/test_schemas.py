"""Parsing of the service's replies."""

from __future__ import annotations

import json
import traceback
from datetime import UTC, datetime, timedelta

import pytest

from pulumi_azure_face.client.errors import UnexpectedResponseError
from pulumi_azure_face.client.http import Response
from pulumi_azure_face.client.schemas import (
    Container,
    LivenessSession,
    NewFace,
    PersistedFace,
    Person,
    TrainingStatus,
    parse,
)

OPERATION = "read PersonGroup 'staff'"


def reply(body: object) -> Response:
    return Response(200, {}, body if isinstance(body, bytes) else json.dumps(body).encode())


def test_unknown_members_are_kept() -> None:
    """Members that a newer service adds are kept."""
    person = parse(Person, reply({"personId": "1", "name": "Ada", "shoeSize": 38}), OPERATION)

    assert person.model_extra == {"shoeSize": 38}


@pytest.mark.parametrize("body", [{"personId": 1, "name": "Ada"}, b'{"name": "Ada"'], ids=["member", "JSON"])
def test_error_quotes_no_reply(body: object) -> None:
    """The error about an invalid reply, and its traceback, do not contain the reply."""
    with pytest.raises(UnexpectedResponseError) as failure:
        parse(Person, reply(body), OPERATION)

    assert "Ada" not in "".join(traceback.format_exception(failure.value))


@pytest.mark.parametrize(
    ("schema", "required", "optional"),
    [
        (Container, {"personGroupId": "staff"}, ["name", "userData", "recognitionModel"]),
        (Person, {"personId": "1"}, ["name", "userData", "persistedFaceIds"]),
        (PersistedFace, {"persistedFaceId": "1"}, ["userData"]),
        (
            TrainingStatus,
            {"status": "running"},
            ["createdDateTime", "lastActionDateTime", "lastSuccessfulTrainingDateTime", "message"],
        ),
        (
            LivenessSession,
            {"id": "1"},
            ["status", "createdDateTime", "sessionStartDateTime", "sessionExpired", "deviceCorrelationId", "result"],
        ),
    ],
    ids=["container", "person", "face", "training", "liveness session"],
)
def test_null_member_means_absent(schema: type, required: dict[str, str], optional: list[str]) -> None:
    """A member that is null is treated like an absent member.

    See face-api.md#response-null-members.
    """
    assert parse(schema, reply({**required, **dict.fromkeys(optional)}), OPERATION) == parse(
        schema, reply(required), OPERATION
    )


def test_container_id_is_read_from_the_field_of_its_kind() -> None:
    """The container id is in the field of its kind, and any other field gives an empty id."""
    container = parse(Container, reply({"largeFaceListId": "visitors", "name": "Visitors"}), OPERATION)

    assert container.id_under("largeFaceListId") == "visitors"
    assert container.id_under("personGroupId") == ""


@pytest.mark.parametrize("name", ["id", "sessionId"])
def test_session_id_has_two_field_names(name: str) -> None:
    """Recordings and documentation use different names for the id of a session.

    See face-api.md#contradiction-session-id-member.
    """
    assert parse(LivenessSession, reply({name: "a-session"}), OPERATION).session_id == "a-session"


@pytest.mark.parametrize(
    "timestamp",
    [
        "2024-05-02T10:00:00.1234567+00:00",
        "2024-05-02T10:00:00.1234567Z",
        "2024-05-02T10:00:00.123456",
        1714644000123.456,
    ],
)
def test_timestamp_is_parsed_in_every_format(timestamp: object) -> None:
    """A timestamp has an offset, a Z, or neither, or it is milliseconds since 1970.

    See face-api.md#response-timestamps and face-api.md#contradiction-session-start-format.
    """
    started = parse(LivenessSession, reply({"id": "1", "sessionStartDateTime": timestamp}), OPERATION).started

    assert started is not None
    assert started - datetime(2024, 5, 2, 10, tzinfo=UTC) == pytest.approx(
        timedelta(seconds=0.123456), abs=timedelta(milliseconds=1)
    )


@pytest.mark.parametrize("name", ["result", "results"])
def test_session_outcome_has_two_field_names(name: str) -> None:
    """The outcome of a session is in `result` before v1.2 and in `results` since then.

    See face-api.md#session-outcome.
    """
    assert parse(LivenessSession, reply({"id": "1", name: {"attempts": []}}), OPERATION).results == {"attempts": []}


def test_person_without_face_ids_has_no_faces() -> None:
    """The faces of a person are a list, which is empty if the member is absent."""
    assert parse(Person, reply({"personId": "1", "persistedFaceIds": ["a", "b"]}), OPERATION).faces == ["a", "b"]
    assert parse(Person, reply({"personId": "1"}), OPERATION).faces == []


@pytest.mark.parametrize(
    ("status", "succeeded", "failed"),
    [
        ("succeeded", True, False),
        ("Succeeded", True, False),
        ("FAILED", False, True),
        ("failed", False, True),
        ("running", False, False),
        ("notstarted", False, False),
        ("notStarted", False, False),
        ("nonstarted", False, False),
        ("something new", False, False),
    ],
)
def test_only_succeeded_and_failed_end_a_training(status: str, succeeded: bool, failed: bool) -> None:
    """Only succeeded and failed end a training, in upper or lower case.

    See face-api.md#training-states.
    """
    parsed = parse(TrainingStatus, reply({"status": status}), OPERATION)

    assert (parsed.has_succeeded, parsed.has_failed, parsed.has_ended) == (succeeded, failed, succeeded or failed)


@pytest.mark.parametrize(
    ("schema", "body"),
    [
        pytest.param(Person, b"", id="empty body"),
        pytest.param(Person, b"<html>Sign in to the network</html>", id="HTML"),
        pytest.param(Person, b"\xff\xfe", id="not UTF-8"),
        pytest.param(Person, {"name": "Ada"}, id="no id"),
        pytest.param(Person, {"personId": None}, id="null id"),
        pytest.param(Person, {"personId": 7}, id="number as id"),
        pytest.param(Container, {}, id="container without an id"),
        pytest.param(Container, {"personId": "1"}, id="person instead of a container"),
        pytest.param(Container, [], id="list instead of a container"),
        pytest.param(Container, None, id="null instead of a container"),
        pytest.param(Person, [], id="list instead of object"),
        pytest.param(list[Person], {}, id="object instead of list"),
        pytest.param(list[Person], [{"personId": "1"}, "text"], id="string in a list"),
        pytest.param(NewFace, "text", id="string instead of object"),
    ],
)
def test_reply_of_another_shape_is_an_unexpected_response(schema: type, body: object) -> None:
    """A reply that does not fit the schema gives an error of one line."""
    with pytest.raises(UnexpectedResponseError, match="does not match the Face API") as error:
        parse(schema, reply(body), OPERATION)

    assert str(error.value).isprintable()
