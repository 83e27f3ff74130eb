"""A person of a group, as a resource of its own."""

from __future__ import annotations

from contextlib import suppress

from pulumi_azure_face.client.api import persons
from pulumi_azure_face.client.api.containers import named
from pulumi_azure_face.client.deadline import deadline
from pulumi_azure_face.client.errors import Gone
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.client.schemas import Person
from pulumi_azure_face.lifecycle.identity.live_resources import Claims, Thing, container_of
from pulumi_azure_face.lifecycle.inputs.rules import AccountRef, Inputs, KindName, Name, Text, UserData, validate
from pulumi_azure_face.lifecycle.inputs.values import Props, differing, is_saved, present, without
from pulumi_azure_face.lifecycle.recovery.exactly_once import Making, make_once

from .base import Call, Checked, Difference, Made, Seen, unfinished
from .children import PATIENCE, mark_of, seen_text, settle, take_leave, text_of
from .identity import generations
from .not_found import unless_gone
from .process_context import Texts, place_of


class PersonInputs(Inputs):
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
PLACE = ("kind", "container_id", "account")
"""What the mark is worked out from, besides the place in the stack."""


# --- check and diff ---------------------------------------------------------------------------------------------------


def check(olds: Props, news: Props) -> Checked:
    """Fill in the name, and settle mark and generation."""
    origin = news.get("origin") or {}
    given = {name: value for name, value in news.items() if name != "origin"}
    inputs, failures = validate(PersonInputs, {"display_name": origin.get("name"), **present(given)})
    if not failures and KINDS[inputs["kind"]].holds != "persons":
        failures = [f"group must be a PersonGroup or a LargePersonGroup; it is a {inputs['kind']}"]
    if failures:
        return Checked(news, failures)
    return Checked(settle(olds, inputs, REPLACING, mark_of(origin, inputs, PLACE)))


def diff(olds: Props, news: Props, claims: Claims) -> Difference:
    claims.claim(thing(olds["person_id"], olds), olds["generation"])  # also of one to be replaced: it is known
    if replaced := generations.replacement(olds, news, REPLACING):
        return replaced
    return Difference(bool(differing((*UPDATABLE, "account_key"), olds, news)))


# --- the account ------------------------------------------------------------------------------------------------------


async def create(inputs: Props, call: Call) -> Made:
    """POST, or find what an earlier run made; then give it the user's text, if there is one."""
    tried = f"create the person {inputs['display_name']!r} in {group(inputs)}"
    with deadline(call.timeout or PATIENCE, tried):
        there = await make_once(making(inputs, call), call)
        call.claims.claim(thing(there.id, inputs), inputs["generation"])
        state = state_of(inputs, there.id, call)
        if not there.in_line:
            with unfinished(Made(there.id, without(UPDATABLE, state))):
                await bring_in_line(there.id, inputs, call)
    return Made(there.id, state)


def making(inputs: Props, call: Call) -> Making:
    kind, container_id = KINDS[inputs["kind"]], inputs["container_id"]

    async def post(user_data: str) -> str:
        return await persons.create(call.session, kind, container_id, inputs["display_name"], user_data)

    async def look() -> Texts:
        there = persons.every_one(call.session, kind, container_id)
        return {person.person_id: person.user_data or "" async for person in there}

    async def discard(person_id: str) -> None:
        with suppress(Gone):
            await persons.delete(call.session, kind, container_id, person_id)

    return Making(
        mark=inputs["mark"],
        place=place_of(inputs, call.session.account.endpoint),
        owner=(*container_of(inputs), inputs["container_generation"]),
        user_data=inputs.get("user_data"),
        post=post,
        look=look,
        discard=discard,
        is_known=lambda person_id: call.claims.is_alive(thing(person_id, inputs)),
        can_sign=True,
    )


async def bring_in_line(person_id: str, inputs: Props, call: Call) -> None:
    changes = {"name": inputs["display_name"], "userData": text_of(inputs)}
    await persons.update(call.session, KINDS[inputs["kind"]], inputs["container_id"], person_id, changes)


def state_of(inputs: Props, person_id: str, call: Call) -> Props:
    return {**inputs, "person_id": person_id, "endpoint": call.session.account.endpoint}


async def read(resource_id: str, state: Props, call: Call) -> Seen | None:
    kind, container_id = KINDS[state["kind"]], state["container_id"]
    get = call.memory.sightings.person if is_saved(state) else persons.get
    found: Person | None = None
    with (
        deadline(call.timeout or PATIENCE, f"read the person {resource_id} of {group(state)}"),
        unless_gone(state, call.session),
    ):
        found = await get(call.session, kind, container_id, resource_id)
    if found is None:
        return None
    inputs = observed_inputs(state, found)
    return Seen(resource_id, state_of(inputs, resource_id, call), inputs)


def observed_inputs(state: Props, found: Person) -> Props:
    """The inputs that would have made what was found."""
    stored = {name: value for name, value in state.items() if name in PersonInputs.model_fields}
    seen = {"display_name": found.name, "user_data": seen_text(state, found.user_data)}
    return present({**stored, **seen})


async def update(resource_id: str, state: Props, inputs: Props, call: Call) -> Props:
    with deadline(call.timeout or PATIENCE, f"update the person {resource_id} of {group(inputs)}"):
        if differing(UPDATABLE, state, inputs):
            await bring_in_line(resource_id, inputs, call)
    return state_of(inputs, resource_id, call)


async def delete(resource_id: str, state: Props, call: Call) -> None:
    """With the person go their faces."""
    kind, container_id = KINDS[state["kind"]], state["container_id"]

    async def remove() -> None:
        await persons.delete(call.session, kind, container_id, resource_id)

    tried = f"delete the person {resource_id} of {group(state)}"
    await take_leave(resource_id, thing(resource_id, state), state, call, tried, remove)


def group(props: Props) -> str:
    return named(KINDS[props["kind"]], props["container_id"])


def thing(person_id: str, props: Props) -> Thing:
    return ("Person", person_id, *container_of(props))
