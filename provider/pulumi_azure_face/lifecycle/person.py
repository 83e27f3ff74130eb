"""The lifecycle of a Person: one person in a PersonGroup or LargePersonGroup."""

from __future__ import annotations

from contextlib import suppress

from pulumi_azure_face.client.api import persons
from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.client.concurrency.deadline import deadline
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
from pulumi_azure_face.lifecycle.inputs.values import (
    CHECK_ONLY_INPUTS,
    Props,
    changed_names,
    is_saved,
    without,
    without_none,
)
from pulumi_azure_face.lifecycle.recovery.exactly_once import NewItem, create_exactly_once, record_identical

from .base import CallContext, CheckOutcome, DiffOutcome, ReadOutcome, ResourceState, keep_partial_state
from .children import DEFAULT_TIMEOUT, add_identity, delete_child, derive_tag, read_user_data, user_data_for
from .identity import generations
from .not_found import ignore_not_found
from .process_context import ListedItem


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
    identical_ids: list[Text] | None = None


REPLACING = ("kind", "container_id", "container_generation", "account")
UPDATABLE = ("display_name", "user_data")
TAG_LOCATION = ("kind", "container_id", "account")
"""Inputs that the ownership tag is derived from, in addition to the origin in the stack."""


# --- check and diff ---------------------------------------------------------------------------------------------------


def check(olds: Props, news: Props) -> CheckOutcome:
    """Add the default name, the ownership tag, and the generation."""
    origin = news.get("origin") or {}
    given = without_none(without(CHECK_ONLY_INPUTS, news))
    inputs, failures = validate(PersonInputs, {"display_name": origin.get("name"), **given})
    if not failures and KINDS[inputs["kind"]].holds != "persons":
        failures = [f"group must be {GROUP_NAMES}; it is a {inputs['kind']}"]
    if failures:
        return CheckOutcome(news, failures)
    return CheckOutcome(add_identity(olds, inputs, REPLACING, derive_tag(origin, inputs, TAG_LOCATION)))


def diff(olds: Props, news: Props, live_resources: LiveResources) -> DiffOutcome:
    # Record a person that will be replaced, too: a create must not take it over as one of an interrupted run.
    live_resources.add(resource_key(olds["person_id"], olds), olds["generation"])
    if replaces := generations.replacing_changes(olds, news, REPLACING):
        return DiffOutcome(True, replaces)
    return DiffOutcome(bool(changed_names((*UPDATABLE, "account_key"), olds, news)))


# --- the account ------------------------------------------------------------------------------------------------------


async def prepare_create(inputs: Props, call: CallContext) -> Props:
    """Add the ids of persons that look like the new one, so that none of them is taken for it after a killed run."""
    person = NewPerson(inputs, call)
    with deadline(call.timeout or DEFAULT_TIMEOUT, person.operation):
        return await record_identical(person)


async def create(inputs: Props, call: CallContext) -> ResourceState:
    """Create the person, or take over the one that an interrupted run created, and write the user's text."""
    person = NewPerson(inputs, call)
    with deadline(call.timeout or DEFAULT_TIMEOUT, person.operation):
        outcome = await create_exactly_once(person)
        state = build_state(inputs, outcome.id, call)
        if not outcome.is_up_to_date:
            with keep_partial_state(ResourceState(outcome.id, without(UPDATABLE, state))):
                await write_name_and_user_data(outcome.id, inputs, call)
    return ResourceState(outcome.id, state)


class NewPerson(NewItem):
    """A person to create."""

    def __init__(self, inputs: Props, call: CallContext) -> None:
        super().__init__(inputs, call)
        self.operation = f"create the person {inputs['display_name']!r} in {describe_group(inputs)}"
        self._group = call.client, KINDS[inputs["kind"]], inputs["container_id"]

    async def post(self, user_data: str) -> str:
        return await persons.create(*self._group, self.inputs["display_name"], user_data)

    async def list_items(self) -> dict[str, ListedItem]:
        listed = persons.iterate(*self._group)
        return {person.person_id: ListedItem(person.user_data or "", person.name) async for person in listed}

    async def delete(self, item_id: str) -> None:
        with suppress(NotFoundError):
            await persons.delete(*self._group, item_id)

    def key(self, item_id: str) -> ResourceKey:
        return resource_key(item_id, self.inputs)


async def write_name_and_user_data(person_id: str, inputs: Props, call: CallContext) -> None:
    changes = {"name": inputs["display_name"], "userData": user_data_for(inputs)}
    await persons.update(call.client, KINDS[inputs["kind"]], inputs["container_id"], person_id, changes)


def build_state(inputs: Props, person_id: str, call: CallContext) -> Props:
    saved_inputs = without(("identical_ids",), inputs)
    return {**saved_inputs, "person_id": person_id, "endpoint": call.client.account.endpoint}


async def read(resource_id: str, state: Props, call: CallContext) -> ReadOutcome | None:
    kind, container_id = KINDS[state["kind"]], state["container_id"]
    # A refresh can use shared list pages. A `get` cannot, because its program may have just changed the person.
    get = call.process.list_cache.get_person if is_saved(state) else persons.get
    person: Person | None = None
    with (
        deadline(call.timeout or DEFAULT_TIMEOUT, f"read the person {resource_id} of {describe_group(state)}"),
        ignore_not_found(state, call.client),
    ):
        person = await get(call.client, kind, container_id, resource_id)
    if person is None:
        return None
    inputs = actual_inputs(state, person)
    return ReadOutcome(resource_id, build_state(inputs, resource_id, call), inputs)


def actual_inputs(state: Props, person: Person) -> Props:
    """Return the inputs that would create this person."""
    saved = {name: value for name, value in state.items() if name in PersonInputs.model_fields}
    actual = {"display_name": person.name, "user_data": read_user_data(state, person.user_data)}
    return without_none({**saved, **actual})


async def update(resource_id: str, state: Props, inputs: Props, call: CallContext) -> Props:
    with deadline(call.timeout or DEFAULT_TIMEOUT, f"update the person {resource_id} of {describe_group(inputs)}"):
        if changed_names(UPDATABLE, state, inputs):
            await write_name_and_user_data(resource_id, inputs, call)
    return build_state(inputs, resource_id, call)


async def delete(resource_id: str, state: Props, call: CallContext) -> None:
    """Delete the person. The service deletes their faces with them (face-api.md#person-delete)."""
    kind, container_id = KINDS[state["kind"]], state["container_id"]

    async def remove() -> None:
        await persons.delete(call.client, kind, container_id, resource_id)

    operation = f"delete the person {resource_id} of {describe_group(state)}"
    await delete_child(resource_id, resource_key(resource_id, state), state, call, operation, remove)


def describe_group(props: Props) -> str:
    return describe(KINDS[props["kind"]], props["container_id"])


def resource_key(person_id: str, props: Props) -> ResourceKey:
    return ("Person", person_id, *container_key(props))
