"""A person of a group, as a resource of its own."""

from __future__ import annotations

from contextlib import suppress

from pulumi_azure_face.client.api import persons
from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.client.deadline import deadline
from pulumi_azure_face.client.errors import NotFoundError
from pulumi_azure_face.client.kinds import GROUP_NAMES, KINDS
from pulumi_azure_face.client.schemas import Person
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources, ResourceKey, container_key
from pulumi_azure_face.lifecycle.inputs.rules import (
    AccountRef,
    KindName,
    Name,
    ResourceInputs,
    Text,
    UserData,
    validate,
)
from pulumi_azure_face.lifecycle.inputs.values import Props, changed_names, is_saved, without, without_none
from pulumi_azure_face.lifecycle.recovery.exactly_once import ExactlyOnceCreate, create_exactly_once

from .base import CallContext, CheckOutcome, DiffOutcome, ReadOutcome, ResourceState, keep_partial_state
from .children import DEFAULT_TIMEOUT, delete_child, derive_tag, read_user_data, user_data_for, with_identity
from .identity import generations
from .not_found import ignore_not_found
from .process_context import UserDataById, create_location


class PersonInputs(ResourceInputs):
    kind: KindName
    container_id: Text
    container_generation: Text
    display_name: Name
    user_data: UserData | None = None
    account: AccountRef | None = None
    account_key: Text | None = None
    mark: Text | None = None
    generation: Text | None = None


REPLACING = ("kind", "container_id", "container_generation", "account")
UPDATABLE = ("display_name", "user_data")
TAG_LOCATION = ("kind", "container_id", "account")
"""What the mark is worked out from, besides the place in the stack."""


# --- check and diff ---------------------------------------------------------------------------------------------------


def check(olds: Props, news: Props) -> CheckOutcome:
    """Fill in the name, and settle mark and generation."""
    origin = news.get("origin") or {}
    given = {name: value for name, value in news.items() if name != "origin"}
    inputs, failures = validate(PersonInputs, {"display_name": origin.get("name"), **without_none(given)})
    if not failures and KINDS[inputs["kind"]].holds != "persons":
        failures = [f"group must be {GROUP_NAMES}; it is a {inputs['kind']}"]
    if failures:
        return CheckOutcome(news, failures)
    return CheckOutcome(with_identity(olds, inputs, REPLACING, derive_tag(origin, inputs, TAG_LOCATION)))


def diff(olds: Props, news: Props, live_resources: LiveResources) -> DiffOutcome:
    live_resources.add(
        resource_key(olds["person_id"], olds), olds["generation"]
    )  # also of one to be replaced: it is known
    if replaced := generations.replacement_diff(olds, news, REPLACING):
        return replaced
    return DiffOutcome(bool(changed_names((*UPDATABLE, "account_key"), olds, news)))


# --- the account ------------------------------------------------------------------------------------------------------


async def create(inputs: Props, call: CallContext) -> ResourceState:
    """POST, or find what an earlier run made; then give it the user's text, if there is one."""
    tried = f"create the person {inputs['display_name']!r} in {describe_group(inputs)}"
    with deadline(call.timeout or DEFAULT_TIMEOUT, tried):
        there = await create_exactly_once(exactly_once_create(inputs, call), call)
        call.live_resources.add(resource_key(there.id, inputs), inputs["generation"])
        state = build_state(inputs, there.id, call)
        if not there.is_up_to_date:
            with keep_partial_state(ResourceState(there.id, without(UPDATABLE, state))):
                await write_name_and_user_data(there.id, inputs, call)
    return ResourceState(there.id, state)


def exactly_once_create(inputs: Props, call: CallContext) -> ExactlyOnceCreate:
    kind, container_id = KINDS[inputs["kind"]], inputs["container_id"]

    async def post(user_data: str) -> str:
        return await persons.create(call.client, kind, container_id, inputs["display_name"], user_data)

    async def look() -> UserDataById:
        there = persons.iterate(call.client, kind, container_id)
        return {person.person_id: person.user_data or "" async for person in there}

    async def discard(person_id: str) -> None:
        with suppress(NotFoundError):
            await persons.delete(call.client, kind, container_id, person_id)

    return ExactlyOnceCreate(
        tag=inputs["mark"],
        location=create_location(inputs, call.client.account.endpoint),
        owner=(*container_key(inputs), inputs["container_generation"]),
        user_data=inputs.get("user_data"),
        post=post,
        list_user_data=look,
        delete=discard,
        is_known=lambda person_id: call.live_resources.is_live(resource_key(person_id, inputs)),
        can_update_user_data=True,
    )


async def write_name_and_user_data(person_id: str, inputs: Props, call: CallContext) -> None:
    changes = {"name": inputs["display_name"], "userData": user_data_for(inputs)}
    await persons.update(call.client, KINDS[inputs["kind"]], inputs["container_id"], person_id, changes)


def build_state(inputs: Props, person_id: str, call: CallContext) -> Props:
    return {**inputs, "person_id": person_id, "endpoint": call.client.account.endpoint}


async def read(resource_id: str, state: Props, call: CallContext) -> ReadOutcome | None:
    kind, container_id = KINDS[state["kind"]], state["container_id"]
    get = call.process.list_cache.get_person if is_saved(state) else persons.get
    found: Person | None = None
    with (
        deadline(call.timeout or DEFAULT_TIMEOUT, f"read the person {resource_id} of {describe_group(state)}"),
        ignore_not_found(state, call.client),
    ):
        found = await get(call.client, kind, container_id, resource_id)
    if found is None:
        return None
    inputs = observed_inputs(state, found)
    return ReadOutcome(resource_id, build_state(inputs, resource_id, call), inputs)


def observed_inputs(state: Props, found: Person) -> Props:
    """The inputs that would have made what was found."""
    stored = {name: value for name, value in state.items() if name in PersonInputs.model_fields}
    seen = {"display_name": found.name, "user_data": read_user_data(state, found.user_data)}
    return without_none({**stored, **seen})


async def update(resource_id: str, state: Props, inputs: Props, call: CallContext) -> Props:
    with deadline(call.timeout or DEFAULT_TIMEOUT, f"update the person {resource_id} of {describe_group(inputs)}"):
        if changed_names(UPDATABLE, state, inputs):
            await write_name_and_user_data(resource_id, inputs, call)
    return build_state(inputs, resource_id, call)


async def delete(resource_id: str, state: Props, call: CallContext) -> None:
    """With the person go their faces."""
    kind, container_id = KINDS[state["kind"]], state["container_id"]

    async def remove() -> None:
        await persons.delete(call.client, kind, container_id, resource_id)

    tried = f"delete the person {resource_id} of {describe_group(state)}"
    await delete_child(resource_id, resource_key(resource_id, state), state, call, tried, remove)


def describe_group(props: Props) -> str:
    return describe(KINDS[props["kind"]], props["container_id"])


def resource_key(person_id: str, props: Props) -> ResourceKey:
    return ("Person", person_id, *container_key(props))
