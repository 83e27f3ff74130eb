"""Gallery runs that end before the engine saves the state: the next run trains and completes them."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.lifecycle.base import PartialFailureError

from ..helpers import programs
from ..helpers.account import Account, trainable_kinds
from ..helpers.lifecycles import training
from ..helpers.photo_folders import PERSONS, Persons, expected, for_kind, write_photos
from ..helpers.simulated_engine import Resource

pytestmark = pytest.mark.anyio

AFTER: Persons = {"ann": (1, 4), "cy": (5,)}


async def run_without_saving(resource: Resource, program: dict[str, Any], account: Account, kind: Kind) -> None:
    """Run an update to other content without saving its state."""
    write_photos(Path(program["source"]), for_kind(kind, AFTER))
    saved_state = deepcopy((resource.state, resource.inputs, resource.has_partial_state))
    try:
        await resource.up(**program)
    except PartialFailureError:
        await account.clear_rules()
    resource.state, resource.inputs, resource.has_partial_state = saved_state
    await account.start_next_run()


async def test_next_run_asks_for_a_training_after_a_killed_run(
    account: Account, kind: Kind, resource: Resource, program: dict[str, Any]
) -> None:
    """If a killed run enrolled everything, the next run writes nothing but changes the revision."""
    revision = resource.state["revision"]
    await run_without_saving(resource, program, account, kind)
    await account.clear_requests()

    assert await resource.up(**program) == "updated"

    assert await account.writes() == []
    assert resource.state["revision"] != revision


async def test_refresh_after_a_killed_run_asks_for_a_training(
    account: Account, kind: Kind, resource: Resource, program: dict[str, Any]
) -> None:
    """A refresh after a killed run changes the revision once, even if the content is as desired."""
    revision = resource.state["revision"]
    await run_without_saving(resource, program, account, kind)

    await resource.refresh()

    assert resource.state["revision"] != revision
    revision = resource.state["revision"]
    await resource.refresh()
    assert resource.state["revision"] == revision


async def test_killed_run_is_undone_when_the_source_is_reverted(
    account: Account, kind: Kind, resource: Resource, program: dict[str, Any]
) -> None:
    """If the source is reverted after a killed run, the next run removes the content of that run."""
    await account.add_rule(method="DELETE", status=403, times=None)
    await run_without_saving(resource, program, account, kind)
    write_photos(Path(program["source"]), for_kind(kind, PERSONS))

    assert await resource.has_changes(**program)
    await resource.up(**program)

    assert await account.gallery_content(kind) == expected(for_kind(kind, PERSONS))
    assert not await resource.has_changes(**program)


@trainable_kinds
async def test_failed_training_after_a_delete_is_retried(
    account: Account, kind: Kind, resource: Resource, program: dict[str, Any]
) -> None:
    """If the training after a delete failed, the next delete has nothing to remove and trains."""
    trained = Resource(training, account)
    await trained.up(**programs.training(kind))
    await account.add_content(kind)
    await account.add_rule(method="POST", path=".*/train", status=403, times=1)

    with pytest.raises(FaceError):
        await resource.destroy()
    await resource.destroy()

    assert (await account.container(kind, "staff") or {})["training"]["stale"] is False
