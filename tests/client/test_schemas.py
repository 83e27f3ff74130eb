"""Reading the service's replies."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

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

TRIED = "read PersonGroup 'staff'"


def reply(body: object) -> Response:
    return Response(200, {}, body if isinstance(body, bytes) else json.dumps(body).encode())


def test_unknown_members_are_kept() -> None:
    """What a newer service adds does no harm and is not lost."""
    person = parse(Person, reply({"personId": "1", "name": "Ada", "shoeSize": 38}), TRIED)

    assert person.model_extra == {"shoeSize": 38}


@pytest.mark.parametrize(
    ("shape", "needed", "optional"),
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
    ids=["container", "person", "face", "training", "session"],
)
def test_null_is_absent(shape: type, needed: dict[str, str], optional: list[str]) -> None:
    """A member written out as null is one left out (face-api.md#response-null-members)."""
    assert parse(shape, reply({**needed, **dict.fromkeys(optional)}), TRIED) == parse(shape, reply(needed), TRIED)


def test_a_container_by_its_own_kind_of_id() -> None:
    """Each kind has its id under a name of its own; without it there is none."""
    container = parse(Container, reply({"largeFaceListId": "visitors", "name": "Visitors"}), TRIED)

    assert container.id_under("largeFaceListId") == "visitors"
    assert container.id_under("personGroupId") == ""


@pytest.mark.parametrize("name", ["id", "sessionId"])
def test_a_session_by_either_name_of_its_id(name: str) -> None:
    """Recordings and documentation call it differently (face-api.md#contradiction-session-id-member)."""
    assert parse(LivenessSession, reply({name: "a-session"}), TRIED).session_id == "a-session"


@pytest.mark.parametrize(
    "told",
    [
        "2024-05-02T10:00:00.1234567+00:00",
        "2024-05-02T10:00:00.1234567Z",
        "2024-05-02T10:00:00.123456",
        1714644000123.456,
    ],
)
def test_a_moment_in_any_form(told: object) -> None:
    """With an offset, with a Z, with neither, or in milliseconds since 1970 (face-api.md#response-timestamps and
    face-api.md#contradiction-session-start-format).
    """
    started = parse(LivenessSession, reply({"id": "1", "sessionStartDateTime": told}), TRIED).started

    assert started is not None
    assert started - datetime(2024, 5, 2, 10, tzinfo=timezone.utc) == pytest.approx(
        timedelta(seconds=0.123456), abs=timedelta(milliseconds=1)
    )


@pytest.mark.parametrize("name", ["result", "results"])
def test_the_outcome_of_a_session(name: str) -> None:
    """It is `result` before v1.2 and `results` since (face-api.md#session-outcome)."""
    assert parse(LivenessSession, reply({"id": "1", name: {"attempts": []}}), TRIED).outcome == {"attempts": []}


def test_the_faces_of_a_person() -> None:
    """A person's faces are a list, empty when none are named."""
    assert parse(Person, reply({"personId": "1", "persistedFaceIds": ["a", "b"]}), TRIED).faces == ["a", "b"]
    assert parse(Person, reply({"personId": "1"}), TRIED).faces == []


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
def test_the_states_of_a_training(status: str, succeeded: bool, failed: bool) -> None:
    """Only succeeded and failed are an end, in any case of letters (face-api.md#training-states)."""
    seen = parse(TrainingStatus, reply({"status": status}), TRIED)

    assert (seen.has_succeeded, seen.has_failed, seen.has_ended) == (succeeded, failed, succeeded or failed)


@pytest.mark.parametrize(
    ("shape", "body"),
    [
        pytest.param(Person, b"", id="nothing"),
        pytest.param(Person, b"<html>Sign in to the network</html>", id="HTML"),
        pytest.param(Person, b"\xff\xfe", id="not UTF-8"),
        pytest.param(Person, {"name": "Ada"}, id="no id"),
        pytest.param(Person, {"personId": None}, id="a null id"),
        pytest.param(Person, {"personId": 7}, id="a number for an id"),
        pytest.param(Person, [], id="a list for an object"),
        pytest.param(list[Person], {}, id="an object for a list"),
        pytest.param(list[Person], [{"personId": "1"}, "text"], id="text in a list"),
        pytest.param(NewFace, "text", id="text for an object"),
    ],
)
def test_what_does_not_fit(shape: type, body: object) -> None:
    """A reply in another form did not come from this service: one line, no more."""
    with pytest.raises(UnexpectedResponseError, match="does not have the form of the Face service") as misdirected:
        parse(shape, reply(body), TRIED)

    assert str(misdirected.value).isprintable()
