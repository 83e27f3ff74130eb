"""A gallery whose run is cut off at any request: the next run ends at exactly what is declared.

Each test walks through all requests of one operation, one after another, and cuts each off in the same way.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.lifecycle import gallery

from .. import programs
from ..account import Account, open_account
from ..interruption import INTERRUPTIONS, run_until_interrupted
from ..photo_folders import Persons, expected, for_kind, write
from ..simulated_engine import Resource

pytestmark = pytest.mark.anyio

BEFORE: Persons = {"ann": (1, 2), "bob": (3,), "cy": (4, 5)}
AFTER: Persons = {"ann": (1, 6), "cy": (4,), "dee": (7, 8)}
"""A photo exchanged, a person less, a photo less, and a person more."""

ON = pytest.mark.parametrize("machine", ["this", "another"])
"""Where the next run takes place: where it is known what each face shows, or where every face has to be read."""

HALF_WAY = [cut for cut in INTERRUPTIONS if cut.id in ("network gone", "killed after the work")]
"""Two after which a run has not come to its end: one that could say so, and one that could not."""


async def cuts(
    kind: Kind, cut: dict[str, Any], before: Persons, folder: Path
) -> AsyncIterator[tuple[int, Account, Resource]]:
    """For each request of an operation an account of its own, with `before` enrolled, strangers about, and the cut
    waiting for that request.
    """
    for request in range(100):
        async with open_account() as account:
            await account.create(kind)
            resource = Resource(gallery, account)
            if before:
                await resource.up(**programs.gallery(write(folder, before), kind))
            await account.add_unmanaged_content(kind)
            await account.rule(path=f"/{kind.path}/staff/.*", skip=request, **cut)
            yield request, account, resource
    raise AssertionError("the operation never ends")


@pytest.mark.parametrize("cut", INTERRUPTIONS)
@pytest.mark.parametrize("before", [{}, BEFORE], ids=["create", "update"])
async def test_the_next_run_ends_at_what_is_declared(
    kind: Kind, before: Persons, cut: dict[str, Any], tmp_path: Path, move_on: Callable[[], None]
) -> None:
    """Run again with the same inputs, the account holds exactly the declared set: none lost, none twice, no stranger
    touched, and then nothing is left to do.
    """
    declared = for_kind(kind, AFTER)
    async for request, account, resource in cuts(
        kind, cut, for_kind(kind, before) if before else {}, tmp_path / "photos"
    ):
        program, theirs = (
            programs.gallery(write(tmp_path / "photos", declared), kind),
            await account.unmanaged_ids(kind),
        )

        await run_until_interrupted(resource, account, program)
        if not await account.next_run():
            return
        move_on()
        await resource.up(**program)

        assert await account.gallery_content(kind) == expected(declared), f"cut at request {request}"
        assert theirs <= await account.unmanaged_ids(kind), f"cut at request {request}"
        await account.forget_requests()
        assert await resource.up(**program) == "unchanged"
        assert await account.requests() == []


@ON
@pytest.mark.parametrize("cut", HALF_WAY)
async def test_the_next_run_may_go_back(
    kind: Kind, cut: dict[str, Any], tmp_path: Path, machine: str, move_on: Callable[[], None]
) -> None:
    """When the program returns to the content of before, an update that was cut off is undone: at once where we could
    say that it is unfinished, else after a refresh.
    """
    before, declared = for_kind(kind, BEFORE), for_kind(kind, AFTER)
    async for request, account, resource in cuts(kind, cut, before, tmp_path / "photos"):
        theirs = await account.unmanaged_ids(kind)

        await run_until_interrupted(resource, account, programs.gallery(write(tmp_path / "photos", declared), kind))
        if not await account.next_run():
            return
        if machine == "another":
            move_on()
        if not resource.has_partial_state:
            await resource.refresh()
        await resource.up(**programs.gallery(write(tmp_path / "photos", before), kind))

        assert await account.gallery_content(kind) == expected(before), f"cut at request {request}"
        assert theirs <= await account.unmanaged_ids(kind), f"cut at request {request}"


@ON
@pytest.mark.parametrize("cut", HALF_WAY)
async def test_faces_of_strangers_fill_no_gap(
    kind: Kind, cut: dict[str, Any], tmp_path: Path, machine: str, move_on: Callable[[], None]
) -> None:
    """Somebody adds faces to what a cut run left half made: as many as it should have, they are not taken for ours."""
    declared = for_kind(kind, AFTER)
    program = programs.gallery(write(tmp_path / "photos", declared), kind)
    async for request, account, resource in cuts(kind, cut, {}, tmp_path / "none"):
        await run_until_interrupted(resource, account, program)
        if not await account.next_run():
            return
        for owner in await account.owners(kind):
            await account.add_face(owner)
        if machine == "another":
            move_on()
        theirs = await account.unmanaged_ids(kind)

        await resource.up(**program)

        assert await account.gallery_content(kind) == expected(declared), f"cut at request {request}"
        assert theirs <= await account.unmanaged_ids(kind), f"cut at request {request}"
        await resource.destroy()
        assert theirs <= await account.unmanaged_ids(kind), f"cut at request {request}"
