"""A gallery run that is interrupted at any request: the next run reaches exactly the desired state.

Each test interrupts one operation at each of its requests, one after another, in the same way.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.client.kinds import LARGE_PERSON_GROUP, PERSON_GROUP, Kind

from ..helpers import programs
from ..helpers.account import Account, open_account
from ..helpers.interruptions import INTERRUPTIONS, run_until_interrupted
from ..helpers.lifecycles import gallery
from ..helpers.photo_folders import Persons, expected, for_kind, write_photos
from ..helpers.simulated_engine import Resource

pytestmark = pytest.mark.anyio

BEFORE: Persons = {"ann": (1, 2), "bob": (3,), "cy": (4, 5)}
AFTER: Persons = {"ann": (1, 6), "cy": (4,), "dee": (7, 8)}
"""A photo is replaced, a person removed, a photo removed, and a person added."""

ON_EACH_MACHINE = pytest.mark.parametrize("machine", ["this", "another"])
"""The machine of the next run: one with the face cache, or one that has to read every face."""

UNFINISHED = [
    interruption for interruption in INTERRUPTIONS if interruption.id in ("network down", "killed after the request")
]
"""Two interruptions of an unfinished run: one that reports a failure, and one that cannot."""


async def interrupted_at_each_request(
    kind: Kind, interruption: dict[str, Any], before: Persons, folder: Path
) -> AsyncIterator[tuple[int, Account, Resource]]:
    """Yield an account for each request, with `before` enrolled and a rule that interrupts this request."""
    for request in range(100):
        async with open_account() as account:
            await account.create(kind)
            resource = Resource(gallery, account)
            if before:
                await resource.up(**programs.gallery(write_photos(folder, before), kind))
            await account.add_unmanaged_content(kind)
            await account.add_rule(path=f"/{kind.path}/staff/.*", skip=request, **interruption)
            yield request, account, resource
    raise AssertionError("the operation does not end")


@pytest.mark.parametrize("interruption", INTERRUPTIONS)
@pytest.mark.parametrize("before", [{}, BEFORE], ids=["create", "update"])
async def test_next_run_reaches_the_desired_state(
    kind: Kind, before: Persons, interruption: dict[str, Any], tmp_path: Path, switch_machine: Callable[[], None]
) -> None:
    """The next run leaves exactly the desired content without duplicates, and then there is no change."""
    desired = for_kind(kind, AFTER)
    async for request, account, resource in interrupted_at_each_request(
        kind, interruption, for_kind(kind, before) if before else {}, tmp_path / "photos"
    ):
        program, unmanaged = (
            programs.gallery(write_photos(tmp_path / "photos", desired), kind),
            await account.unmanaged_ids(kind),
        )

        await run_until_interrupted(resource, account, program)
        if not await account.start_next_run():
            return
        switch_machine()
        await resource.up(**program)

        assert await account.gallery_content(kind) == expected(desired), f"interrupted at request {request}"
        assert unmanaged <= await account.unmanaged_ids(kind), f"interrupted at request {request}"
        await account.clear_requests()
        assert await resource.up(**program) == "unchanged"
        assert await account.requests() == []


@ON_EACH_MACHINE
@pytest.mark.parametrize("interruption", UNFINISHED)
async def test_interrupted_update_can_be_reverted(
    kind: Kind, interruption: dict[str, Any], tmp_path: Path, machine: str, switch_machine: Callable[[], None]
) -> None:
    """If the program returns to the earlier content, an interrupted update is undone.

    This needs a refresh if the run was killed before it could report a failure.
    """
    before, desired = for_kind(kind, BEFORE), for_kind(kind, AFTER)
    async for request, account, resource in interrupted_at_each_request(
        kind, interruption, before, tmp_path / "photos"
    ):
        unmanaged = await account.unmanaged_ids(kind)

        await run_until_interrupted(
            resource, account, programs.gallery(write_photos(tmp_path / "photos", desired), kind)
        )
        if not await account.start_next_run():
            return
        if machine == "another":
            switch_machine()
        if not resource.has_partial_state:
            await resource.refresh()
        await resource.up(**programs.gallery(write_photos(tmp_path / "photos", before), kind))

        assert await account.gallery_content(kind) == expected(before), f"interrupted at request {request}"
        assert unmanaged <= await account.unmanaged_ids(kind), f"interrupted at request {request}"


@ON_EACH_MACHINE
@pytest.mark.parametrize("interruption", UNFINISHED)
async def test_unmanaged_faces_do_not_replace_missing_faces(
    kind: Kind, interruption: dict[str, Any], tmp_path: Path, machine: str, switch_machine: Callable[[], None]
) -> None:
    """Unmanaged faces, as many as an interrupted run left out, are not taken for managed ones."""
    desired = for_kind(kind, AFTER)
    program = programs.gallery(write_photos(tmp_path / "photos", desired), kind)
    async for request, account, resource in interrupted_at_each_request(kind, interruption, {}, tmp_path / "empty"):
        await run_until_interrupted(resource, account, program)
        if not await account.start_next_run():
            return
        for owner in await account.owner_paths(kind):
            await account.add_face(owner)
        if machine == "another":
            switch_machine()
        unmanaged = await account.unmanaged_ids(kind)

        await resource.up(**program)

        assert await account.gallery_content(kind) == expected(desired), f"interrupted at request {request}"
        assert unmanaged <= await account.unmanaged_ids(kind), f"interrupted at request {request}"
        await resource.destroy()
        assert unmanaged <= await account.unmanaged_ids(kind), f"interrupted at request {request}"


@pytest.mark.parametrize("interruption", [{"drop": True, "before": True}, {"status": 403}])
@pytest.mark.parametrize("kind", [PERSON_GROUP, LARGE_PERSON_GROUP], ids=lambda kind: kind.name)
async def test_resume_of_a_saved_run_reads_only_unfinished_persons(
    account: Account, kind: Kind, interruption: dict[str, Any], tmp_path: Path, switch_machine: Callable[[], None]
) -> None:
    """A run that fails saves which faces exist. Another machine then reads only the faces of unfinished persons."""
    finished: Persons = {f"person {number}": (10 * number, 10 * number + 1) for number in range(1, 6)}
    await account.create(kind)
    resource = Resource(gallery, account)
    await resource.up(**programs.gallery(write_photos(tmp_path / "photos", finished), kind))
    desired: Persons = {**finished, "dee": (1, 2, 3)}
    program = programs.gallery(write_photos(tmp_path / "photos", desired), kind)
    await account.add_rule(method="POST", path=".*/persistedfaces", skip=2, times=None, **interruption)
    await run_until_interrupted(resource, account, program)
    await account.start_next_run()
    switch_machine()
    await account.clear_requests()

    await resource.up(**program)

    assert len(face_reads(await account.requests())) == 2
    assert await account.gallery_content(kind) == expected(desired)


@pytest.mark.parametrize("kind", [PERSON_GROUP, LARGE_PERSON_GROUP], ids=lambda kind: kind.name)
async def test_lost_reply_does_not_read_finished_persons(
    account: Account, kind: Kind, tmp_path: Path, switch_machine: Callable[[], None]
) -> None:
    """After a lost reply, a run reads the faces of that person only."""
    finished: Persons = {f"person {number}": (10 * number, 10 * number + 1) for number in range(1, 6)}
    await account.create(kind)
    resource = Resource(gallery, account)
    await resource.up(**programs.gallery(write_photos(tmp_path / "photos", finished), kind))
    await account.start_next_run()
    switch_machine()
    desired: Persons = {**finished, "dee": (1, 2, 3)}
    await account.add_rule(method="POST", path=".*/persistedfaces", skip=1, drop=True)
    await account.clear_requests()

    await resource.up(**programs.gallery(write_photos(tmp_path / "photos", desired), kind))

    assert len(face_reads(await account.requests())) == 1  # the face whose reply was lost
    assert await account.gallery_content(kind) == expected(desired)


def face_reads(requests: list[str]) -> list[str]:
    return [request for request in requests if request.startswith("GET") and "/persistedfaces/" in request]
