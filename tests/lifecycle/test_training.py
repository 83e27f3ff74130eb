"""Trainings: when a container counts as trained, and trainings that fail or take too long."""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest

from pulumi_azure_face.client import retry
from pulumi_azure_face.client.errors import (
    AuthenticationError,
    DeadlineExceededError,
    NotFoundError,
    OperationInProgressError,
    PermissionDeniedError,
    TrainingFailedError,
    UnexpectedResponseError,
)
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.lifecycle.base import PartialFailureError
from pulumi_azure_face.lifecycle.training import NOT_TRAINED

from .helpers import programs
from .helpers.account import TRAINABLE_KINDS, Account
from .helpers.lifecycles import gallery, training
from .helpers.photo_folders import for_kind, write_photos
from .helpers.simulated_engine import Resource

pytestmark = pytest.mark.anyio


@pytest.fixture(params=TRAINABLE_KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    kind: Kind = request.param
    return kind


async def create_trainable(account: Account, kind: Kind) -> Resource:
    """Create a container with a face and return a training that is not created yet."""
    await account.create(kind)
    await account.add_content(kind)
    return Resource(training, account)


async def expect_partial_failure(
    resource: Resource, kind: Kind, timeout_seconds: float | None = None, **inputs: object
) -> PartialFailureError:
    with pytest.raises(PartialFailureError) as failure:
        await resource.up(timeout_seconds, **programs.training(kind, **inputs))
    assert "\n" not in str(failure.value)
    return failure.value


async def test_create_returns_when_the_training_has_succeeded(slow_account: Account, kind: Kind) -> None:
    """The create returns when the service reports success, and the container is up to date."""
    resource = await create_trainable(slow_account, kind)

    await resource.up(**programs.training(kind))

    container = await slow_account.container(kind, "staff")
    assert container is not None
    assert not container["training"]["stale"]
    assert resource.state["trained"] is True
    assert resource.state["status"] == "succeeded"
    assert resource.state["submitted_at"] == container["training"]["createdDateTime"]
    assert resource.state["succeeded_at"] == container["training"]["lastSuccessfulTrainingDateTime"]
    assert slow_account.progress[0].startswith("training running (")


async def test_earlier_training_does_not_count(account: Account, kind: Kind) -> None:
    """A training from before the content changed does not count, and a new training is started."""
    resource = await create_trainable(account, kind)
    await account.send("POST", f"/{kind.path}/staff/train")
    await account.add_content(kind)

    await resource.up(**programs.training(kind))

    container = await account.container(kind, "staff")
    assert container is not None
    assert not container["training"]["stale"]


async def test_revision_of_a_gallery_triggers_a_training(account: Account, kind: Kind, tmp_path: Path) -> None:
    """A training follows each change of a gallery's content, and only then."""
    await account.create(kind)
    photos, trained = Resource(gallery, account), Resource(training, account)

    async def up(*numbers: int) -> tuple[str, str]:
        source = write_photos(tmp_path / "photos", for_kind(kind, {"ann": numbers}))
        outcome = await photos.up(**programs.gallery(source, kind))
        return outcome, await trained.up(**programs.training(kind, triggers=[photos.state["revision"]]))

    assert await up(1, 2) == ("created", "created")
    assert await up(1, 2) == ("unchanged", "unchanged")
    assert await up(1, 3) == ("updated", "updated")
    await account.send("DELETE", next(iter((await account.face_paths(kind)).values()))[0])
    await photos.refresh()
    assert await up(1, 3) == ("updated", "updated")
    container = await account.container(kind, "staff")
    assert container is not None
    assert not container["training"]["stale"]


async def test_removed_account_key_is_removed_from_the_state(account: Account, kind: Kind) -> None:
    """If the program removes the key of the account, the state removes it too."""
    resource = await create_trainable(account, kind)
    program = programs.training(kind, account="https://my-face.cognitiveservices.azure.com")
    await resource.up(**program, account_key="1" * 32)

    assert await resource.up(**program) == "updated"
    assert "account_key" not in resource.state
    assert resource.state["trained"] is True
    assert await resource.up(**program) == "unchanged"


async def test_failed_training_is_reported_and_run_again(account: Account, kind: Kind) -> None:
    """A failed training is one line with the service's message, and the next run trains again."""
    resource = await create_trainable(account, kind)
    (await account.admin.post("/fail-training", json={"message": "no usable face"})).raise_for_status()

    failure = await expect_partial_failure(resource, kind)

    assert isinstance(failure.reason, TrainingFailedError)
    assert str(failure).startswith(f"could not train {kind.name} 'staff': no usable face.")
    assert (resource.state["trained"], resource.state["status"]) == (False, "failed")
    assert await account.container(kind, "staff") is not None
    assert await resource.has_changes(**programs.training(kind))
    assert await resource.up(**programs.training(kind)) == "updated"
    assert resource.state["trained"] is True


async def test_empty_container_fails_and_is_trained_after_enrollment(account: Account, kind: Kind) -> None:
    """The training of an empty container fails with advice and succeeds once there is a face.

    See face-api.md#training-empty-container-fails.
    """
    await account.create(kind)
    resource = Resource(training, account)

    failure = await expect_partial_failure(resource, kind)

    assert "Enroll at least one usable face" in str(failure)
    await account.add_content(kind)
    assert await resource.up(**programs.training(kind)) == "updated"


async def test_training_without_wait_ends_in_a_refresh(slow_account: Account, kind: Kind) -> None:
    """Without `wait` the training is running and needs no update, and a refresh reads its end."""
    resource = await create_trainable(slow_account, kind)
    program = programs.training(kind, wait=False)

    await resource.up(**program)
    assert (resource.state["trained"], resource.state["status"]) == (False, "running")
    assert await resource.up(**program) == "unchanged"

    await anyio.sleep(0.5)
    await resource.refresh()
    assert resource.state["trained"] is True
    assert await resource.up(**program) == "unchanged"


async def test_failed_training_without_wait_is_run_again(slow_account: Account, kind: Kind) -> None:
    """Without `wait` a refresh reads the failure, and the next run trains again."""
    resource = await create_trainable(slow_account, kind)
    (await slow_account.admin.post("/fail-training", json={"message": "no"})).raise_for_status()
    program = programs.training(kind, wait=False)
    await resource.up(**program)
    await anyio.sleep(0.5)

    await resource.refresh()

    assert resource.state["status"] == "failed"
    assert await resource.up(**program) == "updated"


@pytest.mark.parametrize("limit", ["timeout", "custom_timeouts"])
async def test_training_beyond_the_deadline_reports_the_last_status(
    slow_account: Account, kind: Kind, limit: str
) -> None:
    """At the deadline the error has the last status, and a later refresh reads the end of the training."""
    resource = await create_trainable(slow_account, kind)

    if limit == "timeout":
        failure = await expect_partial_failure(resource, kind, timeout=0.25)
    else:
        failure = await expect_partial_failure(resource, kind, 0.25)

    assert isinstance(failure.reason, DeadlineExceededError)
    assert "timed out after 0.25 s (last status: running)" in str(failure)
    assert (resource.state["trained"], resource.state["status"]) == (False, "running")
    assert await resource.has_changes(**programs.training(kind))
    await anyio.sleep(0.5)
    await resource.refresh()
    assert resource.state["trained"] is True


async def test_rejected_training_does_not_use_an_earlier_success(account: Account, kind: Kind) -> None:
    """If no own training was started, a refresh does not use the success of an unmanaged one."""
    resource = await create_trainable(account, kind)
    await account.send("POST", f"/{kind.path}/staff/train")
    await account.add_rule(method="POST", path=".*/train", times=None, status=403)

    failure = await expect_partial_failure(resource, kind)
    await account.start_next_run()
    await resource.refresh()

    assert isinstance(failure.reason, PermissionDeniedError)
    assert (resource.state["trained"], resource.state["status"]) == (False, NOT_TRAINED)
    assert await resource.up(**programs.training(kind)) == "updated"


async def test_later_unmanaged_training_counts(account: Account, kind: Kind) -> None:
    """A later training outside the program counts, because it covers the same content."""
    resource = await create_trainable(account, kind)
    await resource.up(**programs.training(kind))
    await account.send("POST", f"/{kind.path}/staff/train")

    await resource.refresh()

    assert resource.state["trained"] is True
    assert not await resource.has_changes(**programs.training(kind))


async def test_training_waits_for_a_running_one(slow_account: Account, kind: Kind) -> None:
    """While another training runs, the request is repeated."""
    resource = await create_trainable(slow_account, kind)
    await slow_account.send("POST", f"/{kind.path}/staff/train")

    await resource.up(**programs.training(kind))

    assert resource.state["trained"] is True
    posts = [request for request in await slow_account.requests() if request.endswith("/train")]
    assert len(posts) > 2


async def test_running_training_at_the_deadline_is_named(
    slow_account: Account, kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If there is no time for another attempt, the error names the running training."""
    monkeypatch.setattr(retry, "CONFLICT_MAX_BACKOFF", 5.0)
    monkeypatch.setattr(retry, "CONFLICT_INITIAL_BACKOFF", 5.0)
    resource = await create_trainable(slow_account, kind)
    await slow_account.send("POST", f"/{kind.path}/staff/train")

    failure = await expect_partial_failure(resource, kind, 0.2)

    assert isinstance(failure.reason, OperationInProgressError)
    assert f"{kind.name}TrainingNotFinished" in str(failure)


@pytest.mark.parametrize(
    "interruption", [{"drop": True}, {"drop": True, "before": True}], ids=["response lost", "request lost"]
)
async def test_lost_request_or_response_still_trains(
    account: Account, kind: Kind, interruption: dict[str, bool]
) -> None:
    """Whether the request or its response was lost, one training runs to its end."""
    resource = await create_trainable(account, kind)
    await account.add_rule(method="POST", path=".*/train", **interruption)

    await resource.up(**programs.training(kind))

    assert resource.state["trained"] is True


@pytest.mark.parametrize("operation", ["up", "refresh"])
async def test_training_of_a_deleted_container(account: Account, kind: Kind, operation: str) -> None:
    """A training of a deleted container raises an error, and a refresh removes the training."""
    resource = await create_trainable(account, kind)
    await resource.up(**programs.training(kind))
    await account.send("DELETE", f"/{kind.path}/staff")

    if operation == "refresh":
        assert not await resource.refresh()
    else:
        with pytest.raises(NotFoundError):
            await resource.up(**programs.training(kind, triggers=["revision 2"]))


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        pytest.param({"status": 401}, AuthenticationError, id="401"),
        pytest.param(
            {"status": 404, "error": {"code": "ResourceNotFound", "message": "?"}},
            UnexpectedResponseError,
            id="unknown 404",
        ),
    ],
)
async def test_other_errors_do_not_mean_not_found(
    account: Account, kind: Kind, fault: dict[str, object], error: type[Exception]
) -> None:
    """A refresh with any other error raises it."""
    resource = await create_trainable(account, kind)
    await resource.up(**programs.training(kind))
    await account.add_rule(times=None, **fault)

    with pytest.raises(error):
        await resource.refresh()


async def test_404_of_another_host_does_not_mean_not_found(account: Account, kind: Kind) -> None:
    """If the endpoint was changed to another host, a 404 does not prove that the container was deleted."""
    resource = await create_trainable(account, kind)
    await resource.up(**programs.training(kind))
    await account.send("DELETE", f"/{kind.path}/staff")
    resource.state = {**resource.state, "endpoint": "https://elsewhere.cognitiveservices.azure.com"}

    with pytest.raises(UnexpectedResponseError, match="it was created at https://elsewhere"):
        await resource.refresh()


async def test_delete_of_a_training_sends_no_request(account: Account, kind: Kind) -> None:
    """The delete of a training sends no request, because the service keeps it with the container."""
    resource = await create_trainable(account, kind)
    await resource.up(**programs.training(kind))
    await account.clear_requests()

    await resource.destroy()

    assert await account.requests() == []
