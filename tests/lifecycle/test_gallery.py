"""Two galleries of one content in one container: which of them a delete is meant for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.client.errors import UnexpectedResponseError
from pulumi_azure_face.client.kinds import PERSON_GROUP, Kind
from pulumi_azure_face.lifecycle import gallery, training

from . import programs
from .account import Account, only_trained
from .photo_folders import PERSONS, expected, for_kind, write
from .simulated_engine import Resource

pytestmark = pytest.mark.anyio


async def test_the_state_counts_what_is_enrolled(resource: Resource, kind: Kind) -> None:
    """Persons and faces of ours are counted, and the digest is that of what the source declares."""
    assert resource.state["person_count"] == (2 if kind.holds == "persons" else 0)
    assert resource.state["face_count"] == 3
    assert resource.state["digest"] == resource.inputs["digest"]
    assert resource.id == f"staff/{resource.state['mark']}"


async def test_a_replaced_one_finds_all_there(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """With `--replace` the new one takes up what the old one enrolled, and the old one's delete spares it."""
    await account.forget_requests()

    await resource.up(replace=True, **program)

    assert await account.writes() == []
    assert await account.gallery_content(kind) == expected(for_kind(kind, PERSONS))


async def test_what_a_diff_kept_is_not_deleted_for_another(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """An old generation that is deleted while the same gallery is still declared takes nothing along."""
    await account.next_run()
    await resource.has_changes(**program)

    await gallery.delete(str(resource.id), {**resource.state, "generation": "0a1b2c3d"}, account.call())

    assert await account.gallery_content(kind) == expected(for_kind(kind, PERSONS))


async def test_a_deleted_one_is_claimed_no_more(account: Account, resource: Resource, program: dict[str, Any]) -> None:
    """A delete ends the claim."""
    state = resource.state
    await resource.destroy()

    assert not account.live_resources.is_live_under_other_generation(gallery.resource_key(state), "0a1b2c3d")


async def test_another_host_that_knows_nothing_proves_nothing(account: Account, resource: Resource, kind: Kind) -> None:
    """When the endpoint was changed to another host, a container that is missing there is not certainly gone."""
    await account.send("DELETE", f"/{kind.path}/staff")
    elsewhere = {**resource.state, "endpoint": "https://elsewhere.cognitiveservices.azure.com"}

    with pytest.raises(UnexpectedResponseError, match="it was made at https://elsewhere"):
        await gallery.read(str(resource.id), elsewhere, account.call())
    with pytest.raises(UnexpectedResponseError):
        await gallery.delete(str(resource.id), elsewhere, account.call())
    assert await gallery.read(str(resource.id), resource.state, account.call()) is None


@only_trained
async def test_what_leaves_is_not_recognised_any_more(account: Account, kind: Kind, tmp_path: Path) -> None:
    """The engine deletes last, so a gallery that goes has the container trained again, if the program trains it."""
    await account.create(kind)
    stays, goes, trained = Resource(gallery, account), Resource(gallery, account), Resource(training, account)
    await stays.up(**programs.gallery(write(tmp_path / "one", for_kind(kind, {"ann": (1,)})), kind))
    leaving = programs.gallery(write(tmp_path / "two", for_kind(kind, {"bob": (2,)})), kind)
    await goes.up(**{**leaving, "origin": {"stack": "organization/shop/dev", "name": "two"}})
    await trained.up(**programs.training(kind))

    await goes.destroy()

    status = (await account.container(kind, "staff") or {})["training"]
    assert (status["status"], status["stale"]) == ("succeeded", False)


@only_trained
async def test_the_last_to_leave_is_told_of(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """A container that is empty afterwards cannot be trained, which a refresh will find; until then a warning says
    so.
    """
    trained = Resource(training, account)
    await trained.up(**programs.training(kind))

    await resource.destroy()

    assert [warning.split(": ")[0] for warning in account.warnings] == [f"{kind.name} 'staff' is trained no more"]
    assert await trained.refresh()
    assert trained.state["trained"] is False


async def test_nobody_trains_what_the_program_does_not(account: Account, resource: Resource, kind: Kind) -> None:
    """A gallery that goes from a container without a training, or together with it, asks for none."""
    await account.forget_requests()

    await resource.destroy()

    assert [request for request in await account.writes() if request.endswith("/train")] == []


async def test_galleries_of_two_marks_do_not_know_each_other(account: Account, tmp_path: Path) -> None:
    """Two galleries in one container each hold their own, and one that goes leaves the other's."""
    await account.create(PERSON_GROUP)
    one, two = Resource(gallery, account), Resource(gallery, account)
    ann, bob = write(tmp_path / "ann", {"ann": (1,)}), write(tmp_path / "bob", {"bob": (2,)})
    second = {**programs.ORIGIN, "name": "second"}

    await one.up(**programs.gallery(ann))
    await two.up(**programs.gallery(bob, origin=second))
    assert await account.gallery_content(PERSON_GROUP) == expected({"ann": (1,), "bob": (2,)})
    assert await one.refresh()
    assert not await one.has_changes(**programs.gallery(ann))

    await one.destroy()
    assert await account.gallery_content(PERSON_GROUP) == expected({"bob": (2,)})
