"""What Person and Face have in common: single items of a container, with a text of the program or an ownership tag."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import ClassVar, TypeVar

from pulumi_azure_face.client.concurrency.deadline import deadline
from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources
from pulumi_azure_face.lifecycle.inputs.children import ItemInputs, ResolvedItem
from pulumi_azure_face.lifecycle.inputs.model import OnChange, changed_names
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN, Unknown, is_unknown
from pulumi_azure_face.lifecycle.recovery.exactly_once import (
    CreateOutcome,
    NewItem,
    add_advice,
    create_exactly_once,
    find_identical,
    find_replaced,
    tag_user_data,
)

from .base import CallContext, DiffOutcome, Lifecycle, PartialFailureError, ResourceState
from .identity import derived_ids, generations
from .not_found import ignore_not_found
from .training import retrain_after_removal

DEFAULT_TIMEOUT = 600.0  # seconds; a write can wait for a training to end (face-api.md#training-writes-refused)

ItemInputsT = TypeVar("ItemInputsT", bound=ItemInputs)
ResolvedItemT = TypeVar("ResolvedItemT", bound=ResolvedItem)
ItemStateT = TypeVar("ItemStateT", bound=ResolvedItem)


class ItemLifecycle(Lifecycle[ItemInputsT, ResolvedItemT, ItemStateT]):
    """The lifecycle of a person or a face."""

    id_output: ClassVar[str]
    """The output that has the id of the item."""
    prepares_create = True

    # --- what differs between persons and faces -----------------------------------------------------------------------

    @abstractmethod
    def new_item(self, inputs: ResolvedItemT, call: CallContext) -> NewItem:
        """Return the item to create."""

    @abstractmethod
    async def get(self, item_id: str, state: ItemStateT, call: CallContext) -> Mapping[str, str | None]:
        """Return the inputs that the account can tell: the ones that `write` writes."""

    @abstractmethod
    async def write(self, item_id: str, inputs: ResolvedItemT, call: CallContext) -> None:
        """Write the inputs whose change is an update."""

    @abstractmethod
    async def remove(self, item_id: str, state: ItemStateT, call: CallContext) -> None:
        """Delete the item in the account."""

    @abstractmethod
    def describe_owner(self, inputs: ResolvedItemT | ItemStateT) -> str:
        """Return what contains the item, for messages."""

    # --- check and diff -----------------------------------------------------------------------------------------------

    def with_identity(self, old: ItemStateT | None, inputs: ItemInputsT, tag: str | Unknown) -> ItemInputsT:
        """Keep the ownership tag and the generation unless a replacing input changed. Otherwise assign new ones."""
        is_kept = old is not None and generations.is_kept(old, inputs)
        mark = old.mark if old is not None and is_kept else inputs.mark
        return inputs.model_copy(update={"mark": mark or tag, "generation": generations.next_generation(old, inputs)})

    def diff(self, state: ItemStateT, inputs: ItemInputsT, live_resources: LiveResources) -> DiffOutcome:
        # Record an item that will be replaced, too: a create must not take it over as one of an interrupted run.
        live_resources.add(state.item_key(str(getattr(state, self.id_output))), state.generation)
        if replaces := generations.replacing_changes(state, inputs):
            return DiffOutcome(True, replaces)
        updates = inputs.changes_from(state, OnChange.UPDATE, OnChange.SAVE)
        return DiffOutcome(bool(updates), updates=updates)

    # --- the account --------------------------------------------------------------------------------------------------

    async def prepare_create(self, inputs: ResolvedItemT, call: CallContext) -> ResolvedItemT:
        """Add the ids of items that look like the new one or are replaced by it.

        After a killed run, none of them is mistaken for the new item, and a later run knows whether another create has
        succeeded since.
        """
        new = self.new_item(inputs, call)
        failures = call.process.failed_preparations
        try:
            with deadline(call.timeout or DEFAULT_TIMEOUT, new.operation):
                evidence = {"identical_ids": await find_identical(new), "replaced_ids": await find_replaced(new)}
        except FaceError as error:
            failures[inputs.generation] = error
            raise
        failures.pop(inputs.generation, None)  # of a first attempt with an old key
        return inputs.model_copy(update={name: ids for name, ids in evidence.items() if ids})

    async def create(self, inputs: ResolvedItemT, call: CallContext) -> ResourceState[ItemStateT]:
        """Create the item, or take over the one that an interrupted run created, and write the program's text."""
        if failure := call.process.failed_preparations.get(inputs.generation):
            raise failure  # the record of this create would say that no equal item existed before
        new = self.new_item(inputs, call)
        outcome: CreateOutcome | None = None
        try:
            with deadline(call.timeout or DEFAULT_TIMEOUT, new.operation):
                outcome = await create_exactly_once(new)
                if not outcome.is_up_to_date:
                    await self.write(outcome.id, inputs, call)
        except FaceError as error:
            item_id = outcome.id if outcome else new.late_id
            if item_id is None:
                add_advice(error, new)
                raise
            # This includes timeouts. If the text has replaced the tag already, only the state can keep the id.
            partial_state = self.state_after(item_id, inputs, call).without(*self.written_inputs(inputs))
            raise PartialFailureError(ResourceState(item_id, partial_state), error) from error
        return ResourceState(outcome.id, self.state_after(outcome.id, inputs, call))

    async def read(self, resource_id: str, state: ItemStateT, call: CallContext) -> ResourceState[ItemStateT] | None:
        operation = f"read the {state.noun} {resource_id} of {self.describe_owner(state)}"
        with (
            deadline(call.timeout or DEFAULT_TIMEOUT, operation),
            ignore_not_found(state.endpoint, call.client),
        ):
            actual = await self.get(resource_id, state, call)
            ids = {self.id_output: resource_id, "endpoint": call.client.account.endpoint}
            return ResourceState(resource_id, state.model_copy(update={**actual, **ids}))
        return None

    async def update(self, resource_id: str, state: ItemStateT, inputs: ResolvedItemT, call: CallContext) -> ItemStateT:
        operation = f"update the {inputs.noun} {resource_id} of {self.describe_owner(inputs)}"
        with deadline(call.timeout or DEFAULT_TIMEOUT, operation):
            if changed_names(self.written_inputs(inputs), state, inputs):
                await self.write(resource_id, inputs, call)
        return self.state_after(resource_id, inputs, call)

    async def delete(self, resource_id: str, state: ItemStateT, call: CallContext) -> None:
        """Delete the item, and retrain the container if this program has already trained it.

        Does nothing if this process created or kept the same object under another generation.
        """
        key = state.item_key(resource_id)
        if call.live_resources.is_live_under_other_generation(key, state.generation):
            return
        operation = f"delete the {state.noun} {resource_id} of {self.describe_owner(state)}"
        with deadline(call.timeout or DEFAULT_TIMEOUT, operation):
            async with call.process.deleting_from(state.container_key, lambda: retrain_after_removal(state, call)):
                with ignore_not_found(state.endpoint, call.client):
                    await self.remove(resource_id, state, call)
        call.process.forget(resource_id)
        call.live_resources.remove(key)

    def written_inputs(self, inputs: ResolvedItemT) -> list[str]:
        """Return the names of the inputs that `write` writes."""
        return self.inputs_model.names_by_change(inputs.container_kind, OnChange.UPDATE)

    def state_after(self, item_id: str, inputs: ResolvedItemT, call: CallContext) -> ItemStateT:
        outputs = {self.id_output: item_id, "endpoint": call.client.account.endpoint}
        return self.state_model.load({**inputs.without("identical_ids", "replaced_ids").saved(), **outputs})


def derive_tag(
    origin: Mapping[str, object], location: Mapping[str, object], content: Mapping[str, object]
) -> str | Unknown:
    """Derive the ownership tag from the position in the stack, the owner, and the content."""
    if is_unknown([origin, location, content]):
        return UNKNOWN
    return derived_ids.derive_resource_tag(origin, location, content)


def user_data_to_write(inputs: ResolvedItem) -> str:
    """Return the program's text unchanged, or the ownership tag if there is none."""
    return inputs.user_data or tag_user_data(inputs.mark or "")


def user_data_of_program(inputs: ResolvedItem, user_data: str | None) -> str | None:
    """Return the program's text in the account, or None if the account has the ownership tag."""
    return None if inputs.mark and user_data == tag_user_data(inputs.mark) else user_data
