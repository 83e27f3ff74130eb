"""A container: its id, its generation, and what an existing one under the same id means."""

from __future__ import annotations

from typing import Any

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import containers, faces, persons, training
from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.client.deadline import deadline
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
from pulumi_azure_face.lifecycle.recovery.create_log import CreateLocation

from .base import CallContext, CheckOutcome, DiffOutcome, ReadOutcome, ResourceState
from .identity import derived_ids, generations
from .not_found import ignore_not_found

DEFAULT_MODEL = "recognition_04"  # the service's own default is its oldest
# Seconds; a delete waits for a training to end, and a large one takes half an hour (face-api.md#training-duration).
DEFAULT_TIMEOUT = 1800.0
MAX_SUCCESSORS = 8  # worked-out ids tried, each only when the one before is held by a container with content
READ_GENERATION = "read"  # the generation of a container that the program only reads


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
    """Fill in defaults, the id and the generation.

    `origin` says where the resource stands in its stack; it names the id and is not stored, so that a renamed stack or
    project changes nothing.
    """
    kind, origin = KINDS[news["kind"]], news.get("origin") or {}
    given = {name: value for name, value in news.items() if name not in ("origin", kind.id_input)}
    named_by_default = {
        "display_name": origin.get("name"),
        **without_none(given),
        "container_id": news.get(kind.id_input),
    }
    inputs, failures = validate(ContainerInputs, named_by_default, {"container_id": kind.id_input})
    if failures:
        return CheckOutcome(news, failures)
    container_id = inputs.pop("container_id", None)
    return CheckOutcome(with_identity(kind, olds, without_none({**inputs, kind.id_input: container_id}), origin))


def with_identity(kind: Kind, olds: Props, news: Props, origin: Props) -> Props:
    """Give the id and the generation: those of before while nothing that replaces has changed, new ones otherwise."""
    given = kind.id_input in news
    kept = {kind.id_input: olds.get(kind.id_input), "auto_named": olds.get("auto_named", False)}
    carried = {**news, **({"auto_named": False} if given else kept)}
    settled = {**carried, "generation": generations.next_generation(olds, carried, replacing(kind))}
    if given or generations.is_kept(olds, carried, replacing(kind)):
        return settled
    return {**settled, kind.id_input: derived_id(news, origin), "auto_named": True}


def derived_id(news: Props, origin: Props) -> Any:
    named_after = {name: news.get(name) for name in REPLACING}
    return UNKNOWN if is_unknown([origin, named_after]) else derived_ids.derive_container_id(origin, named_after)


def replacing(kind: Kind) -> tuple[str, ...]:
    return (kind.id_input, *REPLACING)


def diff(olds: Props, news: Props, live_resources: LiveResources) -> DiffOutcome:
    """A new generation means replacement. The id alone does not: a successor id lives in the outputs only."""
    kind = KINDS[news["kind"]]
    if replaced := generations.replacement_diff(olds, news, replacing(kind)):
        return replaced
    live_resources.add(resource_key(kind, olds[kind.id_input], olds), olds["generation"])
    return DiffOutcome(bool(changed_names((*UPDATABLE, "account_key"), olds, news)))


# --- the account ------------------------------------------------------------------------------------------------------


async def create(inputs: Props, call: CallContext) -> ResourceState:
    """PUT, and settle what it means when the id is taken."""
    kind = KINDS[inputs["kind"]]
    wanted = inputs[kind.id_input]
    with deadline(call.timeout or DEFAULT_TIMEOUT, f"create {describe(kind, wanted)}"):
        container_id = await create_or_adopt(kind, inputs, call)
    call.live_resources.add(resource_key(kind, container_id, inputs), inputs["generation"])
    return ResourceState(container_id, build_state(kind, inputs, container_id, call.client))


async def create_or_adopt(kind: Kind, inputs: Props, call: CallContext) -> str:
    """The id under which the container now is; raises the refusal when there is none."""
    container_id, *others = candidate_ids(kind, inputs)
    while refusal := await create_one(kind, container_id, inputs, call.client):
        if not others:
            raise refusal
        taken, container_id = container_id, others.pop(0)
        call.warn(
            f"{describe(kind, taken)} is in use: {refusal.reason}. This one is {container_id!r}. "
            f"After --replace the other goes by itself; if it is left over from a lost state, delete it."
        )
    return container_id


def candidate_ids(kind: Kind, inputs: Props) -> list[str]:
    """The id that was given; or those that can be worked out, each for the case that the one before is in use."""
    ids = [inputs[kind.id_input]]
    while inputs["auto_named"] and len(ids) < MAX_SUCCESSORS:
        ids.append(derived_ids.successor_id(ids[-1]))
    return ids


async def create_one(kind: Kind, container_id: str, inputs: Props, client: AccountClient) -> AlreadyExistsError | None:
    """Create the container or take it over; returns the refusal when the id is taken by another."""
    try:
        await put(kind, container_id, inputs, client)
    except AlreadyExistsError as taken:
        return await adopt(kind, container_id, inputs, client, taken)
    return None


async def put(kind: Kind, container_id: str, inputs: Props, client: AccountClient) -> None:
    name, model = inputs["display_name"], inputs["recognition_model"]
    await containers.create(client, kind, container_id, name, inputs.get("user_data"), model)


def build_state(kind: Kind, inputs: Props, container_id: str, client: AccountClient) -> Props:
    return {**inputs, kind.id_input: container_id, "endpoint": client.account.endpoint}


async def read(resource_id: str, state: Props, call: CallContext) -> ReadOutcome | None:
    kind = KINDS[state["kind"]]
    get = call.process.list_cache.get_container if is_saved(state) else containers.get
    found: Container | None = None
    with (
        deadline(call.timeout or DEFAULT_TIMEOUT, f"read {describe(kind, resource_id)}"),
        ignore_not_found(state, call.client),
    ):
        found = await get(call.client, kind, resource_id)
    if found is None:
        return None
    inputs = observed_inputs(kind, resource_id, state, found)
    return ReadOutcome(resource_id, build_state(kind, inputs, resource_id, call.client), inputs)


def observed_inputs(kind: Kind, container_id: str, state: Props, found: Container) -> Props:
    """The inputs that would have made what was found."""
    stored = {name: value for name, value in state.items() if name not in ("endpoint", "user_data", "origin")}
    observed = {
        kind.id_input: container_id,
        "display_name": found.name,
        "user_data": found.user_data or None,
        "recognition_model": found.recognition_model or state.get("recognition_model"),
    }
    unchecked = {"adopt": "identical", "auto_named": False, "generation": READ_GENERATION}
    return without_none({**unchecked, **stored, **observed})


async def update(resource_id: str, state: Props, inputs: Props, call: CallContext) -> Props:
    kind = KINDS[inputs["kind"]]
    with deadline(call.timeout or DEFAULT_TIMEOUT, f"update {describe(kind, resource_id)}"):
        await patch(kind, resource_id, changed_names(UPDATABLE, state, inputs), inputs, call.client)
    return build_state(kind, inputs, resource_id, call.client)


async def patch(kind: Kind, container_id: str, changed: list[str], inputs: Props, client: AccountClient) -> None:
    """Send what changed. Clearing `userData` takes the name along: a body of nothing but empty members is refused
    (4.5).
    """
    changes = {WIRE_NAMES[name]: inputs.get(name, "") for name in changed}
    if changes.get("userData") == "":
        changes["name"] = inputs["display_name"]
    if changes:
        await containers.update(client, kind, container_id, changes)


async def delete(resource_id: str, state: Props, call: CallContext) -> None:
    kind = KINDS[state["kind"]]
    this = resource_key(kind, resource_id, state)
    if call.live_resources.is_live_under_other_generation(this, state["generation"]):
        return
    with (
        deadline(call.timeout or DEFAULT_TIMEOUT, f"delete {describe(kind, resource_id)}"),
        ignore_not_found(state, call.client),
    ):
        await containers.delete(call.client, kind, resource_id)
    call.process.create_log.remove_all(
        CreateLocation(call.client.account.endpoint, kind.name, resource_id, state["generation"])
    )
    call.live_resources.remove(this)


def resource_key(kind: Kind, container_id: str, props: Props) -> ResourceKey:
    """The container in its account: two accounts may each hold one under the same id."""
    return (kind.name, container_id, props.get("account") or "")


# --- adoption ---------------------------------------------------------------------------------------------------------


async def adopt(
    kind: Kind, container_id: str, inputs: Props, client: AccountClient, conflict: AlreadyExistsError
) -> AlreadyExistsError | None:
    """Take over the container that holds our id; returns the refusal when that may not be."""
    found = await containers.get(client, kind, container_id)
    objection = adoption_objection(found, inputs, conflict.after_lost_reply)
    if not objection and inputs["adopt"] != "always" and not await is_untouched(kind, container_id, client):
        objection = "it has content or was trained"
    if objection:
        return AlreadyExistsError(conflict.operation, f"the id is taken and {objection}", adoption_advice(kind, inputs))
    observed = without_none({"display_name": found.name, "user_data": found.user_data or None})
    await patch(kind, container_id, changed_names(UPDATABLE, observed, inputs), inputs, client)
    return None


def adoption_objection(found: Container, inputs: Props, lost_reply: bool) -> str | None:
    """Why a container under our id may not be taken over, even if nobody has touched it since it was made."""
    wanted_model = inputs["recognition_model"]
    if found.recognition_model != wanted_model:
        return f"its recognition model is {found.recognition_model}, not {wanted_model}"
    if inputs["adopt"] == "always":
        return None
    if inputs["adopt"] == "never" and not lost_reply:
        return "adopt is 'never'"
    if found.name != inputs["display_name"] or (found.user_data or None) != inputs.get("user_data"):
        return f"it has another name or other user data (its name is {found.name!r})"
    return None


def adoption_advice(kind: Kind, inputs: Props) -> str:
    same_model = "adopt='always' takes over one with the same recognition model"
    return (
        f"If the resource was renamed, name it in `aliases`. Otherwise choose another {kind.id_input}, leave it out, "
        f"or take it over: {same_model}, `pulumi import --file` any."
    )


async def is_untouched(kind: Kind, container_id: str, client: AccountClient) -> bool:
    if kind.is_trainable and await training.status(client, kind, container_id) is not None:
        return False
    if kind.holds == "persons":
        async for _ in persons.iterate(client, kind, container_id):
            return False
    else:
        async for _ in faces.iterate(client, faces.FaceOwner(kind, container_id)):
            return False
    return True
