"""The lifecycle of a Training. `trained` is true only if the training includes all content of the program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from pulumi_azure_face.client.api import training
from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.client.concurrency.deadline import deadline
from pulumi_azure_face.client.errors import FaceError, NotFoundError, TrainingFailedError
from pulumi_azure_face.client.schemas import TrainingStatus
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources, ResourceKey
from pulumi_azure_face.lifecycle.inputs.children import ChildInputs, ChildResolved
from pulumi_azure_face.lifecycle.inputs.model import InvalidInputsError, Maybe, OnChange, changed_names
from pulumi_azure_face.lifecycle.inputs.rules import Flag, Seconds, TextList

from .base import CallContext, DiffOutcome, Lifecycle, PartialFailureError, ResourceState
from .not_found import ensure_same_account

DEFAULT_TIMEOUT = 1800.0  # seconds; a million persons take half an hour (face-api.md#training-duration)
NOT_TRAINED = "notTrained"


class TrainingInputs(ChildInputs):
    triggers: Annotated[Maybe[TextList], OnChange.UPDATE] = Field(default_factory=list)
    """A change starts a training."""
    wait: Maybe[Flag] = True
    timeout: Maybe[Seconds] = DEFAULT_TIMEOUT


class ResolvedTraining(ChildResolved):
    triggers: list[str] = Field(default_factory=list)
    wait: bool = True
    timeout: float = DEFAULT_TIMEOUT

    @property
    def training_key(self) -> ResourceKey:
        return training_key(self)

    @property
    def resource_id(self) -> str:
        return f"{self.container_id}/training"


class TrainingState(ResolvedTraining):
    endpoint: str | None = None
    trained: bool = False
    status: str = NOT_TRAINED
    submitted_at: str | None = None
    """Exists only after a status of the requested or a later training was read."""
    succeeded_at: str | None = None


def training_key(child: ChildResolved) -> ResourceKey:
    """Return the key of the training of the container that a resource is in."""
    return ("Training", *child.container_key)


class TrainingLifecycle(Lifecycle[TrainingInputs, ResolvedTraining, TrainingState]):
    """The training of a container. The service keeps a training as long as its container."""

    inputs_model, resolved_model, state_model = TrainingInputs, ResolvedTraining, TrainingState

    def check(self, olds: Mapping[str, object], news: Mapping[str, object]) -> TrainingInputs:
        inputs = TrainingInputs.validated(news)
        if not inputs.container_kind.is_trainable:
            raise InvalidInputsError(
                f"a {inputs.kind} cannot be trained, because its faces can be searched at once. "
                "Remove train=True or the Training"
            )
        return inputs

    def diff(self, state: TrainingState, inputs: TrainingInputs, live_resources: LiveResources) -> DiffOutcome:
        replaces = inputs.changes_from(state, OnChange.REPLACE)
        if not replaces:
            live_resources.add(state.training_key, state.container_generation)
            return DiffOutcome(bool(updates := updates_of(state, inputs)), updates=updates)
        return DiffOutcome(True, replaces)

    def planned_outputs(self, state: TrainingState | None, inputs: TrainingInputs) -> dict[str, object]:
        return {} if state is None or needs_training(state, inputs) else self.outputs_of(state)

    async def create(self, inputs: ResolvedTraining, call: CallContext) -> ResourceState[TrainingState]:
        call.live_resources.add(inputs.training_key, inputs.container_generation)
        return ResourceState(inputs.resource_id, await train(inputs, call))

    async def update(
        self, resource_id: str, state: TrainingState, inputs: ResolvedTraining, call: CallContext
    ) -> TrainingState:
        if needs_training(state, inputs):
            return await train(inputs, call)
        return state.model_copy(update=dict(inputs))

    async def read(
        self, resource_id: str, state: TrainingState, call: CallContext
    ) -> ResourceState[TrainingState] | None:
        operation = f"read the training of {describe(state.container_kind, state.container_id)}"
        with deadline(call.timeout or DEFAULT_TIMEOUT, operation):
            try:
                status = await training.status(call.client, state.container_kind, state.container_id)
            except NotFoundError as error:
                ensure_same_account(state.endpoint, call.client, error)
                return None
        # The service shows only its latest training. It includes the program's content only if the state has seen the
        # requested training; otherwise it can be an older one.
        known_status = status if state.submitted_at is not None else None
        return ResourceState(resource_id, state.model_copy(update=outputs(known_status, call)))

    async def delete(self, resource_id: str, state: TrainingState, call: CallContext) -> None:
        """Do nothing."""


def updates_of(state: TrainingState, inputs: TrainingInputs) -> list[str]:
    """Return what an update changes: inputs, or the output that says that the container is not trained."""
    updates = changed_names(["triggers", "account_key"], state, inputs)
    return [*updates, "trained"] if not updates and needs_training(state, inputs) else updates


def needs_training(state: TrainingState, inputs: TrainingInputs | ResolvedTraining) -> bool:
    """Return whether the content changed or the last training did not succeed.

    With `wait=False` a training can still be running, so only a failed or missing training counts.
    """
    if changed_names(["triggers"], state, inputs):
        return True
    return not state.trained and (inputs.wait is not False or state.status in ("failed", NOT_TRAINED))


async def train(inputs: ResolvedTraining, call: CallContext) -> TrainingState:
    """Start a training and wait for its end. An error saves the resource as not trained, so the next run repeats it."""
    kind, container_id = inputs.container_kind, inputs.container_id
    operation, monitor = f"train {describe(kind, container_id)}", TrainingMonitor(call)
    try:
        with deadline(call.timeout or inputs.timeout, operation, monitor.last_status_text):
            await training.train(call.client, kind, container_id, monitor.on_status, wait=inputs.wait)
        if monitor.last_status is not None and monitor.last_status.has_failed:
            raise TrainingFailedError(operation, monitor.last_status.message or "the service gave no reason")
    except NotFoundError:
        raise
    except FaceError as error:
        resource = ResourceState(inputs.resource_id, state_after(inputs, monitor.last_status, call))
        raise PartialFailureError(resource, error, is_retryable=True) from error
    return state_after(inputs, monitor.last_status, call)


class TrainingMonitor:
    """Shows the progress of the requested training and keeps its last status."""

    def __init__(self, call: CallContext) -> None:
        self.last_status: TrainingStatus | None = None
        self._call = call

    def on_status(self, status: TrainingStatus, waited: float) -> None:
        self.last_status = status
        self._call.progress(f"training {status.status} ({waited:.0f}s)")

    def last_status_text(self) -> str:
        return f"last status: {self.last_status.status}" if self.last_status else ""


def state_after(inputs: ResolvedTraining, status: TrainingStatus | None, call: CallContext) -> TrainingState:
    return TrainingState.load({**inputs.saved(), **outputs(status, call)})


def outputs(status: TrainingStatus | None, call: CallContext) -> dict[str, object]:
    return {
        "endpoint": call.client.account.endpoint,
        "trained": status is not None and status.has_succeeded,
        "status": status.status if status else NOT_TRAINED,
        "submitted_at": status.created if status else None,
        "succeeded_at": status.last_success if status else None,
    }


async def retrain_after_removal(removed: ChildResolved, call: CallContext) -> None:
    """Retrain the container of removed content if the program has a training of it.

    The engine deletes last, after the training has run. Without another training the service would still recognize
    the removed faces (face-api.md#training-content-changes).
    """
    if not call.live_resources.is_live(training_key(removed)):
        return
    kind, container_id = removed.container_kind, removed.container_id
    monitor = TrainingMonitor(call)
    with deadline(call.timeout or DEFAULT_TIMEOUT, f"train {describe(kind, container_id)}", monitor.last_status_text):
        await training.train(call.client, kind, container_id, monitor.on_status)
    status = monitor.last_status
    if status is not None and status.has_failed:
        call.warn(
            f"{describe(kind, container_id)} is no longer trained: {status.message or 'the service gave no reason'}"
        )
