"""Runs of a gallery that ended before the engine had saved what they did: the next one trains, and leaves no trace."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.lifecycle import training
from pulumi_azure_face.lifecycle.base import PartialFailureError

from .. import programs
from ..account import Account, only_trained
from ..photo_folders import PERSONS, Persons, expected, for_kind, write
from ..simulated_engine import Resource

pytestmark = pytest.mark.anyio

AFTER: Persons = {"ann": (1, 4), "cy": (5,)}


async def killed(resource: Resource, program: dict[str, Any], account: Account, kind: Kind) -> None:
    """A run towards another content whose engine saves nothing, however far it comes."""
    write(Path(program["source"]), for_kind(kind, AFTER))
    saved = deepcopy((resource.state, resource.inputs, resource.has_partial_state))
    try:
        await resource.up(**program)
    except PartialFailureError:
        await account.no_rules()
    resource.state, resource.inputs, resource.has_partial_state = saved
    await account.next_run()


async def test_what_a_killed_run_has_enrolled_is_trained(
    account: Account, kind: Kind, resource: Resource, program: dict[str, Any]
) -> None:
    """Nothing is left to be written, but the training that knows of it has yet to come."""
    revision = resource.state["revision"]
    await killed(resource, program, account, kind)
    await account.forget_requests()

    assert await resource.up(**program) == "updated"

    assert await account.writes() == []
    assert resource.state["revision"] != revision


async def test_a_refresh_after_a_killed_run_asks_for_a_training(
    account: Account, kind: Kind, resource: Resource, program: dict[str, Any]
) -> None:
    """It may find all as declared; a training of before knows of none of it."""
    revision = resource.state["revision"]
    await killed(resource, program, account, kind)

    await resource.refresh()

    assert resource.state["revision"] != revision
    revision = resource.state["revision"]
    await resource.refresh()
    assert resource.state["revision"] == revision


async def test_a_source_that_was_put_back(
    account: Account, kind: Kind, resource: Resource, program: dict[str, Any]
) -> None:
    """The state and the source agree, and yet something has to be undone."""
    await account.rule(method="DELETE", status=403, times=None)
    await killed(resource, program, account, kind)
    write(Path(program["source"]), for_kind(kind, PERSONS))

    assert await resource.has_changes(**program)
    await resource.up(**program)

    assert await account.gallery_content(kind) == expected(for_kind(kind, PERSONS))
    assert not await resource.has_changes(**program)


@only_trained
async def test_a_gallery_that_has_gone_without_its_training(
    account: Account, kind: Kind, resource: Resource, program: dict[str, Any]
) -> None:
    """The training that follows a removal failed; the next try has nothing to remove, but that to do."""
    trained = Resource(training, account)
    await trained.up(**programs.training(kind))
    await account.add_content(kind)
    await account.rule(method="POST", path=".*/train", status=403, times=1)

    with pytest.raises(FaceError):
        await resource.destroy()
    await resource.destroy()

    assert (await account.container(kind, "staff") or {})["training"]["stale"] is False
