"""Create a person or a face exactly once.

The service creates another one with every POST (face-api.md#retry-post-creates-duplicate), so a POST with a lost reply
must not be repeated blindly.

A new item carries an ownership tag in its `userData`. After a lost reply or a killed run, the listing of its owner
shows whether it exists. If the program sets user data, it replaces the tag afterwards. A run that is killed between
this and the moment when the engine saves the id leaves an orphan without a tag. The state of the stack then still has
the record of the interrupted create. An item is taken for this orphan only if

- it is identical to what the interrupted create declared: same owner, user data, and, for a person, name,
- it did not exist when the create began: `check` adds the ids of identical items to the inputs, which the record has,
- the state has no other resource with its id,
- no later create of the same resource has succeeded, although the engine keeps the record even then, and
- it is the only such item, and no other interrupted create could have left it.

In any other case, the create stops with an error that names the items. Nothing is taken over or deleted on a guess.

The `userData` of a face in a face list is fixed by the POST (face-api.md#face-list-user-data-fixed), so such a face
with user data never carries a tag. After a lost reply, the new face is the one that was not listed before the POST.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

import anyio

from pulumi_azure_face.client.errors import CanceledError, FaceError, UnreachableError
from pulumi_azure_face.client.retry import post_exactly_once
from pulumi_azure_face.lifecycle.base import CallContext
from pulumi_azure_face.lifecycle.identity import ownership_tags
from pulumi_azure_face.lifecycle.identity.live_resources import ResourceKey
from pulumi_azure_face.lifecycle.inputs.children import ItemContent, ResolvedItem
from pulumi_azure_face.lifecycle.process_context import ListedItem
from pulumi_azure_face.lifecycle.saved_state import InterruptedCreate, SavedState

LOOKUP_TIMEOUT = 5.0  # seconds after the deadline
ItemsById = Mapping[str, ListedItem]


class AmbiguousOrphanError(FaceError):
    """An interrupted run may have created the person or face already, but several items look the same, and only you
    can tell which one it is.
    """

    advice = "Delete those that belong to no other program, then run the command again."
    keep_advice = (
        "Delete those that belong to no other program, then run the command again. To keep them all and create another "
        "one, run `pulumi refresh --clear-pending-creates` first."
    )
    """If the state has an interrupted create."""
    state_advice = "Make sure that `pulumi stack export` works, then run the command again."
    """If the state cannot be read."""


class NewItem(ABC):
    """A person or a face to create."""

    operation: str
    """The operation in an error message."""
    can_update_user_data = True
    """Whether `userData` can change after the create."""
    late_id: str | None = None
    """The id of an item without a tag that was found after the deadline. Only the state can keep it."""
    may_be_left = False
    """Whether an error may leave an item without a tag, which the next run cannot find."""

    def __init__(self, inputs: ResolvedItem, call: CallContext) -> None:
        self.call = call
        self.key = inputs.item_key
        self.tag = inputs.mark or ""
        self.generation = inputs.generation
        self.content = inputs.content
        self.owner: ResourceKey = (*self.content.owner, inputs.container_generation)
        self.identical_ids = inputs.identical_ids or []

    @abstractmethod
    async def post(self, user_data: str) -> str:
        """Create the item with the given `userData` and return its id."""

    @abstractmethod
    async def list_items(self) -> dict[str, ListedItem]:
        """List all items of the owner by id."""

    @abstractmethod
    async def delete(self, item_id: str) -> None:
        """Delete an item of the owner, unless it is gone."""

    @property
    def is_tagged(self) -> bool:
        """Whether the item carries its ownership tag until the program's user data replaces it."""
        return self.content.user_data is None or self.can_update_user_data

    def is_known(self, item_id: str) -> bool:
        """Whether this process created the item, or has seen it in the state."""
        return self.call.live_resources.is_live(self.key(item_id))


def tag_user_data(tag: str) -> str:
    """Return the `userData` of an item that carries its ownership tag."""
    return ownership_tags.write_tag(ownership_tags.ResourceTag(tag))


@dataclass(frozen=True)
class CreateOutcome:
    """A person or a face that exists now."""

    id: str
    is_up_to_date: bool
    """Whether its name and `userData` are as desired.

    An orphan may need an update, and so does an item that still carries the tag instead of the program's user data.
    """


async def find_identical(new: NewItem) -> list[str]:
    """Return the ids of items that are identical and belong to nobody that the state knows."""
    if new.content.user_data is None:  # then the item keeps its ownership tag
        return []
    listed = await list_before_create(new)
    identical = {item_id for item_id, item in listed.items() if content_of(item, new) == new.content}
    unmanaged = {item_id for item_id in identical if not new.is_known(item_id)}
    if unmanaged:
        unmanaged -= (await new.call.process.saved_state(new.call.load_saved_state)).ids
    return sorted(unmanaged)


async def find_replaced(new: NewItem) -> list[str]:
    """Return the ids that the state has for the resource of a new item: what the item replaces."""
    if new.content.user_data is None:  # then the item keeps its ownership tag
        return []
    return sorted((await new.call.process.saved_state(new.call.load_saved_state)).ids_of(new.tag))


async def list_before_create(new: NewItem) -> dict[str, ListedItem]:
    """List the owner's items: once per process, or once per item that cannot carry a tag."""
    if new.is_tagged:
        return await new.call.process.initial_items(new.owner, new.list_items)
    listed = new.call.process.items_at_check[new.generation] = await new.list_items()
    return listed


async def create_exactly_once(new: NewItem) -> CreateOutcome:
    """Create a person or a face, or take over the one that an interrupted run created."""
    process = new.call.process
    if new.is_tagged:
        listed = await process.initial_items(new.owner, new.list_items)
        orphans = await find_orphans(new, listed)
        for orphan in orphans.ids():
            del listed[orphan]  # this process may delete it later, and it must not be found again then
        item_id = orphans.reusable or await post_tagged(new, listed)
        new.call.live_resources.add(new.key(item_id), new.generation)
        await delete_all(new, orphans.outdated)
    else:
        async with process.create_lock(new.owner):
            at_check = process.items_at_check.pop(new.generation, None)
            listed = await new.list_items() if at_check is None else at_check
            orphans = await find_orphans(new, listed)
            # After the POST, an error here would leave an item that the next run cannot find.
            await delete_all(new, orphans.outdated)
            item_id = orphans.reusable or await post_untagged(new, listed)
            new.call.live_resources.add(new.key(item_id), new.generation)
    is_new_and_tagged = orphans.reusable is None and new.content.user_data is None
    return CreateOutcome(item_id, is_new_and_tagged or not new.can_update_user_data)


async def delete_all(new: NewItem, item_ids: list[str]) -> None:
    for item_id in item_ids:
        await new.delete(item_id)


# --- orphans of interrupted runs --------------------------------------------------------------------------------------


@dataclass
class Orphans:
    """The ids of items that earlier runs created for a resource and did not save."""

    reusable: str | None = None
    """The item with the desired content."""
    outdated: list[str] = field(default_factory=list)
    """Items with other content, because the program changed after the interrupted run, and duplicates."""

    def ids(self) -> list[str]:
        return [*self.outdated, *([self.reusable] if self.reusable else [])]


async def find_orphans(new: NewItem, listed: ItemsById) -> Orphans:
    """Find the items that earlier runs created for this resource and did not save."""
    candidates = {item_id: item for item_id, item in listed.items() if not new.is_known(item_id)}
    if not candidates:
        return Orphans()
    saved = await new.call.process.saved_state(new.call.load_saved_state)
    candidates = {item_id: item for item_id, item in candidates.items() if item_id not in saved.ids}
    if saved.problem and any(content_of(item, new) == new.content for item in candidates.values()):
        reason = f"one with the same user data exists, and the state that may have it cannot be read: {saved.problem}"
        raise AmbiguousOrphanError(new.operation, reason, AmbiguousOrphanError.state_advice)
    # A create that failed was not interrupted, but it may have left an item with the tag.
    desired = ids_with_tag(new.tag, candidates)
    outdated: list[str] = []
    for create in creates_of_earlier_runs(saved, new):
        if create.is_same_resource(new.tag):
            found = ids_with_tag(create.tag, candidates) or find_untagged(create, new, candidates, saved)
            (desired if create.tag == new.tag else outdated).extend(found)
    reusable, *duplicates = dict.fromkeys(desired) or [None]
    return Orphans(reusable, [*duplicates, *outdated])


def creates_of_earlier_runs(saved: SavedState, new: NewItem) -> list[InterruptedCreate]:
    return [
        create
        for create in saved.interrupted_creates
        if create.generation not in new.call.process.generations and not saved.is_settled(create)
    ]


def find_untagged(create: InterruptedCreate, new: NewItem, candidates: ItemsById, saved: SavedState) -> list[str]:
    """Return the item of an interrupted create that no longer carries a tag, if there is one.

    Raises:
        AmbiguousOrphanError: Several items, or several interrupted creates, could be the ones.
    """
    found = [item_id for item_id, item in candidates.items() if create.may_have_created(item_id, content_of(item, new))]
    rivals = [
        other
        for other in creates_of_earlier_runs(saved, new)
        if any(other.may_have_created(item_id, create.content) for item_id in found)
        and not other.is_same_resource(create.tag)
        and not ids_with_tag(other.tag, candidates)
    ]
    if len(found) > 1 or rivals:
        reason = "an interrupted run may have created it already, and it can be any of these"
        listed = ", ".join(sorted(found))
        raise AmbiguousOrphanError(new.operation, f"{reason}: {listed}", AmbiguousOrphanError.keep_advice)
    return found


def content_of(item: ListedItem, new: NewItem) -> ItemContent:
    return ItemContent(new.content.owner, item.name, item.user_data)


def ids_with_tag(tag: str, items: ItemsById) -> list[str]:
    return ids_with_user_data(tag_user_data(tag), items)


def ids_with_user_data(expected: str, items: ItemsById) -> list[str]:
    return sorted(item_id for item_id, item in items.items() if item.user_data == expected)


# --- the POST ---------------------------------------------------------------------------------------------------------


async def post_tagged(new: NewItem, before: ItemsById) -> str:
    """Create an item with an ownership tag. After a lost reply, look for a new item with the tag."""
    earlier = ids_with_tag(new.tag, before)

    async def find_created() -> str | None:
        return min(set(ids_with_tag(new.tag, await new.list_items())).difference(earlier), default=None)

    return await post_exactly_once(lambda: new.post(tag_user_data(new.tag)), find_created)


async def post_untagged(new: NewItem, before: ItemsById) -> str:
    """Create an item that cannot carry a tag.

    Creates of this process in one owner run one at a time, so after a lost reply the new item is the one that was not
    listed before. If the list cannot be read either, the next run cannot tell a face of this run from others.
    """
    user_data = new.content.user_data or ""
    if new.identical_ids:
        new.call.warn(
            "the list already has faces with the same user data that this stack does not manage: "
            f"{', '.join(new.identical_ids)}. Delete those that an earlier run left there"
        )

    async def find_created() -> str | None:
        listed = ids_with_user_data(user_data, await new.list_items())
        created = [item_id for item_id in listed if item_id not in before and not new.is_known(item_id)]
        if len(created) > 1:
            reason = f"the reply was lost, and several faces with the same user data appeared: {', '.join(created)}"
            raise AmbiguousOrphanError(new.operation, reason)
        return next(iter(created), None)

    async def post() -> str:
        new.may_be_left = True
        try:
            return await new.post(user_data)
        except FaceError as error:
            is_lost = isinstance(error, UnreachableError) and error.may_have_succeeded
            new.may_be_left = is_lost or isinstance(error, CanceledError)
            raise

    try:
        return await post_exactly_once(post, find_created)
    except anyio.get_cancelled_exc_class():  # the deadline has canceled the POST
        with anyio.move_on_after(LOOKUP_TIMEOUT, shield=True):
            new.late_id = await find_created()
        raise


def add_advice(error: FaceError, new: NewItem) -> None:
    """Make the error of a failed create say that its item may exist. The deadline raises one of its own."""
    if new.may_be_left and not isinstance(error, AmbiguousOrphanError):
        error.advice = UnreachableError.face_advice
