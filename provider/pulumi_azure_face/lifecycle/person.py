"""The lifecycle of a Person: one person in a PersonGroup or LargePersonGroup."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated

from pulumi_azure_face.client.api import persons
from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.client.errors import NotFoundError
from pulumi_azure_face.client.kinds import GROUP_NAMES
from pulumi_azure_face.lifecycle.inputs.children import ChildResolved, ItemContent, ItemInputs, ResolvedItem
from pulumi_azure_face.lifecycle.inputs.model import InvalidInputsError, Maybe, OnChange, origin_of
from pulumi_azure_face.lifecycle.inputs.rules import Name, UserData
from pulumi_azure_face.lifecycle.inputs.values import without_none
from pulumi_azure_face.lifecycle.recovery.exactly_once import NewItem

from .base import CallContext
from .children import ItemLifecycle, derive_tag, user_data_of_program, user_data_to_write
from .process_context import ListedItem


class PersonInputs(ItemInputs):
    display_name: Annotated[Maybe[Name], OnChange.UPDATE]
    user_data: Annotated[Maybe[UserData] | None, OnChange.UPDATE] = None


class ResolvedPerson(ResolvedItem):
    noun = "person"
    display_name: str = ""

    @property
    def content(self) -> ItemContent:
        return ItemContent((*self.container_key, ""), self.display_name, self.user_data)


class PersonState(ResolvedPerson):
    person_id: str = ""


class PersonLifecycle(ItemLifecycle[PersonInputs, ResolvedPerson, PersonState]):
    """One person. Deleting it deletes its faces, too (face-api.md#person-delete)."""

    inputs_model, resolved_model, state_model = PersonInputs, ResolvedPerson, PersonState
    id_output = "person_id"

    def check(self, olds: Mapping[str, object], news: Mapping[str, object]) -> PersonInputs:
        """Add the default name, the ownership tag, and the generation."""
        origin = origin_of(news)
        inputs = PersonInputs.validated({"display_name": origin.get("name"), **without_none(news)})
        if inputs.container_kind.holds != "persons":
            raise InvalidInputsError(f"group must be a {GROUP_NAMES}, got a {inputs.kind}")
        location = {"kind": inputs.kind, "container_id": inputs.container_id, "account": inputs.account}
        old = PersonState.load(olds) if olds else None
        return self.with_identity(old, inputs, derive_tag(origin, location, {}))

    def new_item(self, inputs: ResolvedPerson, call: CallContext) -> NewPerson:
        return NewPerson(inputs, call)

    async def get(self, item_id: str, state: PersonState, call: CallContext) -> Mapping[str, str | None]:
        # A refresh can use shared list pages. A `get` cannot, because its program may have just changed the person.
        get = persons.get if state.endpoint is None else call.process.list_cache.get_person
        person = await get(call.client, state.container_kind, state.container_id, item_id)
        return {"display_name": person.name or "", "user_data": user_data_of_program(state, person.user_data)}

    async def write(self, item_id: str, inputs: ResolvedPerson, call: CallContext) -> None:
        changes = {"name": inputs.display_name, "userData": user_data_to_write(inputs)}
        await persons.update(call.client, inputs.container_kind, inputs.container_id, item_id, changes)

    async def remove(self, item_id: str, state: PersonState, call: CallContext) -> None:
        await persons.delete(call.client, state.container_kind, state.container_id, item_id)

    def describe_owner(self, inputs: ChildResolved) -> str:
        return describe(inputs.container_kind, inputs.container_id)


class NewPerson(NewItem):
    """A person to create."""

    def __init__(self, inputs: ResolvedPerson, call: CallContext) -> None:
        super().__init__(inputs, call)
        self._group = call.client, inputs.container_kind, inputs.container_id
        self._name = inputs.display_name
        self.operation = f"create a person in {describe(*self._group[1:])}"

    async def post(self, user_data: str) -> str:
        return await persons.create(*self._group, self._name, user_data)

    async def list_items(self) -> dict[str, ListedItem]:
        listed = persons.iterate(*self._group)
        return {person.person_id: ListedItem(person.user_data or "", person.name) async for person in listed}

    async def delete(self, item_id: str) -> None:
        with suppress(NotFoundError):
            await persons.delete(*self._group, item_id)
