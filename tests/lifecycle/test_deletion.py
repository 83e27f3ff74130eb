"""The training after persons or faces are deleted: once for all that are deleted together."""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest

from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, PERSON_GROUP

from .helpers import programs
from .helpers.account import Account
from .helpers.lifecycles import face, person, training
from .helpers.photo_folders import photo
from .helpers.simulated_engine import Resource

pytestmark = pytest.mark.anyio


async def create_persons(account: Account, *names: str) -> list[Resource]:
    resources = [Resource(person, account) for _ in names]
    for resource, name in zip(resources, names, strict=True):
        await resource.up(**programs.person(origin={"stack": "s", "name": name}))
    return resources


@pytest.fixture
async def trained(account: Account) -> Resource:
    """A group with an unmanaged face, trained by the program."""
    await account.create(PERSON_GROUP)
    await account.add_content(PERSON_GROUP)
    resource = Resource(training, account)
    await resource.up(**programs.training())
    return resource


async def test_one_training_follows_all_deletes(account: Account, trained: Resource) -> None:
    """However many persons are deleted together, one training follows the last delete."""
    deleted_persons = await create_persons(account, "ann", "bob", "cy")
    await account.clear_requests()

    async with anyio.create_task_group() as engine:
        for resource in deleted_persons:
            engine.start_soon(resource.destroy)

    assert [request.split()[0] for request in await account.writes()] == ["DELETE", "DELETE", "DELETE", "POST"]
    assert (await account.container(PERSON_GROUP, "staff") or {})["training"]["stale"] is False


async def test_failed_delete_does_not_prevent_the_training(account: Account, trained: Resource) -> None:
    """If one of several deletes fails, the container is trained, and the error is raised."""
    kept, deleted = await create_persons(account, "ann", "bob")
    await account.add_rule(method="DELETE", path=f".*/persons/{kept.id}", status=403, delay=0.2, times=None)
    errors: list[FaceError] = []

    async def destroy_kept() -> None:
        try:
            await kept.destroy()
        except FaceError as error:
            errors.append(error)

    async with anyio.create_task_group() as engine:
        engine.start_soon(destroy_kept)
        engine.start_soon(deleted.destroy)

    assert len(errors) == 1
    assert (await account.container(PERSON_GROUP, "staff") or {})["training"]["stale"] is False


async def test_failed_delete_alone_needs_no_training(account: Account, trained: Resource) -> None:
    """If nothing was deleted, there is no training."""
    [kept] = await create_persons(account, "ann")
    await account.add_rule(method="DELETE", path=f".*/persons/{kept.id}", status=403, times=None)
    await account.clear_requests()

    with pytest.raises(FaceError):
        await kept.destroy()

    assert [request.split()[0] for request in await account.writes()] == ["DELETE"]


async def test_training_follows_the_delete_of_a_face(account: Account, tmp_path: Path) -> None:
    """The delete of a face is followed by a training."""
    await account.create(LARGE_FACE_LIST)
    await account.add_content(LARGE_FACE_LIST)
    (tmp_path / "ann.jpg").write_bytes(photo(1))
    deleted, trained = Resource(face, account), Resource(training, account)
    await deleted.up(**programs.face(tmp_path / "ann.jpg"))
    await trained.up(**programs.training(LARGE_FACE_LIST))

    await deleted.destroy()

    assert (await account.container(LARGE_FACE_LIST, "staff") or {})["training"]["stale"] is False


async def test_no_training_without_a_training_resource(account: Account) -> None:
    """Without a `Training` in the program, a delete is not followed by a training."""
    await account.create(PERSON_GROUP)
    [deleted] = await create_persons(account, "ann")
    await account.clear_requests()

    await deleted.destroy()

    assert [request.split()[0] for request in await account.writes()] == ["DELETE"]
