"""Persons and faces that go while the container's training stays: it is trained again, once for all that go together."""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest

from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, PERSON_GROUP
from pulumi_azure_face.lifecycle import face, person, training

from . import programs
from .account import Account
from .photo_folders import photo
from .simulated_engine import Resource

pytestmark = pytest.mark.anyio


async def persons(account: Account, *names: str) -> list[Resource]:
    made = [Resource(person, account) for _ in names]
    for resource, name in zip(made, names, strict=True):
        await resource.up(**programs.person(origin={"stack": "s", "name": name}))
    return made


@pytest.fixture
async def trained(account: Account) -> Resource:
    """A group with somebody's face in it, trained by the program."""
    await account.create(PERSON_GROUP)
    await account.add_content(PERSON_GROUP)
    resource = Resource(training, account)
    await resource.up(**programs.training())
    return resource


async def test_who_goes_is_not_recognised_any_more(account: Account, trained: Resource) -> None:
    """However many go at once, one training follows the last."""
    leaving = await persons(account, "ann", "bob", "cy")
    await account.forget_requests()

    async with anyio.create_task_group() as engine:
        for resource in leaving:
            engine.start_soon(resource.destroy)

    assert [write.split()[0] for write in await account.writes()] == ["DELETE", "DELETE", "DELETE", "POST"]
    assert (await account.container(PERSON_GROUP, "staff") or {})["training"]["stale"] is False


async def test_one_that_cannot_go_does_not_hold_up_the_training(account: Account, trained: Resource) -> None:
    """Somebody did go, so the container is trained, and the error is told all the same."""
    stays, goes = await persons(account, "ann", "bob")
    await account.rule(method="DELETE", path=f".*/persons/{stays.id}", status=403, delay=0.2, times=None)
    failed: list[FaceError] = []

    async def fails() -> None:
        try:
            await stays.destroy()
        except FaceError as error:
            failed.append(error)

    async with anyio.create_task_group() as engine:
        engine.start_soon(fails)
        engine.start_soon(goes.destroy)

    assert len(failed) == 1
    assert (await account.container(PERSON_GROUP, "staff") or {})["training"]["stale"] is False


async def test_nothing_went(account: Account, trained: Resource) -> None:
    """What could not be deleted asks for no training."""
    [stays] = await persons(account, "ann")
    await account.rule(method="DELETE", path=f".*/persons/{stays.id}", status=403, times=None)
    await account.forget_requests()

    with pytest.raises(FaceError):
        await stays.destroy()

    assert [write.split()[0] for write in await account.writes()] == ["DELETE"]


async def test_a_face_that_goes(account: Account, tmp_path: Path) -> None:
    await account.create(LARGE_FACE_LIST)
    await account.add_content(LARGE_FACE_LIST)
    (tmp_path / "ann.jpg").write_bytes(photo(1))
    portrait, trains = Resource(face, account), Resource(training, account)
    await portrait.up(**programs.face(tmp_path / "ann.jpg"))
    await trains.up(**programs.training(LARGE_FACE_LIST))

    await portrait.destroy()

    assert (await account.container(LARGE_FACE_LIST, "staff") or {})["training"]["stale"] is False


async def test_nobody_trains_what_the_program_does_not(account: Account) -> None:
    await account.create(PERSON_GROUP)
    [goes] = await persons(account, "ann")
    await account.forget_requests()

    await goes.destroy()

    assert [write.split()[0] for write in await account.writes()] == ["DELETE"]
