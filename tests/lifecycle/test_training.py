"""When a container counts as trained, and what becomes of a training that does not end well."""

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
from pulumi_azure_face.lifecycle import gallery, training
from pulumi_azure_face.lifecycle.base import PartialFailureError

from . import programs
from .account import TRAINED_KINDS, Account
from .photo_folders import for_kind, write
from .simulated_engine import Resource

pytestmark = pytest.mark.anyio


@pytest.fixture(params=TRAINED_KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    found: Kind = request.param
    return found


async def filled(account: Account, kind: Kind) -> Resource:
    """A training yet to be made, of a container with a face."""
    await account.create(kind)
    await account.add_content(kind)
    return Resource(training, account)


async def unfinished(
    resource: Resource, kind: Kind, allowed: float | None = None, **inputs: object
) -> PartialFailureError:
    with pytest.raises(PartialFailureError) as half:
        await resource.up(allowed, **programs.training(kind, **inputs))
    assert "\n" not in str(half.value)
    return half.value


async def test_trained_means_that_the_service_says_so(slow_account: Account, kind: Kind) -> None:
    """The resource is there when the training has ended, not before, and the container is fit for use."""
    resource = await filled(slow_account, kind)

    await resource.up(**programs.training(kind))

    held = await slow_account.container(kind, "staff")
    assert held is not None
    assert not held["training"]["stale"]
    assert resource.state["trained"] is True
    assert resource.state["status"] == "succeeded"
    assert resource.state["submitted_at"] == held["training"]["createdDateTime"]
    assert resource.state["succeeded_at"] == held["training"]["lastSuccessfulTrainingDateTime"]
    assert slow_account.progress[0].startswith("training running (")


async def test_an_earlier_training_does_not_count(account: Account, kind: Kind) -> None:
    """A success from before our content says nothing: one more training is asked for and waited for."""
    resource = await filled(account, kind)
    await account.send("POST", f"/{kind.path}/staff/train")
    await account.add_content(kind)

    await resource.up(**programs.training(kind))

    held = await account.container(kind, "staff")
    assert held is not None
    assert not held["training"]["stale"]


async def test_new_content_is_trained(account: Account, kind: Kind, tmp_path: Path) -> None:
    """A gallery's revision triggers: after every write of content, and only then, a training follows."""
    await account.create(kind)
    photos, trained = Resource(gallery, account), Resource(training, account)

    async def up(*numbers: int) -> tuple[str, str]:
        source = write(tmp_path / "photos", for_kind(kind, {"ann": numbers}))
        one = await photos.up(**programs.gallery(source, kind))
        return one, await trained.up(**programs.training(kind, triggers=[photos.state["revision"]]))

    assert await up(1, 2) == ("created", "created")
    assert await up(1, 2) == ("unchanged", "unchanged")
    assert await up(1, 3) == ("updated", "updated")
    await account.send("DELETE", next(iter((await account.face_paths(kind)).values()))[0])
    await photos.refresh()
    assert await up(1, 3) == ("updated", "updated")
    held = await account.container(kind, "staff")
    assert held is not None
    assert not held["training"]["stale"]


async def test_an_account_that_has_no_key_any_more(account: Account, kind: Kind) -> None:
    """The state forgets the key with the program: nothing would go on using it."""
    resource = await filled(account, kind)
    program = programs.training(kind, account="https://my-face.cognitiveservices.azure.com")
    await resource.up(**program, account_key="1" * 32)

    assert await resource.up(**program) == "updated"
    assert "account_key" not in resource.state
    assert resource.state["trained"] is True
    assert await resource.up(**program) == "unchanged"


async def test_a_training_that_fails(account: Account, kind: Kind) -> None:
    """The service's message in one line; the container is kept, and the next run trains again."""
    resource = await filled(account, kind)
    (await account.admin.post("/fail-training", json={"message": "the moon was full"})).raise_for_status()

    half = await unfinished(resource, kind)

    assert isinstance(half.reason, TrainingFailedError)
    assert str(half).startswith(f"could not train {kind.name} 'staff': the moon was full.")
    assert (resource.state["trained"], resource.state["status"]) == (False, "failed")
    assert await account.container(kind, "staff") is not None
    assert await resource.has_changes(**programs.training(kind))
    assert await resource.up(**programs.training(kind)) == "updated"
    assert resource.state["trained"] is True


async def test_an_empty_container_cannot_be_trained(account: Account, kind: Kind) -> None:
    """It fails (face-api.md#training-empty-container-fails), says what to do, and is trained by the next run once there
    is something.
    """
    await account.create(kind)
    resource = Resource(training, account)

    half = await unfinished(resource, kind)

    assert "Enrol at least one face" in str(half)
    await account.add_content(kind)
    assert await resource.up(**programs.training(kind)) == "updated"


async def test_nobody_waits(slow_account: Account, kind: Kind) -> None:
    """Without `wait` the training is under way and not done; a refresh sees its end, and nothing is planned meanwhile."""
    resource = await filled(slow_account, kind)
    program = programs.training(kind, wait=False)

    await resource.up(**program)
    assert (resource.state["trained"], resource.state["status"]) == (False, "running")
    assert await resource.up(**program) == "unchanged"

    await anyio.sleep(0.5)
    await resource.refresh()
    assert resource.state["trained"] is True
    assert await resource.up(**program) == "unchanged"


async def test_a_training_that_failed_while_nobody_waited(slow_account: Account, kind: Kind) -> None:
    """A refresh sees the bad end, and the next run trains again."""
    resource = await filled(slow_account, kind)
    (await slow_account.admin.post("/fail-training", json={"message": "no"})).raise_for_status()
    program = programs.training(kind, wait=False)
    await resource.up(**program)
    await anyio.sleep(0.5)

    await resource.refresh()

    assert resource.state["status"] == "failed"
    assert await resource.up(**program) == "updated"


@pytest.mark.parametrize("how", ["timeout", "custom_timeouts"])
async def test_a_training_that_takes_too_long(slow_account: Account, kind: Kind, how: str) -> None:
    """The line tells what was seen last; a later refresh or run sees the end of the very same training."""
    resource = await filled(slow_account, kind)

    if how == "timeout":
        half = await unfinished(resource, kind, timeout=0.25)
    else:
        half = await unfinished(resource, kind, 0.25)

    assert isinstance(half.reason, DeadlineExceededError)
    assert "not done after 0.25 s; last seen running" in str(half)
    assert (resource.state["trained"], resource.state["status"]) == (False, "running")
    assert await resource.has_changes(**programs.training(kind))
    await anyio.sleep(0.5)
    await resource.refresh()
    assert resource.state["trained"] is True


async def test_what_was_refused_was_never_seen(account: Account, kind: Kind) -> None:
    """When no training of ours was seen, a refresh does not take somebody's earlier success for it."""
    resource = await filled(account, kind)
    await account.send("POST", f"/{kind.path}/staff/train")
    await account.rule(method="POST", path=".*/train", times=None, status=403)

    half = await unfinished(resource, kind)
    await account.next_run()
    await resource.refresh()

    assert isinstance(half.reason, PermissionDeniedError)
    assert (resource.state["trained"], resource.state["status"]) == (False, training.NOT_TRAINED)
    assert await resource.up(**programs.training(kind)) == "updated"


async def test_somebody_trains_after_us(account: Account, kind: Kind) -> None:
    """The service shows the latest training: a good one after ours has seen all that ours saw."""
    resource = await filled(account, kind)
    await resource.up(**programs.training(kind))
    await account.send("POST", f"/{kind.path}/staff/train")

    await resource.refresh()

    assert resource.state["trained"] is True
    assert not await resource.has_changes(**programs.training(kind))


async def test_somebody_is_training(slow_account: Account, kind: Kind) -> None:
    """While a container is busy with somebody's training, ours waits its turn."""
    resource = await filled(slow_account, kind)
    await slow_account.send("POST", f"/{kind.path}/staff/train")

    await resource.up(**programs.training(kind))

    assert resource.state["trained"] is True
    posts = [request for request in await slow_account.requests() if request.endswith("/train")]
    assert len(posts) > 2


async def test_a_container_that_stays_busy(slow_account: Account, kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    """When there is no time for another try, the line says what the container is busy with."""
    monkeypatch.setattr(retry, "CONFLICT_MAX_BACKOFF", 5.0)
    monkeypatch.setattr(retry, "CONFLICT_INITIAL_BACKOFF", 5.0)
    resource = await filled(slow_account, kind)
    await slow_account.send("POST", f"/{kind.path}/staff/train")

    half = await unfinished(resource, kind, 0.2)

    assert isinstance(half.reason, OperationInProgressError)
    assert f"{kind.name}TrainingNotFinished" in str(half)


@pytest.mark.parametrize("cut", [{"drop": True}, {"drop": True, "before": True}], ids=["reply", "request"])
async def test_a_lost_request_for_a_training(account: Account, kind: Kind, cut: dict[str, bool]) -> None:
    """Whether the request or its reply got lost: one training is seen to its end."""
    resource = await filled(account, kind)
    await account.rule(method="POST", path=".*/train", **cut)

    await resource.up(**programs.training(kind))

    assert resource.state["trained"] is True


@pytest.mark.parametrize("operation", ["up", "refresh"])
async def test_a_container_that_is_gone(account: Account, kind: Kind, operation: str) -> None:
    """Training what is gone raises and keeps the state; a refresh lets the training go with it."""
    resource = await filled(account, kind)
    await resource.up(**programs.training(kind))
    await account.send("DELETE", f"/{kind.path}/staff")

    if operation == "refresh":
        assert not await resource.refresh()
    else:
        with pytest.raises(NotFoundError):
            await resource.up(**programs.training(kind, triggers=["revision 2"]))


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        pytest.param({"status": 401}, AuthenticationError, id="401"),
        pytest.param(
            {"status": 404, "error": {"code": "ResourceNotFound", "message": "?"}},
            UnexpectedResponseError,
            id="another 404",
        ),
    ],
)
async def test_what_is_uncertain_is_not_gone(
    account: Account, kind: Kind, trouble: dict[str, object], error: type[Exception]
) -> None:
    """A refresh that cannot tell raises."""
    resource = await filled(account, kind)
    await resource.up(**programs.training(kind))
    await account.rule(times=None, **trouble)

    with pytest.raises(error):
        await resource.refresh()


async def test_another_host_that_knows_nothing_proves_nothing(account: Account, kind: Kind) -> None:
    """When the endpoint was changed to another host, a container that is missing there is not certainly gone."""
    resource = await filled(account, kind)
    await resource.up(**programs.training(kind))
    await account.send("DELETE", f"/{kind.path}/staff")
    resource.state = {**resource.state, "endpoint": "https://elsewhere.cognitiveservices.azure.com"}

    with pytest.raises(UnexpectedResponseError, match="it was made at https://elsewhere"):
        await resource.refresh()


async def test_deleting_a_training_asks_nobody(account: Account, kind: Kind) -> None:
    """The service keeps a training for as long as its container."""
    resource = await filled(account, kind)
    await resource.up(**programs.training(kind))
    await account.forget_requests()

    await resource.destroy()

    assert await account.requests() == []
