"""Galleries: their state, replacement, and deletion, also with two galleries in one container."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.client.errors import UnexpectedResponseError
from pulumi_azure_face.client.kinds import PERSON_GROUP, Kind
from pulumi_azure_face.lifecycle.gallery import GalleryState, resource_key

from .helpers import programs
from .helpers.account import Account, trainable_kinds
from .helpers.lifecycles import gallery, training
from .helpers.photo_folders import PERSONS, expected, for_kind, write_photos
from .helpers.simulated_engine import Resource

pytestmark = pytest.mark.anyio


async def test_state_has_counts_and_digest(resource: Resource, kind: Kind) -> None:
    """The state has the counts of managed persons and faces and the digest of the source."""
    assert resource.state["person_count"] == (2 if kind.holds == "persons" else 0)
    assert resource.state["face_count"] == 3
    assert resource.state["digest"] == resource.inputs["digest"]
    assert resource.id == f"staff/{resource.state['mark']}"


async def test_replaced_gallery_keeps_its_content(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """With `--replace` the new gallery takes the content of the old one, and the delete keeps it."""
    await account.clear_requests()

    await resource.up(replace=True, **program)

    assert await account.writes() == []
    assert await account.gallery_content(kind) == expected(for_kind(kind, PERSONS))


async def test_content_of_a_live_gallery_is_not_deleted(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """The delete of an old generation removes nothing if the same gallery is live."""
    await account.start_next_run()
    await resource.has_changes(**program)

    await gallery.delete(
        str(resource.id), GalleryState.load({**resource.state, "generation": "0a1b2c3d"}), account.call_context()
    )

    assert await account.gallery_content(kind) == expected(for_kind(kind, PERSONS))


async def test_deleted_gallery_is_no_longer_live(account: Account, resource: Resource, program: dict[str, Any]) -> None:
    """A delete removes the gallery from the live resources."""
    state = resource.state
    await resource.destroy()

    assert not account.live_resources.is_live_under_other_generation(resource_key(GalleryState.load(state)), "0a1b2c3d")


async def test_404_of_another_host_does_not_mean_not_found(account: Account, resource: Resource, kind: Kind) -> None:
    """If the endpoint was changed to another host, a 404 does not prove that the container was deleted."""
    await account.send("DELETE", f"/{kind.path}/staff")
    moved_state = {**resource.state, "endpoint": "https://elsewhere.cognitiveservices.azure.com"}

    with pytest.raises(UnexpectedResponseError, match="it was created at https://elsewhere"):
        await gallery.read(str(resource.id), GalleryState.load(moved_state), account.call_context())
    with pytest.raises(UnexpectedResponseError):
        await gallery.delete(str(resource.id), GalleryState.load(moved_state), account.call_context())
    assert await gallery.read(str(resource.id), GalleryState.load(resource.state), account.call_context()) is None


@trainable_kinds
async def test_training_follows_the_delete_of_a_gallery(account: Account, kind: Kind, tmp_path: Path) -> None:
    """The delete of a gallery is followed by a training if the program trains the container."""
    await account.create(kind)
    kept, deleted, trained = Resource(gallery, account), Resource(gallery, account), Resource(training, account)
    await kept.up(**programs.gallery(write_photos(tmp_path / "one", for_kind(kind, {"ann": (1,)})), kind))
    deleted_program = programs.gallery(write_photos(tmp_path / "two", for_kind(kind, {"bob": (2,)})), kind)
    await deleted.up(**{**deleted_program, "origin": {"stack": "organization/shop/dev", "name": "two"}})
    await trained.up(**programs.training(kind))

    await deleted.destroy()

    status = (await account.container(kind, "staff") or {})["training"]
    assert (status["status"], status["stale"]) == ("succeeded", False)


@trainable_kinds
async def test_delete_that_empties_the_container_gives_a_warning(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """An empty container cannot be trained, so the delete gives a warning and a refresh finds it untrained."""
    trained = Resource(training, account)
    await trained.up(**programs.training(kind))

    await resource.destroy()

    assert [warning.split(": ")[0] for warning in account.warnings] == [f"{kind.name} 'staff' is no longer trained"]
    assert await trained.refresh()
    assert trained.state["trained"] is False


async def test_no_training_without_a_training_resource(account: Account, resource: Resource, kind: Kind) -> None:
    """Without a `Training` in the program, the delete of a gallery is not followed by a training."""
    await account.clear_requests()

    await resource.destroy()

    assert [request for request in await account.writes() if request.endswith("/train")] == []


async def test_two_galleries_in_one_container_are_independent(account: Account, tmp_path: Path) -> None:
    """Two galleries in one container have their own content, and a delete leaves the other's content."""
    await account.create(PERSON_GROUP)
    first, second = Resource(gallery, account), Resource(gallery, account)
    ann, bob = write_photos(tmp_path / "ann", {"ann": (1,)}), write_photos(tmp_path / "bob", {"bob": (2,)})
    second_origin = {**programs.ORIGIN, "name": "second"}

    await first.up(**programs.gallery(ann))
    await second.up(**programs.gallery(bob, origin=second_origin))
    assert await account.gallery_content(PERSON_GROUP) == expected({"ann": (1,), "bob": (2,)})
    assert await first.refresh()
    assert not await first.has_changes(**programs.gallery(ann))

    await first.destroy()
    assert await account.gallery_content(PERSON_GROUP) == expected({"bob": (2,)})
