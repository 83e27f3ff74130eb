"""The lifecycle of a container of any kind: its id, its generation, and the adoption of an existing container."""

from __future__ import annotations

from typing import Any

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import containers, faces, persons, training
from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.client.concurrency.deadline import deadline
from pulumi_azure_face.client.errors import AlreadyExistsError
from pulumi_azure_face.client.kinds import KINDS, Kind
from pulumi_azure_face.client.schemas import Container
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources, ResourceKey
from pulumi_azure_face.lifecycle.inputs.rules import (
    AccountRef,
    Adoption,
    ContainerId,
    Flag,
    KindName,
    Name,
    RecognitionModel,
    ResourceInputs,
    Text,
    UserData,
    validate,
)
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN, Props, changed_names, is_saved, is_unknown, without_none

from .base import CallContext, CheckOutcome, DiffOutcome, ReadOutcome, ResourceState
from .identity import derived_ids, generations
from .not_found import ignore_not_found

DEFAULT_MODEL = "recognition_04"  # the service defaults to the oldest (face-api.md#container-recognition-model-default)
# Seconds. A delete waits for a training to end, and a large one takes half an hour (face-api.md#training-duration).
DEFAULT_TIMEOUT = 1800.0
MAX_CANDIDATE_IDS = 8  # derived ids to try; each next one only if a container with content has the previous one
READ_GENERATION = "read"  # the generation of a container that a program reads with `get`


class ContainerInputs(ResourceInputs):
    kind: KindName
    container_id: ContainerId | None = None
    display_name: Name
    user_data: UserData | None = None
    recognition_model: RecognitionModel = DEFAULT_MODEL
    adopt: Adoption = "identical"
    account: AccountRef | None = None
    account_key: Text | None = None
    auto_named: Flag = False
    generation: Text | None = None


REPLACING = ("recognition_model", "account")
UPDATABLE = ("display_name", "user_data")
WIRE_NAMES = {"display_name": "name", "user_data": "userData"}


# --- check and diff ---------------------------------------------------------------------------------------------------


def check(olds: Props, news: Props) -> CheckOutcome:
    """Add the defaults, the id, and the generation.

    `origin` is the position of the resource in its stack. The id is derived from it, but it is not saved, so renaming
    the stack or the project changes nothing.
    """
    kind, origin = KINDS[news["kind"]], news.get("origin") or {}
    given = {name: value for name, value in news.items() if name not in ("origin", kind.id_input)}
    with_defaults = {
        "display_name": origin.get("name"),
        **without_none(given),
        "container_id": news.get(kind.id_input),
    }
    inputs, failures = validate(ContainerInputs, with_defaults, {"container_id": kind.id_input})
    if failures:
        return CheckOutcome(news, failures)
    container_id = inputs.pop("container_id", None)
    return CheckOutcome(add_identity(kind, olds, without_none({**inputs, kind.id_input: container_id}), origin))


def add_identity(kind: Kind, olds: Props, news: Props, origin: Props) -> Props:
    """Keep the id and the generation unless a replacing input changed. Otherwise assign new ones."""
    has_given_id = kind.id_input in news
    saved_id = {kind.id_input: olds.get(kind.id_input), "auto_named": olds.get("auto_named", False)}
    inputs = {**news, **({"auto_named": False} if has_given_id else saved_id)}
    inputs["generation"] = generations.next_generation(olds, inputs, replacing_inputs(kind))
    if has_given_id or generations.is_kept(olds, inputs, replacing_inputs(kind)):
        return inputs
    return {**inputs, kind.id_input: derive_id(news, origin), "auto_named": True}


def derive_id(news: Props, origin: Props) -> Any:
    replacing = {name: news.get(name) for name in REPLACING}
    return UNKNOWN if is_unknown([origin, replacing]) else derived_ids.derive_container_id(origin, replacing)


def replacing_inputs(kind: Kind) -> tuple[str, ...]:
    return (kind.id_input, *REPLACING)


def diff(olds: Props, news: Props, live_resources: LiveResources) -> DiffOutcome:
    """Compare the generations. The ids can differ without a replacement: only the outputs contain a successor id."""
    kind = KINDS[news["kind"]]
    if replaces := generations.replacing_changes(olds, news, replacing_inputs(kind)):
        return DiffOutcome(True, replaces)
    live_resources.add(resource_key(kind, olds[kind.id_input], olds), olds["generation"])
    return DiffOutcome(bool(changed_names((*UPDATABLE, "account_key"), olds, news)))


# --- the account ------------------------------------------------------------------------------------------------------


async def create(inputs: Props, call: CallContext) -> ResourceState:
    kind = KINDS[inputs["kind"]]
    with deadline(call.timeout or DEFAULT_TIMEOUT, f"create {describe(kind, inputs[kind.id_input])}"):
        container_id = await create_or_adopt(kind, inputs, call)
    call.live_resources.add(resource_key(kind, container_id, inputs), inputs["generation"])
    return ResourceState(container_id, build_state(kind, inputs, container_id, call.client))


async def create_or_adopt(kind: Kind, inputs: Props, call: CallContext) -> str:
    """Create the container under the first available id, and return the id."""
    container_id, *successors = candidate_ids(kind, inputs)
    while conflict := await create_one(kind, container_id, inputs, call.client):
        if not successors:
            raise conflict
        taken_id, container_id = container_id, successors.pop(0)
        call.warn(
            f"{describe(kind, taken_id)} is in use: {conflict.reason}. This one is {container_id!r}. "
            f"After --replace the other goes by itself; if it is left over from a lost state, delete it."
        )
    return container_id


def candidate_ids(kind: Kind, inputs: Props) -> list[str]:
    """Return the given id, or the derived ids: each is for the case that the previous one is in use."""
    ids = [inputs[kind.id_input]]
    while inputs["auto_named"] and len(ids) < MAX_CANDIDATE_IDS:
        ids.append(derived_ids.derive_successor_id(ids[-1]))
    return ids


async def create_one(kind: Kind, container_id: str, inputs: Props, client: AccountClient) -> AlreadyExistsError | None:
    """Create or adopt the container. Return the conflict if the existing container cannot be adopted."""
    name, model = inputs["display_name"], inputs["recognition_model"]
    try:
        await containers.create(client, kind, container_id, name, inputs.get("user_data"), model)
    except AlreadyExistsError as conflict:
        return await adopt(kind, container_id, inputs, client, conflict)
    return None


def build_state(kind: Kind, inputs: Props, container_id: str, client: AccountClient) -> Props:
    return {**inputs, kind.id_input: container_id, "endpoint": client.account.endpoint}


async def read(resource_id: str, state: Props, call: CallContext) -> ReadOutcome | None:
    kind = KINDS[state["kind"]]
    # A refresh can use shared list pages. A `get` cannot, because its program may have just changed the container.
    get = call.process.list_cache.get_container if is_saved(state) else containers.get
    container: Container | None = None
    with (
        deadline(call.timeout or DEFAULT_TIMEOUT, f"read {describe(kind, resource_id)}"),
        ignore_not_found(state, call.client),
    ):
        container = await get(call.client, kind, resource_id)
    if container is None:
        return None
    inputs = actual_inputs(kind, resource_id, state, container)
    return ReadOutcome(resource_id, build_state(kind, inputs, resource_id, call.client), inputs)


def actual_inputs(kind: Kind, container_id: str, state: Props, container: Container) -> Props:
    """Return the inputs that would create this container."""
    saved = {name: value for name, value in state.items() if name not in ("endpoint", "user_data", "origin")}
    actual = {
        kind.id_input: container_id,
        "display_name": container.name,
        "user_data": container.user_data or None,
        "recognition_model": container.recognition_model or state.get("recognition_model"),
    }
    # A `get` passes inputs that `check` has not completed.
    defaults = {"adopt": "identical", "auto_named": False, "generation": READ_GENERATION}
    return without_none({**defaults, **saved, **actual})


async def update(resource_id: str, state: Props, inputs: Props, call: CallContext) -> Props:
    kind = KINDS[inputs["kind"]]
    with deadline(call.timeout or DEFAULT_TIMEOUT, f"update {describe(kind, resource_id)}"):
        await patch(kind, resource_id, changed_names(UPDATABLE, state, inputs), inputs, call.client)
    return build_state(kind, inputs, resource_id, call.client)


async def patch(kind: Kind, container_id: str, changed: list[str], inputs: Props, client: AccountClient) -> None:
    """Send the changed inputs.

    A request that clears `userData` also sends the name, because the service rejects an update with neither value
    (face-api.md#container-update-both-empty).
    """
    changes = {WIRE_NAMES[name]: inputs.get(name, "") for name in changed}
    if changes.get("userData") == "":
        changes["name"] = inputs["display_name"]
    if changes:
        await containers.update(client, kind, container_id, changes)


async def delete(resource_id: str, state: Props, call: CallContext) -> None:
    kind = KINDS[state["kind"]]
    key = resource_key(kind, resource_id, state)
    if call.live_resources.is_live_under_other_generation(key, state["generation"]):
        return
    with (
        deadline(call.timeout or DEFAULT_TIMEOUT, f"delete {describe(kind, resource_id)}"),
        ignore_not_found(state, call.client),
    ):
        await containers.delete(call.client, kind, resource_id)
    call.live_resources.remove(key)


def resource_key(kind: Kind, container_id: str, props: Props) -> ResourceKey:
    """Return the key of the container. The account is part of it: ids are unique only within an account."""
    return (kind.name, container_id, props.get("account") or "")


# --- adoption ---------------------------------------------------------------------------------------------------------


async def adopt(
    kind: Kind, container_id: str, inputs: Props, client: AccountClient, conflict: AlreadyExistsError
) -> AlreadyExistsError | None:
    """Adopt the existing container with this id. Return an error with the objection if that is not allowed."""
    container = await containers.get(client, kind, container_id)
    objection = adoption_objection(container, inputs, conflict.is_after_lost_reply)
    if not objection and inputs["adopt"] != "always" and not await is_untouched(kind, container_id, client):
        objection = "it has content or was trained"
    if objection:
        return AlreadyExistsError(conflict.operation, f"the id is taken and {objection}", adoption_advice(kind, inputs))
    actual = without_none({"display_name": container.name, "user_data": container.user_data or None})
    await patch(kind, container_id, changed_names(UPDATABLE, actual, inputs), inputs, client)
    return None


def adoption_objection(container: Container, inputs: Props, is_after_lost_reply: bool) -> str | None:
    """Return why the container cannot be adopted even if it is untouched, or None.

    Args:
        container: The existing container.
        inputs: The inputs of the resource.
        is_after_lost_reply: Whether the reply to an earlier attempt of this create was lost. That attempt may have
            created the container, so `adopt='never'` does not apply.
    """
    model = inputs["recognition_model"]
    if container.recognition_model != model:
        return f"its recognition model is {container.recognition_model}, not {model}"
    if inputs["adopt"] == "always":
        return None
    if inputs["adopt"] == "never" and not is_after_lost_reply:
        return "adopt is 'never'"
    if container.name != inputs["display_name"] or (container.user_data or None) != inputs.get("user_data"):
        return f"it has another name or other user data (its name is {container.name!r})"
    return None


def adoption_advice(kind: Kind, inputs: Props) -> str:
    same_model = "adopt='always' takes over one with the same recognition model"
    return (
        f"If the resource was renamed, name it in `aliases`. Otherwise choose another {kind.id_input}, leave it out, "
        f"or take it over: {same_model}, `pulumi import --file` any."
    )


async def is_untouched(kind: Kind, container_id: str, client: AccountClient) -> bool:
    """Return whether the container is empty and was never trained."""
    if kind.is_trainable and await training.status(client, kind, container_id) is not None:
        return False
    if kind.holds == "persons":
        async for _ in persons.iterate(client, kind, container_id):
            return False
    else:
        async for _ in faces.iterate(client, faces.FaceOwner(kind, container_id)):
            return False
    return True
