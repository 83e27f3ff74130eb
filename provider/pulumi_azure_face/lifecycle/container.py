"""A container: its id, its generation, and what an existing one under the same id means."""

from __future__ import annotations

from typing import Any

from pulumi_azure_face.client.account_client import Session
from pulumi_azure_face.client.api import containers, faces, persons, training
from pulumi_azure_face.client.api.containers import named
from pulumi_azure_face.client.deadline import deadline
from pulumi_azure_face.client.errors import Exists
from pulumi_azure_face.client.kinds import KINDS, Kind
from pulumi_azure_face.client.schemas import Container
from pulumi_azure_face.lifecycle.identity.live_resources import Claims, Thing
from pulumi_azure_face.lifecycle.inputs.rules import (
    AccountRef,
    Adoption,
    ContainerId,
    Flag,
    Inputs,
    KindName,
    Name,
    RecognitionModel,
    Text,
    UserData,
    validate,
)
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN, Props, differing, is_saved, is_unknown, present
from pulumi_azure_face.lifecycle.recovery.create_log import Place

from .base import Call, Checked, Difference, Made, Seen
from .identity import derived_ids, generations
from .not_found import unless_gone

DEFAULT_MODEL = "recognition_04"  # the service's own default is its oldest
# Seconds; a delete waits for a training to end, and a large one takes half an hour (face-api.md#training-duration).
PATIENCE = 1800.0
SUCCESSORS = 8  # worked-out ids tried, each only when the one before is held by a container with content
READ_BY_ID = "read"  # the generation of a container that the program only reads


class ContainerInputs(Inputs):
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


def check(olds: Props, news: Props) -> Checked:
    """Fill in defaults, the id and the generation.

    `origin` says where the resource stands in its stack; it names the id and is not stored, so that a renamed stack or
    project changes nothing.
    """
    kind, origin = KINDS[news["kind"]], news.get("origin") or {}
    given = {name: value for name, value in news.items() if name not in ("origin", kind.id_input)}
    named_by_default = {"display_name": origin.get("name"), **present(given), "container_id": news.get(kind.id_input)}
    inputs, failures = validate(ContainerInputs, named_by_default, {"container_id": kind.id_input})
    if failures:
        return Checked(news, failures)
    container_id = inputs.pop("container_id", None)
    return Checked(settle(kind, olds, present({**inputs, kind.id_input: container_id}), origin))


def settle(kind: Kind, olds: Props, news: Props, origin: Props) -> Props:
    """Give the id and the generation: those of before while nothing that replaces has changed, new ones otherwise."""
    given = kind.id_input in news
    kept = {kind.id_input: olds.get(kind.id_input), "auto_named": olds.get("auto_named", False)}
    carried = {**news, **({"auto_named": False} if given else kept)}
    settled = {**carried, "generation": generations.settled(olds, carried, replacing(kind))}
    if given or generations.stays(olds, carried, replacing(kind)):
        return settled
    return {**settled, kind.id_input: worked_out_id(news, origin), "auto_named": True}


def worked_out_id(news: Props, origin: Props) -> Any:
    named_after = {name: news.get(name) for name in REPLACING}
    return UNKNOWN if is_unknown([origin, named_after]) else derived_ids.container_id(origin, named_after)


def replacing(kind: Kind) -> tuple[str, ...]:
    return (kind.id_input, *REPLACING)


def diff(olds: Props, news: Props, claims: Claims) -> Difference:
    """A new generation means replacement. The id alone does not: a successor id lives in the outputs only."""
    kind = KINDS[news["kind"]]
    if replaced := generations.replacement(olds, news, replacing(kind)):
        return replaced
    claims.claim(thing(kind, olds[kind.id_input], olds), olds["generation"])
    return Difference(bool(differing((*UPDATABLE, "account_key"), olds, news)))


# --- the account ------------------------------------------------------------------------------------------------------


async def create(inputs: Props, call: Call) -> Made:
    """PUT, and settle what it means when the id is taken."""
    kind = KINDS[inputs["kind"]]
    wanted = inputs[kind.id_input]
    with deadline(call.timeout or PATIENCE, f"create {named(kind, wanted)}"):
        container_id = await make_or_take_over(kind, inputs, call)
    call.claims.claim(thing(kind, container_id, inputs), inputs["generation"])
    return Made(container_id, state_of(kind, inputs, container_id, call.session))


async def make_or_take_over(kind: Kind, inputs: Props, call: Call) -> str:
    """The id under which the container now is; raises the refusal when there is none."""
    container_id, *others = ids_to_try(kind, inputs)
    while refusal := await make(kind, container_id, inputs, call.session):
        if not others:
            raise refusal
        taken, container_id = container_id, others.pop(0)
        call.warn(
            f"{named(kind, taken)} is in use: {refusal.said}. This one is {container_id!r}. "
            f"After --replace the other goes by itself; if it is left over from a lost state, delete it."
        )
    return container_id


def ids_to_try(kind: Kind, inputs: Props) -> list[str]:
    """The id that was given; or those that can be worked out, each for the case that the one before is in use."""
    ids = [inputs[kind.id_input]]
    while inputs["auto_named"] and len(ids) < SUCCESSORS:
        ids.append(derived_ids.successor(ids[-1]))
    return ids


async def make(kind: Kind, container_id: str, inputs: Props, session: Session) -> Exists | None:
    """Create the container or take it over; returns the refusal when the id is taken by another."""
    try:
        await put(kind, container_id, inputs, session)
    except Exists as taken:
        return await take_over(kind, container_id, inputs, session, taken)
    return None


async def put(kind: Kind, container_id: str, inputs: Props, session: Session) -> None:
    name, model = inputs["display_name"], inputs["recognition_model"]
    await containers.create(session, kind, container_id, name, inputs.get("user_data"), model)


def state_of(kind: Kind, inputs: Props, container_id: str, session: Session) -> Props:
    return {**inputs, kind.id_input: container_id, "endpoint": session.account.endpoint}


async def read(resource_id: str, state: Props, call: Call) -> Seen | None:
    kind = KINDS[state["kind"]]
    get = call.memory.sightings.container if is_saved(state) else containers.get
    found: Container | None = None
    with deadline(call.timeout or PATIENCE, f"read {named(kind, resource_id)}"), unless_gone(state, call.session):
        found = await get(call.session, kind, resource_id)
    if found is None:
        return None
    inputs = observed_inputs(kind, resource_id, state, found)
    return Seen(resource_id, state_of(kind, inputs, resource_id, call.session), inputs)


def observed_inputs(kind: Kind, container_id: str, state: Props, found: Container) -> Props:
    """The inputs that would have made what was found."""
    stored = {name: value for name, value in state.items() if name not in ("endpoint", "user_data", "origin")}
    observed = {
        kind.id_input: container_id,
        "display_name": found.name,
        "user_data": found.user_data or None,
        "recognition_model": found.recognition_model or state.get("recognition_model"),
    }
    unchecked = {"adopt": "identical", "auto_named": False, "generation": READ_BY_ID}
    return present({**unchecked, **stored, **observed})


async def update(resource_id: str, state: Props, inputs: Props, call: Call) -> Props:
    kind = KINDS[inputs["kind"]]
    with deadline(call.timeout or PATIENCE, f"update {named(kind, resource_id)}"):
        await patch(kind, resource_id, differing(UPDATABLE, state, inputs), inputs, call.session)
    return state_of(kind, inputs, resource_id, call.session)


async def patch(kind: Kind, container_id: str, changed: list[str], inputs: Props, session: Session) -> None:
    """Send what changed. Clearing `userData` takes the name along: a body of nothing but empty members is refused
    (4.5).
    """
    changes = {WIRE_NAMES[name]: inputs.get(name, "") for name in changed}
    if changes.get("userData") == "":
        changes["name"] = inputs["display_name"]
    if changes:
        await containers.update(session, kind, container_id, changes)


async def delete(resource_id: str, state: Props, call: Call) -> None:
    kind = KINDS[state["kind"]]
    this = thing(kind, resource_id, state)
    if call.claims.alive_under_another(this, state["generation"]):
        return
    with deadline(call.timeout or PATIENCE, f"delete {named(kind, resource_id)}"), unless_gone(state, call.session):
        await containers.delete(call.session, kind, resource_id)
    call.memory.journal.forget_all(Place(call.session.account.endpoint, kind.name, resource_id, state["generation"]))
    call.claims.release(this)


def thing(kind: Kind, container_id: str, props: Props) -> Thing:
    """The container in its account: two accounts may each hold one under the same id."""
    return (kind.name, container_id, props.get("account") or "")


# --- adoption ---------------------------------------------------------------------------------------------------------


async def take_over(kind: Kind, container_id: str, inputs: Props, session: Session, taken: Exists) -> Exists | None:
    """Take over the container that holds our id; returns the refusal when that may not be."""
    found = await containers.get(session, kind, container_id)
    objection = objection_to(found, inputs, taken.after_lost_reply)
    if not objection and inputs["adopt"] != "always" and not await is_untouched(kind, container_id, session):
        objection = "it has content or was trained"
    if objection:
        return Exists(taken.tried, f"the id is taken and {objection}", ways_on(kind, inputs))
    observed = present({"display_name": found.name, "user_data": found.user_data or None})
    await patch(kind, container_id, differing(UPDATABLE, observed, inputs), inputs, session)
    return None


def objection_to(found: Container, inputs: Props, lost_reply: bool) -> str | None:
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


def ways_on(kind: Kind, inputs: Props) -> str:
    same_model = "adopt='always' takes over one with the same recognition model"
    return (
        f"If the resource was renamed, name it in `aliases`. Otherwise choose another {kind.id_input}, leave it out, "
        f"or take it over: {same_model}, `pulumi import --file` any."
    )


async def is_untouched(kind: Kind, container_id: str, session: Session) -> bool:
    if kind.trains and await training.status(session, kind, container_id) is not None:
        return False
    if kind.holds == "persons":
        async for _ in persons.every_one(session, kind, container_id):
            return False
    else:
        async for _ in faces.every_one(session, faces.Owner(kind, container_id)):
            return False
    return True
