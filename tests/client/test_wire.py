"""Reading the service's replies."""

from __future__ import annotations

import json

import pytest

from pulumi_azure_face.client.errors import Misdirected
from pulumi_azure_face.client.http import Reply
from pulumi_azure_face.client.wire import Container, NewFace, PersistedFace, Person, TrainingStatus, parse

TRIED = "read PersonGroup 'staff'"


def reply(body: object) -> Reply:
    return Reply(200, {}, body if isinstance(body, bytes) else json.dumps(body).encode())


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
    ],
    ids=["container", "person", "face", "training"],
)
def test_null_is_absent(shape: type, needed: dict[str, str], optional: list[str]) -> None:
    """A member written out as null is one left out (contract 3.2)."""
    assert parse(shape, reply({**needed, **dict.fromkeys(optional)}), TRIED) == parse(shape, reply(needed), TRIED)


def test_a_container_by_its_own_kind_of_id() -> None:
    """Each kind has its id under a name of its own; without it there is none."""
    container = parse(Container, reply({"largeFaceListId": "visitors", "name": "Visitors"}), TRIED)

    assert container.id_under("largeFaceListId") == "visitors"
    assert container.id_under("personGroupId") == ""


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
    """Only succeeded and failed are an end, in any case of letters (contract 7.3)."""
    seen = parse(TrainingStatus, reply({"status": status}), TRIED)

    assert (seen.succeeded, seen.failed, seen.ended) == (succeeded, failed, succeeded or failed)


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
    with pytest.raises(Misdirected, match="does not have the form of the Face service") as misdirected:
        parse(shape, reply(body), TRIED)

    assert str(misdirected.value).isprintable()
