"""A training of a container as a resource: `trained` is true only for a training that saw everything we enrolled."""

from __future__ import annotations

from pydantic import Field

from pulumi_azure_face.client.api import training
from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.client.deadline import deadline
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
    Texts,
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
    triggers: Texts = Field(default_factory=list)
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
    new_key = bool(changed_names(["account_key"], olds, news))
    return DiffOutcome(bool(replaces) or new_key or needs_training(olds, news), replaces)


def needs_training(olds: Props, news: Props) -> bool:
    """New content, or the last training did not come to a good end. One that nobody waits for may still be under
    way.
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
    """Ask for a training and see it end. What goes wrong leaves the resource as not trained, so the next run tries
    again.
    """
    kind, container_id = KINDS[inputs["kind"]], inputs["container_id"]
    tried, seen = f"train {describe(kind, container_id)}", TrainingMonitor(call)
    try:
        with deadline(call.timeout or inputs["timeout"], tried, seen.last_status_text):
            await training.train(call.client, kind, container_id, seen.on_status, wait=inputs["wait"])
        if seen.last is not None and seen.last.has_failed:
            raise TrainingFailedError(tried, seen.last.message or "the service gave no reason")
    except NotFoundError:
        raise
    except FaceError as error:
        half = ResourceState(resource_id(inputs), build_state(inputs, seen.last, call))
        raise PartialFailureError(half, error, is_retryable=True) from error
    return build_state(inputs, seen.last, call)


class TrainingMonitor:
    """What was last seen of the training we asked for."""

    def __init__(self, call: CallContext) -> None:
        self.last: TrainingStatus | None = None
        self._call = call

    def on_status(self, status: TrainingStatus, waited: float) -> None:
        self.last = status
        self._call.progress(f"training {status.status} ({waited:.0f}s)")

    def last_status_text(self) -> str:
        return f"last seen {self.last.status}" if self.last else ""


def build_state(inputs: Props, seen: TrainingStatus | None, call: CallContext) -> Props:
    """`submitted_at` is there only once our own training, or one after it, was seen."""
    outputs = {
        "endpoint": call.client.account.endpoint,
        "trained": seen is not None and seen.has_succeeded,
        "status": seen.status if seen else NOT_TRAINED,
        "submitted_at": seen.created if seen else None,
        "succeeded_at": seen.last_success if seen else None,
    }
    return without_none({**inputs, **outputs})


async def read(resource_id: str, state: Props, call: CallContext) -> ReadOutcome | None:
    kind, container_id = KINDS[state["kind"]], state["container_id"]
    inputs = {name: state[name] for name in TrainingInputs.model_fields if name in state}
    with deadline(call.timeout or DEFAULT_TIMEOUT, f"read the training of {describe(kind, container_id)}"):
        try:
            seen = await training.status(call.client, kind, container_id)
        except NotFoundError as gone:
            ensure_same_account(state, call.client, gone)
            return None
    # The service shows its latest training, so what it shows is ours or a later one; but only if ours was ever seen.
    return ReadOutcome(resource_id, build_state(inputs, seen if "submitted_at" in state else None, call), inputs)


async def delete(_: str, state: Props, call: CallContext) -> None:
    """Nothing to do: the service keeps a training for as long as its container."""


def resource_key(inputs: Props) -> ResourceKey:
    return ("Training", *container_key(inputs))


async def retrain_after_removal(what_left: Props, call: CallContext) -> None:
    """Train a container again that somebody of the program has trained already, because content left it after that.

    The engine deletes last: a gallery that goes while its container's training stays would still be recognised.
    """
    if not call.live_resources.is_live(resource_key(what_left)):
        return
    kind, container_id = KINDS[what_left["kind"]], what_left["container_id"]
    seen = TrainingMonitor(call)
    with deadline(call.timeout or DEFAULT_TIMEOUT, f"train {describe(kind, container_id)}", seen.last_status_text):
        await training.train(call.client, kind, container_id, seen.on_status)
    if seen.last is not None and seen.last.has_failed:
        call.warn(
            f"{describe(kind, container_id)} is trained no more: {seen.last.message or 'the service gave no reason'}"
        )


def resource_id(inputs: Props) -> str:
    return f"{inputs['container_id']}/training"
