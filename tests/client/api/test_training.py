"""Training against the emulator: asked for once, waited for to its real end."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import anyio
import pytest

from pictures import picture
from pulumi_azure_face.client import retry
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import containers, faces, persons, training
from pulumi_azure_face.client.errors import (
    AuthenticationError,
    NotFoundError,
    OperationInProgressError,
    UnreachableError,
)
from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, PERSON_GROUP, Kind
from pulumi_azure_face.client.schemas import TrainingStatus

from ..emulated_service import Emulated, client_with, emulator

pytestmark = pytest.mark.anyio

PHOTO = picture()
TRAIN = {"method": "POST", "path": ".*/train"}
STATUS = {"method": "GET", "path": ".*/training"}


@pytest.fixture(autouse=True)
async def staff(client: AccountClient) -> None:
    """A group with a person with a face, which can be trained."""
    await containers.create(client, PERSON_GROUP, "staff", "Staff", None, "recognition_04")
    person_id = await persons.create(client, PERSON_GROUP, "staff", "Ada", "")
    owner = faces.FaceOwner(PERSON_GROUP, "staff", person_id)
    await faces.add(client, owner, PHOTO, "ada.jpg", user_data="", detection_model="detection_03")


@pytest.fixture
async def slow() -> AsyncIterator[Emulated]:
    """A service whose trainings take longer than any test."""
    async with emulator(training_seconds=60) as slow:
        yield slow


class Watcher:
    """Keeps all that was seen of a training."""

    def __init__(self) -> None:
        self.seen: list[TrainingStatus] = []
        self.waited: list[float] = []

    def __call__(self, status: TrainingStatus, waited: float) -> None:
        self.seen.append(status)
        self.waited.append(waited)

    @property
    def last(self) -> TrainingStatus:
        return self.seen[-1]


async def trained(client: AccountClient, *, wait: bool = True) -> Watcher:
    watcher = Watcher()
    with anyio.fail_after(30):
        await training.train(client, PERSON_GROUP, "staff", watcher, wait=wait)
    return watcher


async def trainings_of(emulated: Emulated) -> int:
    """How often the service was asked to train."""
    return sum(call.endswith("/train") for call in await emulated.calls())


async def test_it_succeeds(emulated: Emulated, client: AccountClient) -> None:
    """It returns when the training has succeeded, and tells of all that was seen on the way."""
    watcher = await trained(client)

    assert {status.status for status in watcher.seen[:-1]} <= {"running"}
    assert watcher.last.has_succeeded
    assert watcher.waited == sorted(watcher.waited)
    assert await trainings_of(emulated) == 1


async def test_it_fails(emulated: Emulated, client: AccountClient) -> None:
    """A training that fails has ended too, and the service's reason is told."""
    await emulated.fail_training("No usable face.")

    watcher = await trained(client)

    assert watcher.last.has_failed
    assert watcher.last.message == "No usable face."


async def test_an_empty_list_fails(client: AccountClient) -> None:
    """A container without faces is accepted for training and fails (face-api.md#training-empty-container-fails)."""
    await containers.create(client, LARGE_FACE_LIST, "visitors", "Visitors", None, "recognition_04")
    watcher = Watcher()

    await training.train(client, LARGE_FACE_LIST, "visitors", watcher)

    assert watcher.last.has_failed


async def test_an_earlier_success_is_not_ours(client: AccountClient) -> None:
    """What the service shows of an earlier training is never taken for the one asked for."""
    first = await trained(client)

    second = await trained(client)

    assert second.last.has_succeeded
    assert all(status.created != first.last.created for status in second.seen)


async def test_a_stale_status_is_waited_out(emulated: Emulated, client: AccountClient) -> None:
    """A finished earlier training that is shown for a moment longer does not end the wait."""
    first = await trained(client)
    stale = {"status": "succeeded", "createdDateTime": first.last.created, "message": None}
    as_json = {"Content-Type": "application/json"}
    await emulated.order(**STATUS, skip=1, times=3, status=200, body=json.dumps(stale), headers=as_json)

    second = await trained(client)

    assert second.last.created != first.last.created
    assert await trainings_of(emulated) == 2


async def test_a_training_under_way_is_waited_out() -> None:
    """While another training runs ours is refused, asked for again, and is then a new one."""
    other, ours = Watcher(), Watcher()
    async with emulator(training_seconds=0.5) as emulated, client_with(emulated.transport) as client:
        await containers.create(client, PERSON_GROUP, "staff", "Staff", None, "recognition_04")
        await training.train(client, PERSON_GROUP, "staff", other, wait=False)
        await training.train(client, PERSON_GROUP, "staff", ours)

        assert ours.last.has_ended
        assert ours.last.created > other.last.created
        assert await trainings_of(emulated) > 2


async def test_without_waiting(slow: Emulated) -> None:
    """Without `wait` it returns as soon as the new training is seen."""
    watcher = Watcher()
    async with client_with(slow.transport) as client:
        await containers.create(client, PERSON_GROUP, "staff", "Staff", None, "recognition_04")
        await training.train(client, PERSON_GROUP, "staff", watcher, wait=False)

    assert [status.status for status in watcher.seen] == ["running"]


@pytest.mark.parametrize("trouble", [{"drop": True}, {"status": 500, "after": True}], ids=["dropped", "500 after"])
async def test_a_lost_reply_is_settled_by_looking(
    trouble: dict[str, object], emulated: Emulated, client: AccountClient
) -> None:
    """When the training was begun and only the reply was lost, it is not begun twice."""
    await emulated.order(**TRAIN, **trouble)

    watcher = await trained(client)

    assert watcher.last.has_succeeded
    assert await trainings_of(emulated) == 1


async def test_a_lost_request_is_made_again(emulated: Emulated, client: AccountClient) -> None:
    """When looking shows no new training, it is asked for again."""
    await trained(client)
    await emulated.order(**TRAIN, drop=True, before=True, times=2)

    watcher = await trained(client)

    assert watcher.last.has_succeeded
    assert await trainings_of(emulated) == 1 + 3


async def test_a_service_that_never_begins(emulated: Emulated, client: AccountClient) -> None:
    """A service that answers looks but not the request to train is given up after five tries."""
    await emulated.order(**TRAIN, status=500, times=None)

    with pytest.raises(UnreachableError, match="could not train PersonGroup 'staff'"):
        await trained(client)

    assert await trainings_of(emulated) == 5


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        pytest.param({"status": 401}, AuthenticationError, id="refused"),
        pytest.param({"status": 404, "error": {"code": "PersonGroupNotFound"}}, NotFoundError, id="gone"),
    ],
)
async def test_a_refusal_ends_it(
    trouble: dict[str, object], error: type[Exception], emulated: Emulated, client: AccountClient
) -> None:
    """What will not change is not waited for."""
    await emulated.order(**TRAIN, times=None, **trouble)

    with pytest.raises(error):
        await trained(client)

    assert await trainings_of(emulated) == 1


async def test_a_poll_that_goes_wrong(emulated: Emulated, client: AccountClient) -> None:
    """A look that fails for a moment, or is refused for now, does not end the wait
    (face-api.md#training-status-conflict).
    """
    conflict = {"status": 409, "error": {"code": "ConcurrentOperationConflict", "message": "Later."}}
    await emulated.order(**STATUS, skip=1, drop=True)
    await emulated.order(**STATUS, skip=1, **conflict)

    watcher = await trained(client)

    assert watcher.last.has_succeeded
    assert await trainings_of(emulated) == 1


async def test_a_container_deleted_meanwhile(emulated: Emulated, client: AccountClient) -> None:
    """A container that is gone has no training to wait for."""
    gone = {"status": 404, "error": {"code": "PersonGroupNotFound", "message": "Not found."}}
    await emulated.order(**STATUS, skip=1, times=None, **gone)

    with pytest.raises(NotFoundError):
        await trained(client)


@pytest.mark.parametrize("word", ["Succeeded", "SUCCEEDED", "Failed"])
async def test_the_case_of_a_status(word: str, emulated: Emulated, client: AccountClient) -> None:
    """An end is an end in any case of letters."""
    body = json.dumps({"status": word, "createdDateTime": "2026-01-01T00:00:00Z"})
    as_json = {"Content-Type": "application/json"}
    await emulated.order(**STATUS, skip=1, times=None, status=200, body=body, headers=as_json)

    watcher = await trained(client)

    assert [status.status for status in watcher.seen] == [word]


@pytest.mark.parametrize("word", ["notstarted", "notStarted", "nonstarted", "NotStarted", "queued"])
async def test_any_other_status_is_on_its_way(word: str, emulated: Emulated, client: AccountClient) -> None:
    """Three spellings of "not started" are in use, and a word nobody knows is no end either
    (face-api.md#training-status-spelling).
    """
    body = json.dumps({"status": word, "createdDateTime": "2026-01-01T00:00:00Z"})
    as_json = {"Content-Type": "application/json"}
    await emulated.order(**STATUS, skip=1, times=2, status=200, body=body, headers=as_json)

    watcher = await trained(client)

    assert [status.status for status in watcher.seen[:2]] == [word, word]
    assert watcher.last.has_succeeded


@pytest.mark.parametrize("kind", [PERSON_GROUP, LARGE_FACE_LIST], ids=lambda kind: kind.name)
async def test_a_deadline(kind: Kind, slow: Emulated) -> None:
    """A deadline ends the wait, and what was seen until then was told."""
    watcher = Watcher()
    async with client_with(slow.transport) as client:
        await containers.create(client, kind, "staff", "Staff", None, "recognition_04")
        with pytest.raises(TimeoutError), anyio.fail_after(0.5):
            await training.train(client, kind, "staff", watcher)

    assert {status.status for status in watcher.seen} == {"running"}


async def test_a_deadline_behind_another_training(slow: Emulated, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who cannot even begin in time is told that another training is in the way."""
    monkeypatch.setattr(retry, "CONFLICT_INITIAL_BACKOFF", 60.0)
    monkeypatch.setattr(retry, "CONFLICT_MAX_BACKOFF", 60.0)
    async with client_with(slow.transport) as client:
        await containers.create(client, PERSON_GROUP, "staff", "Staff", None, "recognition_04")
        await training.train(client, PERSON_GROUP, "staff", Watcher(), wait=False)
        with pytest.raises(
            OperationInProgressError, match="could not train PersonGroup 'staff': 409 PersonGroupTrainingNotFinished"
        ):
            with anyio.fail_after(30):
                await training.train(client, PERSON_GROUP, "staff", Watcher())


async def test_never_trained(client: AccountClient) -> None:
    """A container that was never trained has no status, which is no error."""
    assert await training.status(client, PERSON_GROUP, "staff") is None


async def test_the_pace_of_polling() -> None:
    """Polls begin quickly, thin out with the time waited, and never come rarer than once a minute."""
    pauses = [training.poll_interval(waited) for waited in (0.0, 10.0, 60.0, 600.0, 3600.0)]

    assert pauses == [0.02, 0.5, 3.0, 30.0, 60.0]
