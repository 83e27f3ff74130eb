"""Create a person or a face exactly once.

The service creates another one with every POST (face-api.md#retry-post-creates-duplicate), so a POST with a lost reply
must not be repeated blindly.

A new resource carries an ownership tag in its `userData`. After a lost reply or a killed run, listing the `userData`
shows whether it exists. If the program sets user data, it replaces the tag afterwards. From then until the engine has
saved the id, a record in the create log identifies the resource.

The `userData` of a face in a face list is fixed by the POST (face-api.md#face-list-user-data-fixed), so such a face
with user data never carries a tag. The create log records the faces with equal user data before the POST, and the new
face is the one that was not among them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pulumi_azure_face.client.retry import post_exactly_once
from pulumi_azure_face.lifecycle.identity import derived_ids, ownership_tags
from pulumi_azure_face.lifecycle.identity.live_resources import ResourceKey

from .create_log import CreateLocation, CreateRecord
from .process_context import ProcessContext, UserDataById


@dataclass(frozen=True)
class ExactlyOnceCreate:
    """A person or a face to create, and the functions that create, find, and delete it."""

    tag: str
    location: CreateLocation
    owner: ResourceKey
    """The container or the person whose contents `list_user_data` lists."""
    user_data: str | None
    """The user data from the program, which replaces the tag after the create."""
    post: Callable[[str], Awaitable[str]]
    """Creates the resource with the given `userData` and returns its id."""
    list_user_data: Callable[[], Awaitable[UserDataById]]
    """Lists the `userData` of all resources in the owner, by id."""
    delete: Callable[[str], Awaitable[None]]
    """Deletes the resource with the given id."""
    is_known: Callable[[str], bool]
    """Whether this process created the resource with the given id, or has seen it in the state."""
    can_update_user_data: bool
    """Whether `userData` can change after the create."""

    @property
    def tagged_user_data(self) -> str:
        return tag_user_data(self.tag)


def tag_user_data(tag: str) -> str:
    """Return the `userData` of a resource that carries its ownership tag."""
    return ownership_tags.write_tag(ownership_tags.ResourceTag(tag))


@dataclass(frozen=True)
class CreateOutcome:
    """A person or a face that exists now."""

    id: str
    is_up_to_date: bool
    """Whether its name and `userData` are as desired.

    An orphan may need an update, and so does a resource that still carries the tag instead of the user's user data.
    """


async def create_exactly_once(create: ExactlyOnceCreate, process: ProcessContext) -> CreateOutcome:
    """Create a person or a face, or adopt the one that an interrupted run created."""
    if create.user_data is not None and not create.can_update_user_data:
        outcome = CreateOutcome(await create_untagged(create, create.user_data, process), is_up_to_date=True)
    else:
        orphan = await find_orphan(create, process)
        is_up_to_date = create.user_data is None and not (orphan and create.can_update_user_data)
        outcome = CreateOutcome(orphan or await create_tagged(create, process), is_up_to_date)
    process.create_log.write(create.location, create.tag, CreateRecord(outcome.id))
    await delete_stale_versions(create, process)
    return outcome


async def find_orphan(create: ExactlyOnceCreate, process: ProcessContext) -> str | None:
    """Find the resource that an interrupted run created and did not save, by its record or by its tag.

    An orphan is returned only once. This process may delete it later, and it must not be found again then.
    """
    user_data_by_id = await process.initial_user_data(create.owner, create.list_user_data)
    record = process.create_log.read(create.location, create.tag) or CreateRecord()
    for orphan in orphan_candidates(record, create, user_data_by_id):
        if not create.is_known(orphan):
            del user_data_by_id[orphan]
            return orphan
    return None


def orphan_candidates(record: CreateRecord, create: ExactlyOnceCreate, user_data_by_id: UserDataById) -> list[str]:
    """Return the recorded id unless a state holds it. Without a recorded id that exists, return all tagged ids."""
    if record.id is None or record.id not in user_data_by_id:
        return ids_with_user_data(create.tagged_user_data, user_data_by_id)
    return [] if record.saved else [record.id]


def ids_with_user_data(expected: str, user_data_by_id: UserDataById) -> list[str]:
    return sorted(resource_id for resource_id, user_data in user_data_by_id.items() if user_data == expected)


async def create_tagged(create: ExactlyOnceCreate, process: ProcessContext) -> str:
    """Create a resource with an ownership tag. After a lost reply, look for a new resource with the tag."""
    process.create_log.write(create.location, create.tag, CreateRecord())
    before = ids_with_user_data(
        create.tagged_user_data, await process.initial_user_data(create.owner, create.list_user_data)
    )

    async def find_created() -> str | None:
        tagged = ids_with_user_data(create.tagged_user_data, await create.list_user_data())
        return min(set(tagged) - set(before), default=None)

    return await post_exactly_once(lambda: create.post(create.tagged_user_data), find_created)


async def create_untagged(create: ExactlyOnceCreate, user_data: str, process: ProcessContext) -> str:
    """Create a resource that cannot carry a tag.

    The create log records the resources with equal user data before the POST. Creates in one owner run one at a time,
    so after a lost reply the new resource is the one that was not recorded.
    """
    async with process.create_lock(create.owner):
        record = process.create_log.read(create.location, create.tag)
        created = await find_created_since(record, create, process) if record and not record.saved else None
        return created or await post_untagged(create, user_data, process)


async def post_untagged(create: ExactlyOnceCreate, user_data: str, process: ProcessContext) -> str:
    before = ids_with_user_data(user_data, await create.list_user_data())
    record = CreateRecord(before=tuple(before), text=derived_ids.digest(user_data))
    process.create_log.write(create.location, create.tag, record)
    return await post_exactly_once(lambda: create.post(user_data), lambda: find_created_since(record, create, process))


async def find_created_since(record: CreateRecord, create: ExactlyOnceCreate, process: ProcessContext) -> str | None:
    """Find the resource that was created after the record was written.

    Ignores resources that belong to other records. Returns None if more than one candidate remains.
    """
    user_data_by_id = await create.list_user_data()
    if record.id is not None:
        return record.id if record.id in user_data_by_id else None
    recorded = (other.id for other in process.create_log.records(create.location).values())
    excluded = {*record.before, *recorded}
    created = [
        resource_id
        for resource_id, user_data in user_data_by_id.items()
        if derived_ids.digest(user_data) == record.text
        and resource_id not in excluded
        and not create.is_known(resource_id)
    ]
    return created[0] if len(created) == 1 else None


async def delete_stale_versions(create: ExactlyOnceCreate, process: ProcessContext) -> None:
    """Delete resources that killed runs created for this resource with other content.

    Only resources with a record on this machine that no state is known to hold are deleted.
    """
    for tag, record in process.create_log.records_of_family(create.location, create.tag).items():
        if record.saved or tag == create.tag:
            continue
        for stale_id in await find_stale(tag, record, create, process):
            if not create.is_known(stale_id):
                await create.delete(stale_id)
        process.create_log.remove(create.location, tag)


async def find_stale(tag: str, record: CreateRecord, create: ExactlyOnceCreate, process: ProcessContext) -> list[str]:
    user_data_by_id = await process.initial_user_data(create.owner, create.list_user_data)
    if record.id is not None:
        return [record.id] if record.id in user_data_by_id else []
    created = await find_created_since(record, create, process) if record.text else None
    return [created] if created else ids_with_user_data(tag_user_data(tag), user_data_by_id)
