"""Training and its status (face-api.md#train-request and face-api.md#training-status-object)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from ..conftest import TRAINING_SECONDS, TurnedClock
from ..documented_calls import (
    GROUPS,
    LARGE_FACE_LIST,
    TRAINED,
    VERSIONS,
    Kind,
    created,
    error_of,
    face_in,
    owner_of_faces,
    person_in,
    photo,
)

trained_kinds = pytest.mark.parametrize("kind", TRAINED, ids=str)
groups = pytest.mark.parametrize("kind", GROUPS, ids=str)

START = "2023-11-14T22:13:20"


@trained_kinds
def test_never_trained(face: httpx.Client, kind: Kind) -> None:
    """The status of a container that never trained is 404 `...NotTrained`, of a missing one `...NotFound`."""
    item = created(face, kind)

    assert error_of(face.get(f"{item}/training")) == (404, f"{kind.code}NotTrained")
    assert error_of(face.get(f"{kind.path}/nowhere/training")) == (404, f"{kind.code}NotFound")
    assert error_of(face.post(f"{kind.path}/nowhere/train")) == (404, f"{kind.code}NotFound")


@trained_kinds
@pytest.mark.parametrize("version", VERSIONS)
def test_train_is_accepted(face: httpx.Client, kind: Kind, version: str) -> None:
    """POST without a body is 202, empty, and says where the status is: on the host and version that was called."""
    face.base_url = httpx.URL(f"http://emulator.test/face/{version}")
    item = ready(face, kind)

    reply = face.post(f"{item}/train")

    assert (reply.status_code, reply.content, reply.headers["content-length"]) == (202, b"", "0")
    assert reply.headers["operation-location"] == f"http://emulator.test/face/{version}{item}/training"
    assert face.get(reply.headers["operation-location"]).json()["status"] == "running"
    assert "retry-after" not in reply.headers


@trained_kinds
def test_a_training_that_succeeds(face: httpx.Client, clock: TurnedClock, kind: Kind) -> None:
    """It runs from the request on, and when its time is over it has succeeded; the dates tell both moments."""
    item = ready(face, kind)
    clock.ticks += 1_234_500

    face.post(f"{item}/train")

    running = {
        "status": "running",
        "createdDateTime": f"{START}.12345Z",
        "lastActionDateTime": f"{START}.12345Z",
    }
    assert face.get(f"{item}/training").json() == running
    clock.advance(TRAINING_SECONDS - 0.0000001)
    assert face.get(f"{item}/training").json() == running
    clock.advance(0.0000001)
    assert face.get(f"{item}/training").json() == {
        "status": "succeeded",
        "createdDateTime": f"{START}.12345Z",
        "lastActionDateTime": "2023-11-14T22:13:50.12345Z",
        "lastSuccessfulTrainingDateTime": "2023-11-14T22:13:50.12345Z",
    }


@pytest.mark.parametrize("with_person", [False, True], ids=["no person", "a person without a face"])
@groups
def test_an_empty_group_fails(face: httpx.Client, clock: TurnedClock, kind: Kind, with_person: bool) -> None:
    """A group without a single face is accepted for training and fails in the end."""
    item = created(face, kind)
    if with_person:
        person_in(face, item)

    assert_fails(face, clock, item)


def test_an_empty_list_fails(face: httpx.Client, clock: TurnedClock) -> None:
    """A large face list without a single face is accepted for training and fails in the end."""
    assert_fails(face, clock, created(face, LARGE_FACE_LIST))


def assert_fails(face: httpx.Client, clock: TurnedClock, item: str) -> None:
    assert face.post(f"{item}/train").status_code == 202
    assert face.get(f"{item}/training").json()["status"] == "running"
    clock.advance(TRAINING_SECONDS)
    status = face.get(f"{item}/training").json()
    assert status["message"]
    assert status == {
        "status": "failed",
        "createdDateTime": f"{START}Z",
        "lastActionDateTime": "2023-11-14T22:13:50Z",
        "message": status["message"],
    }


@trained_kinds
def test_an_earlier_success_is_remembered(face: httpx.Client, clock: TurnedClock, kind: Kind) -> None:
    """`lastSuccessfulTrainingDateTime` outlives a second training, both while it runs and when it fails."""
    owner = owner_of_faces(face, kind)
    item, only_face = f"{kind.path}/staff", face_in(face, owner)
    face.post(f"{item}/train")
    clock.advance(TRAINING_SECONDS)
    first = face.get(f"{item}/training").json()["lastSuccessfulTrainingDateTime"]
    face.delete(only_face)

    face.post(f"{item}/train")

    assert face.get(f"{item}/training").json()["lastSuccessfulTrainingDateTime"] == first
    clock.advance(TRAINING_SECONDS)
    failed = face.get(f"{item}/training").json()
    assert (failed["status"], failed["lastSuccessfulTrainingDateTime"]) == ("failed", first)


@trained_kinds
def test_trainings_can_be_told_apart(instant: httpx.Client, kind: Kind) -> None:
    """Trainings that follow each other in the same instant still have rising `createdDateTime`s."""
    item = ready(instant, kind)
    seen = []
    for _ in range(3):
        assert instant.post(f"{item}/train").status_code == 202
        status = instant.get(f"{item}/training").json()
        assert status["status"] == "succeeded"
        seen.append(status["createdDateTime"])

    assert seen == [f"{START}Z", f"{START}.0000001Z", f"{START}.0000002Z"]


IMAGE = {"content": photo(), "headers": {"Content-Type": "application/octet-stream"}}

# Method, path and what is sent.
Write = tuple[str, str, dict[str, Any]]
WRITES_TO_EVERY_KIND: dict[str, Write] = {
    "train": ("POST", "{item}/train", {}),
    "update": ("PATCH", "{item}", {"json": {"name": "New"}}),
    "delete": ("DELETE", "{item}", {}),
    "add a face": ("POST", "{owner}/persistedfaces", IMAGE),
    "update a face": ("PATCH", "{face}", {"json": {"userData": "new"}}),
    "delete a face": ("DELETE", "{face}", {}),
}
WRITES_TO_GROUPS: dict[str, Write] = {
    "create a person": ("POST", "{item}/persons", {"json": {"name": "Bob"}}),
    "update a person": ("PATCH", "{owner}", {"json": {"name": "Bob"}}),
    "delete a person": ("DELETE", "{owner}", {}),
}


@pytest.mark.parametrize(
    ("kind", "write"),
    [
        pytest.param(kind, write, id=f"{kind}: {name}")
        for kind in TRAINED
        for name, write in (WRITES_TO_EVERY_KIND | (WRITES_TO_GROUPS if kind in GROUPS else {})).items()
    ],
)
def test_writes_wait_for_the_training(
    face: httpx.Client, admin: httpx.Client, clock: TurnedClock, kind: Kind, write: Write
) -> None:
    """While a container trains every write in it is 409 `...TrainingNotFinished` without effect; then it works."""
    owner = owner_of_faces(face, kind)
    item, path_of_face = f"{kind.path}/staff", face_in(face, owner)
    face.post(f"{item}/train")
    before = admin.get("/account").json()
    method, path, sent = write
    path = path.format(item=item, owner=owner, face=path_of_face)

    assert error_of(face.request(method, path, **sent)) == (409, f"{kind.code}TrainingNotFinished")
    assert admin.get("/account").json() == before
    clock.advance(TRAINING_SECONDS)
    assert face.request(method, path, **sent).status_code in (200, 202)


@trained_kinds
def test_reads_go_on_during_the_training(face: httpx.Client, kind: Kind) -> None:
    """While a container trains it can be read, with all that is in it."""
    owner = owner_of_faces(face, kind)
    item, path_of_face = f"{kind.path}/staff", face_in(face, owner)
    inside = f"{item}/persons" if kind in GROUPS else f"{item}/persistedfaces"
    paths = (item, kind.path, owner, inside, path_of_face)
    before = [face.get(path).json() for path in paths]

    face.post(f"{item}/train")

    assert [face.get(path).json() for path in paths] == before
    assert face.get(f"{item}/training").json()["status"] == "running"


@trained_kinds
def test_another_container_is_not_held_up(face: httpx.Client, kind: Kind) -> None:
    """A training holds up its own container only."""
    face.post(f"{ready(face, kind)}/train")

    assert face.patch(ready(face, kind, "other"), json={"name": "New"}).status_code == 200


@trained_kinds
def test_staleness(face: httpx.Client, admin: httpx.Client, clock: TurnedClock, kind: Kind) -> None:
    """Faces make the last training stale, names and user data do not; the wire shows `succeeded` either way."""
    owner = owner_of_faces(face, kind)
    item, path_of_face = f"{kind.path}/staff", face_in(face, owner)

    def stale() -> tuple[bool, bool]:
        [container] = admin.get("/account").json()["containers"]
        training = container["training"]
        return training["stale"], training["trainedRevision"] == container["revision"]

    face.post(f"{item}/train")
    assert stale() == (True, False)
    clock.advance(TRAINING_SECONDS)
    assert stale() == (False, True)
    face.patch(item, json={"name": "New", "userData": "new"})
    face.patch(path_of_face, json={"userData": "new"})
    assert stale() == (False, True)
    face_in(face, owner)
    assert stale() == (True, False)
    assert face.get(f"{item}/training").json()["status"] == "succeeded"


@groups
def test_persons_make_a_training_stale(face: httpx.Client, admin: httpx.Client, clock: TurnedClock, kind: Kind) -> None:
    """A person more or less is a change of content, a renamed one is not."""
    item = ready(face, kind)

    def revision() -> int:
        return int(admin.get("/account").json()["containers"][0]["revision"])

    before = revision()
    person = person_in(face, item)
    assert revision() == before + 1
    face.patch(person, json={"name": "New"})
    assert revision() == before + 1
    face.delete(person)
    assert revision() == before + 2


def ready(face: httpx.Client, kind: Kind, container_id: str = "staff") -> str:
    """A container with something to train with."""
    face_in(face, owner_of_faces(face, kind, container_id))
    return f"{kind.path}/{container_id}"
