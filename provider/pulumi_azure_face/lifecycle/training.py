"""The lifecycle of a Training. `trained` is true only if the training includes all content of the program."""

from __future__ import annotations

from pydantic import Field

from pulumi_azure_face.client.api import training
from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.client.concurrency.deadline import deadline
from pulumi_azure_face.client.errors import FaceError, NotFoundError, TrainingFailedError
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.client.schemas import TrainingStatus
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources, ResourceKey, container_key
from pulumi_azure_face.lifecycle.inputs.rules import (
    AccountRef,
    Flag,
    KindName,
    ResourceInputs,
    Seconds,
    Text,
    TextList,
    validate,
)
from pulumi_azure_face.lifecycle.inputs.values import Props, changed_names, without_none

from .base import CallContext, CheckOutcome, DiffOutcome, PartialFailureError, ReadOutcome, ResourceState
from .not_found import ensure_same_account

DEFAULT_TIMEOUT = 1800.0  # seconds; a million persons take half an hour (face-api.md#training-duration)
NOT_TRAINED = "notTrained"


class TrainingInputs(ResourceInputs):
    kind: KindName
    container_id: Text
    container_generation: Text
    triggers: TextList = Field(default_factory=list)
    wait: Flag = True
    timeout: Seconds = DEFAULT_TIMEOUT
    account: AccountRef | None = None
    account_key: Text | None = None


REPLACING = ("kind", "container_id", "container_generation", "account")
OUTPUTS = ("endpoint", "trained", "status", "submitted_at", "succeeded_at")


def check(olds: Props, news: Props) -> CheckOutcome:
    inputs, failures = validate(TrainingInputs, news)
    if not failures and not KINDS[inputs["kind"]].is_trainable:
        failures = [
            f"train must be left out, or the Training: a {inputs['kind']} needs none, its faces are found at once"
        ]
    return CheckOutcome(news, failures) if failures else CheckOutcome(inputs)


def diff(olds: Props, news: Props, live_resources: LiveResources) -> DiffOutcome:
    replaces = changed_names(REPLACING, olds, news)
    if not replaces:
        live_resources.add(resource_key(olds), olds["container_generation"])
    has_new_key = bool(changed_names(["account_key"], olds, news))
    return DiffOutcome(bool(replaces) or has_new_key or needs_training(olds, news), replaces)


def needs_training(olds: Props, news: Props) -> bool:
    """Return whether the content changed or the last training did not succeed.

    With `wait=False` a training can still be running, so only a failed or missing training counts.
    """
    if changed_names(["triggers"], {"triggers": [], **olds}, {"triggers": [], **news}):
        return True
    return not olds.get("trained") and (news["wait"] is not False or olds.get("status") in ("failed", NOT_TRAINED))


async def create(inputs: Props, call: CallContext) -> ResourceState:
    call.live_resources.add(resource_key(inputs), inputs["container_generation"])
    return ResourceState(resource_id(inputs), await train(inputs, call))


async def update(_: str, state: Props, inputs: Props, call: CallContext) -> Props:
    if needs_training(state, inputs):
        return await train(inputs, call)
    return {**inputs, **{name: state[name] for name in OUTPUTS if name in state}}


async def train(inputs: Props, call: CallContext) -> Props:
    """Start a training and wait for its end. An error saves the resource as not trained, so the next run repeats it."""
    kind, container_id = KINDS[inputs["kind"]], inputs["container_id"]
    operation, monitor = f"train {describe(kind, container_id)}", TrainingMonitor(call)
    try:
        with deadline(call.timeout or inputs["timeout"], operation, monitor.last_status_text):
            await training.train(call.client, kind, container_id, monitor.on_status, wait=inputs["wait"])
        if monitor.last_status is not None and monitor.last_status.has_failed:
            raise TrainingFailedError(operation, monitor.last_status.message or "the service gave no reason")
    except NotFoundError:
        raise
    except FaceError as error:
        resource = ResourceState(resource_id(inputs), build_state(inputs, monitor.last_status, call))
        raise PartialFailureError(resource, error, is_retryable=True) from error
    return build_state(inputs, monitor.last_status, call)


class TrainingMonitor:
    """Shows the progress of the requested training and keeps its last status."""

    def __init__(self, call: CallContext) -> None:
        self.last_status: TrainingStatus | None = None
        self._call = call

    def on_status(self, status: TrainingStatus, waited: float) -> None:
        self.last_status = status
        self._call.progress(f"training {status.status} ({waited:.0f}s)")

    def last_status_text(self) -> str:
        return f"last seen {self.last_status.status}" if self.last_status else ""


def build_state(inputs: Props, status: TrainingStatus | None, call: CallContext) -> Props:
    """Build the outputs. `submitted_at` exists only after a status of the requested or a later training was read."""
    outputs = {
        "endpoint": call.client.account.endpoint,
        "trained": status is not None and status.has_succeeded,
        "status": status.status if status else NOT_TRAINED,
        "submitted_at": status.created if status else None,
        "succeeded_at": status.last_success if status else None,
    }
    return without_none({**inputs, **outputs})


async def read(resource_id: str, state: Props, call: CallContext) -> ReadOutcome | None:
    kind, container_id = KINDS[state["kind"]], state["container_id"]
    inputs = {name: state[name] for name in TrainingInputs.model_fields if name in state}
    with deadline(call.timeout or DEFAULT_TIMEOUT, f"read the training of {describe(kind, container_id)}"):
        try:
            status = await training.status(call.client, kind, container_id)
        except NotFoundError as error:
            ensure_same_account(state, call.client, error)
            return None
    # The service shows only its latest training. It includes the program's content only if the state has seen the
    # requested training; otherwise it can be an older one.
    return ReadOutcome(resource_id, build_state(inputs, status if "submitted_at" in state else None, call), inputs)


async def delete(_: str, state: Props, call: CallContext) -> None:
    """Do nothing. The service keeps a training as long as its container."""


def resource_key(inputs: Props) -> ResourceKey:
    return ("Training", *container_key(inputs))


async def retrain_after_removal(removed: Props, call: CallContext) -> None:
    """Retrain the container of removed content if the program has a training of it.

    The engine deletes last, after the training has run. Without another training the service would still recognize
    the removed faces (face-api.md#training-content-changes).
    """
    if not call.live_resources.is_live(resource_key(removed)):
        return
    kind, container_id = KINDS[removed["kind"]], removed["container_id"]
    monitor = TrainingMonitor(call)
    with deadline(call.timeout or DEFAULT_TIMEOUT, f"train {describe(kind, container_id)}", monitor.last_status_text):
        await training.train(call.client, kind, container_id, monitor.on_status)
    status = monitor.last_status
    if status is not None and status.has_failed:
        call.warn(
            f"{describe(kind, container_id)} is trained no more: {status.message or 'the service gave no reason'}"
        )


def resource_id(inputs: Props) -> str:
    return f"{inputs['container_id']}/training"
