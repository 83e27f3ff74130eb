"""Training and its status (face-api.md#train-request and face-api.md#training-status-object)."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from ..conftest import TRAINING_SECONDS, ManualClock
from ..documented_calls import (
    GROUPS,
    LARGE_FACE_LIST,
    TRAINED,
    VERSIONS,
    Kind,
    create_container,
    create_face,
    create_face_owner,
    create_person,
    get_error,
    photo,
)

trained_kinds = pytest.mark.parametrize("kind", TRAINED, ids=str)
groups = pytest.mark.parametrize("kind", GROUPS, ids=str)

START = "2023-11-14T22:13:20"


@trained_kinds
def test_status_without_training_is_404(face: httpx.Client, kind: Kind) -> None:
    """The status of a container without a training is 404 `NotTrained`, of a missing container `NotFound`."""
    item = create_container(face, kind)

    assert get_error(face.get(f"{item}/training")) == (404, f"{kind.code}NotTrained")
    assert get_error(face.get(f"{kind.path}/nowhere/training")) == (404, f"{kind.code}NotFound")
    assert get_error(face.post(f"{kind.path}/nowhere/train")) == (404, f"{kind.code}NotFound")


@trained_kinds
@pytest.mark.parametrize("version", VERSIONS)
def test_train_returns_the_status_url(face: httpx.Client, kind: Kind, version: str) -> None:
    """Train is 202 without a body, and `Operation-Location` has the host and version of the request."""
    face.base_url = httpx.URL(f"http://emulator.test/face/{version}")
    item = create_container_with_face(face, kind)

    reply = face.post(f"{item}/train")

    assert (reply.status_code, reply.content, reply.headers["content-length"]) == (202, b"", "0")
    assert reply.headers["operation-location"] == f"http://emulator.test/face/{version}{item}/training"
    assert face.get(reply.headers["operation-location"]).json()["status"] == "running"
    assert "retry-after" not in reply.headers


@trained_kinds
def test_training_runs_and_succeeds(face: httpx.Client, clock: ManualClock, kind: Kind) -> None:
    """A training runs from its request until its time is over; the dates are those of start and end."""
    item = create_container_with_face(face, kind)
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


@pytest.mark.parametrize("with_person", [False, True], ids=["no person", "person without face"])
@groups
def test_training_of_an_empty_group_fails(
    face: httpx.Client, clock: ManualClock, kind: Kind, with_person: bool
) -> None:
    """The training of a group without faces is accepted and fails."""
    item = create_container(face, kind)
    if with_person:
        create_person(face, item)

    assert_training_fails(face, clock, item)


def test_training_of_an_empty_list_fails(face: httpx.Client, clock: ManualClock) -> None:
    """The training of a large face list without faces is accepted and fails."""
    assert_training_fails(face, clock, create_container(face, LARGE_FACE_LIST))


def assert_training_fails(face: httpx.Client, clock: ManualClock, item: str) -> None:
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
def test_last_success_survives_a_later_training(face: httpx.Client, clock: ManualClock, kind: Kind) -> None:
    """`lastSuccessfulTrainingDateTime` remains while a later training runs and when it fails."""
    owner = create_face_owner(face, kind)
    item, only_face = f"{kind.path}/staff", create_face(face, owner)
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
def test_trainings_have_increasing_creation_times(instant: httpx.Client, kind: Kind) -> None:
    """Trainings at the same time have increasing values of `createdDateTime`."""
    item = create_container_with_face(instant, kind)
    creation_times = []
    for _ in range(3):
        assert instant.post(f"{item}/train").status_code == 202
        status = instant.get(f"{item}/training").json()
        assert status["status"] == "succeeded"
        creation_times.append(status["createdDateTime"])

    assert creation_times == [f"{START}Z", f"{START}.0000001Z", f"{START}.0000002Z"]


IMAGE = {"content": photo(), "headers": {"Content-Type": "application/octet-stream"}}

# Method, path, and the arguments of the request.
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
def test_writes_are_rejected_during_a_training(
    face: httpx.Client, admin: httpx.Client, clock: ManualClock, kind: Kind, write: Write
) -> None:
    """During a training every write is 409 `TrainingNotFinished` without effect; afterwards it succeeds."""
    owner = create_face_owner(face, kind)
    item, face_path = f"{kind.path}/staff", create_face(face, owner)
    face.post(f"{item}/train")
    before = admin.get("/account").json()
    method, path, arguments = write
    path = path.format(item=item, owner=owner, face=face_path)

    assert get_error(face.request(method, path, **arguments)) == (409, f"{kind.code}TrainingNotFinished")
    assert admin.get("/account").json() == before
    clock.advance(TRAINING_SECONDS)
    assert face.request(method, path, **arguments).status_code in (200, 202)


@trained_kinds
def test_reads_are_allowed_during_a_training(face: httpx.Client, kind: Kind) -> None:
    """During a training the container and its contents can be read."""
    owner = create_face_owner(face, kind)
    item, face_path = f"{kind.path}/staff", create_face(face, owner)
    members = f"{item}/persons" if kind in GROUPS else f"{item}/persistedfaces"
    paths = (item, kind.path, owner, members, face_path)
    before = [face.get(path).json() for path in paths]

    face.post(f"{item}/train")

    assert [face.get(path).json() for path in paths] == before
    assert face.get(f"{item}/training").json()["status"] == "running"


@trained_kinds
def test_training_does_not_block_other_containers(face: httpx.Client, kind: Kind) -> None:
    """During a training other containers can be changed."""
    face.post(f"{create_container_with_face(face, kind)}/train")

    assert face.patch(create_container_with_face(face, kind, "other"), json={"name": "New"}).status_code == 200


@trained_kinds
def test_changed_faces_make_a_training_stale(
    face: httpx.Client, admin: httpx.Client, clock: ManualClock, kind: Kind
) -> None:
    """Changed faces make the last training stale; names and user data do not. The status remains `succeeded`."""
    owner = create_face_owner(face, kind)
    item, face_path = f"{kind.path}/staff", create_face(face, owner)

    def get_staleness() -> tuple[bool, bool]:
        [container] = admin.get("/account").json()["containers"]
        training = container["training"]
        return training["stale"], training["trainedRevision"] == container["revision"]

    face.post(f"{item}/train")
    assert get_staleness() == (True, False)
    clock.advance(TRAINING_SECONDS)
    assert get_staleness() == (False, True)
    face.patch(item, json={"name": "New", "userData": "new"})
    face.patch(face_path, json={"userData": "new"})
    assert get_staleness() == (False, True)
    create_face(face, owner)
    assert get_staleness() == (True, False)
    assert face.get(f"{item}/training").json()["status"] == "succeeded"


@groups
def test_changed_persons_increase_the_revision(
    face: httpx.Client, admin: httpx.Client, clock: ManualClock, kind: Kind
) -> None:
    """Adding or deleting a person increases the revision; renaming one does not."""
    item = create_container_with_face(face, kind)

    def get_revision() -> int:
        return int(admin.get("/account").json()["containers"][0]["revision"])

    before = get_revision()
    person = create_person(face, item)
    assert get_revision() == before + 1
    face.patch(person, json={"name": "New"})
    assert get_revision() == before + 1
    face.delete(person)
    assert get_revision() == before + 2


def create_container_with_face(face: httpx.Client, kind: Kind, container_id: str = "staff") -> str:
    """Create a container with a face, and return its path."""
    create_face(face, create_face_owner(face, kind, container_id))
    return f"{kind.path}/{container_id}"
