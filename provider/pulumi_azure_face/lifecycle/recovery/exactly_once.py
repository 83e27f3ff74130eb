"""Making a person or a face exactly once, though the service makes another one with every POST
(face-api.md#retry-post-creates-duplicate).

What is made bears a mark in its `userData` from its first moment, so a lost reply or a killed run is settled by
looking. Text of the user's takes the mark's place afterwards; from then until the engine has saved the id, a note in
the journal knows it. A face of a face list gets its `userData` with the POST and never another
(face-api.md#face-list-user-data-fixed): with text of the user's it is told from its like by what was there before,
which the journal knows too.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pulumi_azure_face.client.retry import post_exactly_once
from pulumi_azure_face.lifecycle.base import CallContext
from pulumi_azure_face.lifecycle.identity import derived_ids, ownership_tags
from pulumi_azure_face.lifecycle.identity.live_resources import ResourceKey
from pulumi_azure_face.lifecycle.process_context import UserDataById

from .create_log import CreateLocation, CreateRecord


@dataclass(frozen=True)
class ExactlyOnceCreate:
    """One thing to be made, and how it is looked for."""

    tag: str
    location: CreateLocation
    owner: ResourceKey
    """What is looked through: the container, or a person in it."""
    user_data: str | None
    """The user's own text, which it is to bear in the end."""
    post: Callable[[str], Awaitable[str]]
    """Makes it with this `userData`; gives its id."""
    list_user_data: Callable[[], Awaitable[UserDataById]]
    """The `userData` of all that is there, by id."""
    delete: Callable[[str], Awaitable[None]]
    """Removes an id."""
    is_known: Callable[[str], bool]
    """Whether an id is a resource's that this process has made or has seen in the state."""
    can_update_user_data: bool
    """Whether its `userData` can be changed once it is made."""

    @property
    def tagged_user_data(self) -> str:
        return tag_user_data(self.tag)


def tag_user_data(tag: str) -> str:
    return ownership_tags.write_tag(ownership_tags.ResourceTag(tag))


@dataclass(frozen=True)
class CreateOutcome:
    """A thing that is in the account now."""

    id: str
    is_up_to_date: bool
    """Whether it bears what it is to bear; what an earlier run made may not, nor what still bears the mark."""


async def create_exactly_once(create: ExactlyOnceCreate, call: CallContext) -> CreateOutcome:
    """The thing, made now or found as an earlier run has left it."""
    if create.user_data is not None and not create.can_update_user_data:
        there = CreateOutcome(await create_untagged(create, create.user_data, call), is_up_to_date=True)
    else:
        left = await find_orphan(create, call)
        in_line = create.user_data is None and not (left and create.can_update_user_data)
        there = CreateOutcome(left or await create_tagged(create, call), in_line)
    call.process.create_log.write(create.location, create.tag, CreateRecord(there.id))
    await delete_stale_versions(create, call)
    return there


async def find_orphan(create: ExactlyOnceCreate, call: CallContext) -> str | None:
    """What an earlier run made and could not save, by its note or by its mark. It is found once: it may go again."""
    there = await call.process.initial_user_data(create.owner, create.list_user_data)
    note = call.process.create_log.read(create.location, create.tag) or CreateRecord()
    for found in candidates(note, create, there):
        if not create.is_known(found):
            del there[found]
            return found
    return None


def candidates(record: CreateRecord, create: ExactlyOnceCreate, user_data_by_id: UserDataById) -> list[str]:
    """What the note names, unless a state holds it; or else what bears the mark."""
    if record.id is None or record.id not in user_data_by_id:
        return ids_with_user_data(create.tagged_user_data, user_data_by_id)
    return [] if record.saved else [record.id]


def ids_with_user_data(expected: str, user_data_by_id: UserDataById) -> list[str]:
    return sorted(found for found, user_data in user_data_by_id.items() if user_data == expected)


async def create_tagged(create: ExactlyOnceCreate, call: CallContext) -> str:
    """POST, and look for the mark when the reply was lost."""
    call.process.create_log.write(create.location, create.tag, CreateRecord())
    before = ids_with_user_data(
        create.tagged_user_data, await call.process.initial_user_data(create.owner, create.list_user_data)
    )

    async def made() -> str | None:
        return min(
            set(ids_with_user_data(create.tagged_user_data, await create.list_user_data())) - set(before), default=None
        )

    return await post_exactly_once(lambda: create.post(create.tagged_user_data), made)


async def create_untagged(create: ExactlyOnceCreate, user_data: str, call: CallContext) -> str:
    """Note what looks like it, POST, and look which one is new when the reply was lost. One at a time in one owner."""
    async with call.process.create_lock(create.owner):
        note = call.process.create_log.read(create.location, create.tag)
        made = await find_created_since(note, create, call) if note and not note.saved else None
        return made or await post_untagged(create, user_data, call)


async def post_untagged(create: ExactlyOnceCreate, user_data: str, call: CallContext) -> str:
    before = ids_with_user_data(user_data, await create.list_user_data())
    note = CreateRecord(before=tuple(before), text=derived_ids.digest(user_data))
    call.process.create_log.write(create.location, create.tag, note)
    return await post_exactly_once(lambda: create.post(user_data), lambda: find_created_since(note, create, call))


async def find_created_since(record: CreateRecord, create: ExactlyOnceCreate, call: CallContext) -> str | None:
    """What was made since the note was written, if that is certain: nothing that is noted as another's."""
    texts = await create.list_user_data()
    if record.id is not None:
        return record.id if record.id in texts else None
    others = {*record.before, *(one.id for one in call.process.create_log.records(create.location).values())}
    alike = [found for found, text in texts.items() if derived_ids.digest(text) == record.text]
    new = [found for found in alike if found not in others and not create.is_known(found)]
    return new[0] if len(new) == 1 else None


async def delete_stale_versions(create: ExactlyOnceCreate, call: CallContext) -> None:
    """Remove what a killed run made for the same resource when it was declared otherwise: what a note of this machine
    speaks of and no state has been seen to hold.
    """
    for mark, note in call.process.create_log.records_of_family(create.location, create.tag).items():
        if note.saved or mark == create.tag:
            continue
        for found in await find_stale(mark, note, create, call):
            if not create.is_known(found):
                await create.delete(found)
        call.process.create_log.remove(create.location, mark)


async def find_stale(tag: str, record: CreateRecord, create: ExactlyOnceCreate, call: CallContext) -> list[str]:
    there = await call.process.initial_user_data(create.owner, create.list_user_data)
    if record.id is not None:
        return [record.id] if record.id in there else []
    new = await find_created_since(record, create, call) if record.text else None
    return [new] if new else ids_with_user_data(tag_user_data(tag), there)
