"""Training against the emulator: one request, then polling until it really ends."""

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
    NotFoundError,
    OperationInProgressError,
    PermissionDeniedError,
    UnreachableError,
)
from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, PERSON_GROUP, Kind
from pulumi_azure_face.client.schemas import TrainingStatus

from ..emulated_service import EmulatedService, client_with, emulator

pytestmark = pytest.mark.anyio

PHOTO = picture()
TRAIN = {"method": "POST", "path": ".*/train"}
STATUS = {"method": "GET", "path": ".*/training"}


@pytest.fixture(autouse=True)
async def staff(client: AccountClient) -> None:
    """A person group with a face, which can be trained."""
    await containers.create(client, PERSON_GROUP, "staff", "Staff", None, "recognition_04")
    person_id = await persons.create(client, PERSON_GROUP, "staff", "Ada", "")
    owner = faces.FaceOwner(PERSON_GROUP, "staff", person_id)
    await faces.add(client, owner, PHOTO, "ada.jpg", user_data="", detection_model="detection_03")


@pytest.fixture
async def slow_service() -> AsyncIterator[EmulatedService]:
    """A service where a training takes longer than any test."""
    async with emulator(training_seconds=60) as slow_service:
        yield slow_service


class Watcher:
    """Record the statuses of a training."""

    def __init__(self) -> None:
        self.statuses: list[TrainingStatus] = []
        self.wait_times: list[float] = []

    def __call__(self, status: TrainingStatus, seconds: float) -> None:
        self.statuses.append(status)
        self.wait_times.append(seconds)

    @property
    def last(self) -> TrainingStatus:
        return self.statuses[-1]


async def run_training(client: AccountClient, *, wait: bool = True) -> Watcher:
    watcher = Watcher()
    with anyio.fail_after(30):
        await training.train(client, PERSON_GROUP, "staff", watcher, wait=wait)
    return watcher


async def count_trainings(emulated: EmulatedService) -> int:
    """Return the number of requests to train."""
    return sum(call.endswith("/train") for call in await emulated.calls())


async def test_training_succeeds(emulated: EmulatedService, client: AccountClient) -> None:
    """`train` returns when the training has succeeded and reports every status."""
    watcher = await run_training(client)

    assert {status.status for status in watcher.statuses[:-1]} <= {"running"}
    assert watcher.last.has_succeeded
    assert watcher.wait_times == sorted(watcher.wait_times)
    assert await count_trainings(emulated) == 1


async def test_failed_training_ends_with_the_reason(emulated: EmulatedService, client: AccountClient) -> None:
    """A training that fails has ended, and its status contains the reason of the service."""
    await emulated.fail_training("No usable face.")

    watcher = await run_training(client)

    assert watcher.last.has_failed
    assert watcher.last.message == "No usable face."


async def test_training_of_an_empty_container_fails(client: AccountClient) -> None:
    """The service accepts the training of a container without faces, and it fails.

    See face-api.md#training-empty-container-fails.
    """
    await containers.create(client, LARGE_FACE_LIST, "visitors", "Visitors", None, "recognition_04")
    watcher = Watcher()

    await training.train(client, LARGE_FACE_LIST, "visitors", watcher)

    assert watcher.last.has_failed


async def test_earlier_training_is_not_taken_for_the_new_one(client: AccountClient) -> None:
    """The status of an earlier training is never taken for the status of the new one."""
    first = await run_training(client)

    second = await run_training(client)

    assert second.last.has_succeeded
    assert all(status.created != first.last.created for status in second.statuses)


async def test_stale_status_does_not_end_the_wait(emulated: EmulatedService, client: AccountClient) -> None:
    """The status of an earlier training, shown for a moment longer, does not end the wait."""
    first = await run_training(client)
    stale_status = {"status": "succeeded", "createdDateTime": first.last.created, "message": None}
    json_headers = {"Content-Type": "application/json"}
    await emulated.add_rule(**STATUS, skip=1, times=3, status=200, body=json.dumps(stale_status), headers=json_headers)

    second = await run_training(client)

    assert second.last.created != first.last.created
    assert await count_trainings(emulated) == 2


async def test_running_training_is_waited_for() -> None:
    """While another training runs, the request is repeated until a new training starts."""
    earlier, own = Watcher(), Watcher()
    async with emulator(training_seconds=0.5) as emulated, client_with(emulated.transport) as client:
        await containers.create(client, PERSON_GROUP, "staff", "Staff", None, "recognition_04")
        await training.train(client, PERSON_GROUP, "staff", earlier, wait=False)
        await training.train(client, PERSON_GROUP, "staff", own)

        assert own.last.has_ended
        assert own.last.created > earlier.last.created
        assert await count_trainings(emulated) > 2


async def test_train_without_wait_returns_when_training_starts(slow_service: EmulatedService) -> None:
    """Without `wait`, `train` returns as soon as the new training is visible."""
    watcher = Watcher()
    async with client_with(slow_service.transport) as client:
        await containers.create(client, PERSON_GROUP, "staff", "Staff", None, "recognition_04")
        await training.train(client, PERSON_GROUP, "staff", watcher, wait=False)

    assert [status.status for status in watcher.statuses] == ["running"]


@pytest.mark.parametrize("fault", [{"drop": True}, {"status": 500, "after": True}], ids=["dropped", "500 after"])
async def test_lost_response_does_not_start_a_second_training(
    fault: dict[str, object], emulated: EmulatedService, client: AccountClient
) -> None:
    """If only the response was lost, the status shows the training and it is not started twice."""
    await emulated.add_rule(**TRAIN, **fault)

    watcher = await run_training(client)

    assert watcher.last.has_succeeded
    assert await count_trainings(emulated) == 1


async def test_lost_request_is_repeated(emulated: EmulatedService, client: AccountClient) -> None:
    """If the status shows no new training, the request is repeated."""
    await run_training(client)
    await emulated.add_rule(**TRAIN, drop=True, before=True, times=2)

    watcher = await run_training(client)

    assert watcher.last.has_succeeded
    assert await count_trainings(emulated) == 1 + 3


async def test_training_that_never_starts_fails_after_five_attempts(
    emulated: EmulatedService, client: AccountClient
) -> None:
    """If the training never starts, `train` fails after five attempts."""
    await emulated.add_rule(**TRAIN, status=500, times=None)

    with pytest.raises(UnreachableError, match="could not train PersonGroup 'staff'"):
        await run_training(client)

    assert await count_trainings(emulated) == 5


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        pytest.param({"status": 403}, PermissionDeniedError, id="403"),
        pytest.param(
            {"status": 404, "error": {"code": "PersonGroupNotFound"}}, NotFoundError, id="container not found"
        ),
    ],
)
async def test_rejected_training_is_not_retried(
    fault: dict[str, object], error: type[Exception], emulated: EmulatedService, client: AccountClient
) -> None:
    """A rejected request is sent once."""
    await emulated.add_rule(**TRAIN, times=None, **fault)

    with pytest.raises(error):
        await run_training(client)

    assert await count_trainings(emulated) == 1


async def test_failed_poll_does_not_end_the_wait(emulated: EmulatedService, client: AccountClient) -> None:
    """A poll that fails for a moment does not end the wait.

    See face-api.md#training-status-conflict.
    """
    conflict = {"status": 409, "error": {"code": "ConcurrentOperationConflict", "message": "Later."}}
    await emulated.add_rule(**STATUS, skip=1, drop=True)
    await emulated.add_rule(**STATUS, skip=1, **conflict)

    watcher = await run_training(client)

    assert watcher.last.has_succeeded
    assert await count_trainings(emulated) == 1


async def test_deleted_container_ends_the_wait(emulated: EmulatedService, client: AccountClient) -> None:
    """If the container is deleted, the wait ends with a not-found error."""
    not_found = {"status": 404, "error": {"code": "PersonGroupNotFound", "message": "Not found."}}
    await emulated.add_rule(**STATUS, skip=1, times=None, **not_found)

    with pytest.raises(NotFoundError):
        await run_training(client)


@pytest.mark.parametrize("word", ["Succeeded", "SUCCEEDED", "Failed"])
async def test_final_status_is_case_insensitive(word: str, emulated: EmulatedService, client: AccountClient) -> None:
    """A final status ends the wait in upper or lower case."""
    body = json.dumps({"status": word, "createdDateTime": "2026-01-01T00:00:00Z"})
    json_headers = {"Content-Type": "application/json"}
    await emulated.add_rule(**STATUS, skip=1, times=None, status=200, body=body, headers=json_headers)

    watcher = await run_training(client)

    assert [status.status for status in watcher.statuses] == [word]


@pytest.mark.parametrize("word", ["notstarted", "notStarted", "nonstarted", "NotStarted", "queued"])
async def test_unknown_status_does_not_end_the_wait(
    word: str, emulated: EmulatedService, client: AccountClient
) -> None:
    """Any spelling of "not started" and any unknown status means that the training has not ended.

    See face-api.md#training-status-spelling.
    """
    body = json.dumps({"status": word, "createdDateTime": "2026-01-01T00:00:00Z"})
    json_headers = {"Content-Type": "application/json"}
    await emulated.add_rule(**STATUS, skip=1, times=2, status=200, body=body, headers=json_headers)

    watcher = await run_training(client)

    assert [status.status for status in watcher.statuses[:2]] == [word, word]
    assert watcher.last.has_succeeded


@pytest.mark.parametrize("kind", [PERSON_GROUP, LARGE_FACE_LIST], ids=lambda kind: kind.name)
async def test_deadline_ends_the_wait(kind: Kind, slow_service: EmulatedService) -> None:
    """A deadline ends the wait, and the statuses until then were reported."""
    watcher = Watcher()
    async with client_with(slow_service.transport) as client:
        await containers.create(client, kind, "staff", "Staff", None, "recognition_04")
        with pytest.raises(TimeoutError), anyio.fail_after(0.5):
            await training.train(client, kind, "staff", watcher)

    assert {status.status for status in watcher.statuses} == {"running"}


async def test_deadline_during_another_training_raises_its_conflict(
    slow_service: EmulatedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If another training blocks the start until the deadline, the error names the conflict."""
    monkeypatch.setattr(retry, "CONFLICT_INITIAL_BACKOFF", 60.0)
    monkeypatch.setattr(retry, "CONFLICT_MAX_BACKOFF", 60.0)
    async with client_with(slow_service.transport) as client:
        await containers.create(client, PERSON_GROUP, "staff", "Staff", None, "recognition_04")
        await training.train(client, PERSON_GROUP, "staff", Watcher(), wait=False)
        with pytest.raises(
            OperationInProgressError, match="could not train PersonGroup 'staff': 409 PersonGroupTrainingNotFinished"
        ):
            with anyio.fail_after(30):
                await training.train(client, PERSON_GROUP, "staff", Watcher())


async def test_container_that_was_never_trained_has_no_status(client: AccountClient) -> None:
    """The status of a container that was never trained is None."""
    assert await training.status(client, PERSON_GROUP, "staff") is None


async def test_poll_interval_grows_with_the_wait() -> None:
    """Polls are frequent at first, then less frequent, and never rarer than once a minute."""
    intervals = [training.poll_interval(seconds) for seconds in (0.0, 10.0, 60.0, 600.0, 3600.0)]

    assert intervals == [0.02, 0.5, 3.0, 30.0, 60.0]
