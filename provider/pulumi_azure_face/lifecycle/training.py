"""A training of a container as a resource: `trained` is true only for a training that saw everything we enrolled."""

from __future__ import annotations

from pydantic import Field

from pulumi_azure_face.client.api import training
from pulumi_azure_face.client.api.containers import named
from pulumi_azure_face.client.deadline import deadline
from pulumi_azure_face.client.errors import FaceError, Gone, TrainingFailed
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.client.schemas import TrainingStatus
from pulumi_azure_face.lifecycle.identity.live_resources import Claims, Thing, container_of
from pulumi_azure_face.lifecycle.inputs.rules import AccountRef, Flag, Inputs, KindName, Seconds, Text, Texts, validate
from pulumi_azure_face.lifecycle.inputs.values import Props, differing, present

from .base import Call, Checked, Difference, Made, Seen, Unfinished
from .not_found import ensure_same_account

PATIENCE = 1800.0  # seconds; a million persons take half an hour (face-api.md#training-duration)
NEVER = "notTrained"


class TrainingInputs(Inputs):
    kind: KindName
    container_id: Text
    container_generation: Text
    triggers: Texts = Field(default_factory=list)
    wait: Flag = True
    timeout: Seconds = PATIENCE
    account: AccountRef | None = None
    account_key: Text | None = None


REPLACING = ("kind", "container_id", "container_generation", "account")
OUTPUTS = ("endpoint", "trained", "status", "submitted_at", "succeeded_at")


def check(olds: Props, news: Props) -> Checked:
    inputs, failures = validate(TrainingInputs, news)
    if not failures and not KINDS[inputs["kind"]].trains:
        failures = [
            f"train must be left out, or the Training: a {inputs['kind']} needs none, its faces are found at once"
        ]
    return Checked(news, failures) if failures else Checked(inputs)


def diff(olds: Props, news: Props, claims: Claims) -> Difference:
    replaces = differing(REPLACING, olds, news)
    if not replaces:
        claims.claim(thing(olds), olds["container_generation"])
    new_key = bool(differing(["account_key"], olds, news))
    return Difference(bool(replaces) or new_key or must_train(olds, news), replaces)


def must_train(olds: Props, news: Props) -> bool:
    """New content, or the last training did not come to a good end. One that nobody waits for may still be under
    way.
    """
    if differing(["triggers"], {"triggers": [], **olds}, {"triggers": [], **news}):
        return True
    return not olds.get("trained") and (news["wait"] is not False or olds.get("status") in ("failed", NEVER))


async def create(inputs: Props, call: Call) -> Made:
    call.claims.claim(thing(inputs), inputs["container_generation"])
    return Made(resource_id(inputs), await train(inputs, call))


async def update(_: str, state: Props, inputs: Props, call: Call) -> Props:
    if must_train(state, inputs):
        return await train(inputs, call)
    return {**inputs, **{name: state[name] for name in OUTPUTS if name in state}}


async def train(inputs: Props, call: Call) -> Props:
    """Ask for a training and see it end. What goes wrong leaves the resource as not trained, so the next run tries
    again.
    """
    kind, container_id = KINDS[inputs["kind"]], inputs["container_id"]
    tried, seen = f"train {named(kind, container_id)}", Watching(call)
    try:
        with deadline(call.timeout or inputs["timeout"], tried, seen.word):
            await training.train(call.session, kind, container_id, seen.watch, wait=inputs["wait"])
        if seen.last is not None and seen.last.failed:
            raise TrainingFailed(tried, seen.last.message or "the service gave no reason")
    except Gone:
        raise
    except FaceError as error:
        half = Made(resource_id(inputs), state_of(inputs, seen.last, call))
        raise Unfinished(half, error, repeatable=True) from error
    return state_of(inputs, seen.last, call)


class Watching:
    """What was last seen of the training we asked for."""

    def __init__(self, call: Call) -> None:
        self.last: TrainingStatus | None = None
        self._call = call

    def watch(self, status: TrainingStatus, waited: float) -> None:
        self.last = status
        self._call.progress(f"training {status.status} ({waited:.0f}s)")

    def word(self) -> str:
        return f"last seen {self.last.status}" if self.last else ""


def state_of(inputs: Props, seen: TrainingStatus | None, call: Call) -> Props:
    """`submitted_at` is there only once our own training, or one after it, was seen."""
    outputs = {
        "endpoint": call.session.account.endpoint,
        "trained": seen is not None and seen.succeeded,
        "status": seen.status if seen else NEVER,
        "submitted_at": seen.created if seen else None,
        "succeeded_at": seen.last_success if seen else None,
    }
    return present({**inputs, **outputs})


async def read(resource_id: str, state: Props, call: Call) -> Seen | None:
    kind, container_id = KINDS[state["kind"]], state["container_id"]
    inputs = {name: state[name] for name in TrainingInputs.model_fields if name in state}
    with deadline(call.timeout or PATIENCE, f"read the training of {named(kind, container_id)}"):
        try:
            seen = await training.status(call.session, kind, container_id)
        except Gone as gone:
            ensure_same_account(state, call.session, gone)
            return None
    # The service shows its latest training, so what it shows is ours or a later one; but only if ours was ever seen.
    return Seen(resource_id, state_of(inputs, seen if "submitted_at" in state else None, call), inputs)


async def delete(_: str, state: Props, call: Call) -> None:
    """Nothing to do: the service keeps a training for as long as its container."""


def thing(inputs: Props) -> Thing:
    return ("Training", *container_of(inputs))


async def train_without(what_left: Props, call: Call) -> None:
    """Train a container again that somebody of the program has trained already, because content left it after that.

    The engine deletes last: a gallery that goes while its container's training stays would still be recognised.
    """
    if not call.claims.is_alive(thing(what_left)):
        return
    kind, container_id = KINDS[what_left["kind"]], what_left["container_id"]
    seen = Watching(call)
    with deadline(call.timeout or PATIENCE, f"train {named(kind, container_id)}", seen.word):
        await training.train(call.session, kind, container_id, seen.watch)
    if seen.last is not None and seen.last.failed:
        call.warn(
            f"{named(kind, container_id)} is trained no more: {seen.last.message or 'the service gave no reason'}"
        )


def resource_id(inputs: Props) -> str:
    return f"{inputs['container_id']}/training"
