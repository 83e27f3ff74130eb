"""Changes outside the program between two runs: drift is detected and repaired, unmanaged content is left alone."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest

from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, PERSON_GROUP, Kind
from pulumi_azure_face.lifecycle.base import PartialFailureError

from .helpers import programs
from .helpers.account import OTHER_GALLERY, OTHER_USER_DATA, Account, photo_key
from .helpers.lifecycles import gallery
from .helpers.photo_folders import Persons, expected, for_kind, photo, write_photos
from .helpers.simulated_engine import Resource

pytestmark = pytest.mark.anyio

DESIRED: Persons = {"ann": (1, 2), "bob": (3,), "cy": (4,)}
Edit = Callable[[Account], Awaitable[object]]


async def person_path(account: Account, name: str = "ann") -> str:
    return f"/persongroups/staff/persons/{await account.person_id(name, PERSON_GROUP)}"


async def face_path(account: Account, kind: Kind, name: str = "ann") -> str:
    return (await account.face_paths(kind))[name][0]


async def delete_face(account: Account) -> None:
    await account.send("DELETE", await face_path(account, PERSON_GROUP))


async def swap_face(account: Account) -> None:
    await delete_face(account)
    await account.add_face(await person_path(account))


async def rename_person(account: Account) -> None:
    await account.send("PATCH", await person_path(account), json={"name": "Anna"})


async def delete_person(account: Account) -> None:
    await account.send("DELETE", await person_path(account))


async def overwrite_person_tag(account: Account) -> None:
    await account.send("PATCH", await person_path(account), json={"userData": OTHER_USER_DATA})


async def copy_person(account: Account) -> None:
    container = await account.container(PERSON_GROUP, "staff")
    assert container is not None
    ann = next(person for person in container["persons"] if person["name"] == "ann")
    await account.send("POST", "/persongroups/staff/persons", json={"name": "ann", "userData": ann["userData"]})


async def delete_listed(account: Account) -> None:
    await account.send("DELETE", await face_path(account, LARGE_FACE_LIST, ""))


async def swap_listed(account: Account) -> None:
    await delete_listed(account)
    await account.add_face("/largefacelists/staff")


async def overwrite_listed_tag(account: Account) -> None:
    await account.send("PATCH", await face_path(account, LARGE_FACE_LIST, ""), json={"userData": OTHER_USER_DATA})


async def copy_listed(account: Account) -> None:
    container = await account.container(LARGE_FACE_LIST, "staff")
    assert container is not None
    await account.add_face("/largefacelists/staff", container["persistedFaces"][0]["userData"])


async def add_face_to_managed_person(account: Account) -> None:
    await account.add_face(await person_path(account))


async def add_person(account: Account) -> None:
    await account.add_content(PERSON_GROUP)


async def add_listed(account: Account) -> None:
    await account.add_face("/largefacelists/staff")


async def add_person_of_other_gallery(account: Account) -> None:
    tag = {"gallery": OTHER_GALLERY, "person": "ann", "photos": "0-a"}
    body = {"name": "ann", "userData": json.dumps({"pulumi-azure-face": tag})}
    await account.send("POST", "/persongroups/staff/persons", json=body)


async def add_face_of_other_gallery(account: Account) -> None:
    await account.add_face(await person_path(account), other_gallery_tag())


async def add_listed_of_other_gallery(account: Account) -> None:
    await account.add_face("/largefacelists/staff", other_gallery_tag())


def other_gallery_tag() -> str:
    return json.dumps({"pulumi-azure-face": {"gallery": OTHER_GALLERY, "photo": photo_key(photo(1))}})


MANAGED = [
    pytest.param(PERSON_GROUP, delete_face, id="face deleted"),
    pytest.param(PERSON_GROUP, swap_face, id="face replaced by an unmanaged face"),
    pytest.param(PERSON_GROUP, rename_person, id="person renamed"),
    pytest.param(PERSON_GROUP, delete_person, id="person deleted"),
    pytest.param(PERSON_GROUP, overwrite_person_tag, id="person's tag overwritten"),
    pytest.param(PERSON_GROUP, copy_person, id="person copied with the tag"),
    pytest.param(LARGE_FACE_LIST, delete_listed, id="listed face deleted"),
    pytest.param(LARGE_FACE_LIST, swap_listed, id="listed face replaced by an unmanaged face"),
    pytest.param(LARGE_FACE_LIST, overwrite_listed_tag, id="listed face's tag overwritten"),
]
UNMANAGED = [
    pytest.param(PERSON_GROUP, add_face_to_managed_person, id="face of a managed person"),
    pytest.param(PERSON_GROUP, add_person, id="person with a face"),
    pytest.param(PERSON_GROUP, add_person_of_other_gallery, id="person of another gallery"),
    pytest.param(PERSON_GROUP, add_face_of_other_gallery, id="another gallery's face of a managed person"),
    pytest.param(LARGE_FACE_LIST, add_listed_of_other_gallery, id="another gallery's face in a list"),
    pytest.param(LARGE_FACE_LIST, add_listed, id="face in a list"),
]


async def create_gallery(account: Account, kind: Kind, folder: Path) -> tuple[Resource, dict[str, Any]]:
    """Create a gallery and return it with its inputs."""
    await account.create(kind)
    resource = Resource(gallery, account)
    program = programs.gallery(write_photos(folder / "photos", for_kind(kind, DESIRED)), kind)
    await resource.up(**program)
    return resource, program


@pytest.mark.parametrize(("kind", "edit"), MANAGED)
async def test_drift_is_detected_and_repaired(account: Account, tmp_path: Path, kind: Kind, edit: Edit) -> None:
    """A refresh detects a change of managed content, and the update restores the desired state."""
    resource, program = await create_gallery(account, kind, tmp_path)
    before = resource.state
    await edit(account)
    unmanaged = await account.unmanaged_ids(kind)

    await resource.refresh()
    assert resource.state["digest"] != before["digest"]
    assert await resource.has_changes(**program)

    assert await resource.up(**program) == "updated"
    assert await account.gallery_content(kind) == expected(for_kind(kind, DESIRED))
    assert await account.unmanaged_ids(kind) == unmanaged
    assert (resource.state["digest"], resource.state["face_count"]) == (before["digest"], before["face_count"])

    await resource.refresh()
    assert await resource.up(**program) == "unchanged"


@pytest.mark.parametrize(("kind", "edit"), [case for case in MANAGED if case.id != "person renamed"])
async def test_repaired_content_changes_the_revision(account: Account, tmp_path: Path, kind: Kind, edit: Edit) -> None:
    """A repair of content gives a new revision, because the faces are new to the service.

    The digest of the content is the same as before, and the fingerprint differs (docs/decisions/0007-fingerprints.md).
    """
    resource, program = await create_gallery(account, kind, tmp_path)
    revision = resource.state["revision"]
    await edit(account)
    await resource.refresh()

    await resource.up(**program)

    assert resource.state["revision"] != revision


async def test_repaired_name_keeps_the_revision(account: Account, tmp_path: Path) -> None:
    """A repaired name keeps the revision, because names need no training.

    See face-api.md#training-metadata-changes.
    """
    resource, program = await create_gallery(account, PERSON_GROUP, tmp_path)
    revision = resource.state["revision"]
    await rename_person(account)
    await resource.refresh()

    await resource.up(**program)

    assert resource.state["revision"] == revision


@pytest.mark.parametrize(("kind", "edit"), UNMANAGED)
async def test_unmanaged_content_is_no_drift(account: Account, tmp_path: Path, kind: Kind, edit: Edit) -> None:
    """Unmanaged content is no drift, and updates and deletes leave it alone."""
    resource, program = await create_gallery(account, kind, tmp_path)
    before = resource.state
    await edit(account)
    unmanaged = await account.unmanaged_ids(kind)

    await resource.refresh()
    assert resource.state == before
    assert not await resource.has_changes(**program)

    write_photos(tmp_path / "photos", for_kind(kind, {**DESIRED, "dee": (9,)}))
    assert await resource.up(**program) == "updated"
    assert await account.unmanaged_ids(kind) == unmanaged
    assert [warning for warning in account.warnings if warning.startswith("kept ")]

    await resource.destroy()
    assert unmanaged <= await account.unmanaged_ids(kind)
    assert not any((await account.face_paths(kind)).values())


@pytest.mark.parametrize(
    ("kind", "edit", "unmanaged_counts"),
    [
        pytest.param(PERSON_GROUP, add_face_to_managed_person, "0 persons and 1 face", id="face"),
        pytest.param(PERSON_GROUP, add_person, "1 person and 0 faces", id="person"),
        pytest.param(LARGE_FACE_LIST, add_listed, "0 persons and 1 face", id="face in a list"),
    ],
)
async def test_unmanaged_content_is_counted_in_a_warning(
    account: Account, tmp_path: Path, kind: Kind, edit: Edit, unmanaged_counts: str
) -> None:
    """An update warns about the number of unmanaged persons and faces."""
    resource, program = await create_gallery(account, kind, tmp_path)
    await edit(account)
    write_photos(tmp_path / "photos", for_kind(kind, {**DESIRED, "dee": (9,)}))

    await resource.up(**program)

    assert account.warnings == [f"kept {unmanaged_counts} that do not belong to this gallery"]


async def test_full_container_warns_about_unmanaged_content(account: Account, tmp_path: Path) -> None:
    """If a renamed gallery has no room, a warning says that its own older content may be in the way."""
    await account.create(LARGE_FACE_LIST)
    program = programs.gallery(write_photos(tmp_path / "photos", {"": (1, 2)}), LARGE_FACE_LIST)
    await Resource(gallery, account).up(**program)
    await account.add_rule(method="POST", status=403, times=None)

    with pytest.raises(PartialFailureError):
        await Resource(gallery, account).up(**program, mark="0a1b2c3d")

    [warning] = account.warnings
    assert warning.startswith("kept 0 persons and 2 faces that do not belong to this gallery. If you renamed ")
    assert warning.endswith("add its old name to `aliases`")


@pytest.mark.parametrize("swapped", [False, True], ids=["face added", "face replaced"])
@pytest.mark.parametrize("operation", ["update", "delete"])
async def test_removed_person_with_an_unmanaged_face_stays(
    account: Account, tmp_path: Path, operation: str, swapped: bool
) -> None:
    """A removed person with an unmanaged face loses only the managed faces and the ownership tag."""
    resource, program = await create_gallery(account, PERSON_GROUP, tmp_path)
    ann = await person_path(account)
    await (swap_face(account) if swapped else add_face_to_managed_person(account))
    unmanaged = await account.unmanaged_ids(PERSON_GROUP)

    if operation == "update":
        write_photos(tmp_path / "photos", {"bob": (3,), "cy": (4,)})
        await resource.up(**program)
    else:
        await resource.destroy()

    remaining = (await account.other_client.get(ann)).json()
    assert remaining["persistedFaceIds"] == list(unmanaged)
    assert (remaining["name"], remaining.get("userData")) == ("ann", None)


async def test_refresh_without_drift_is_one_list_request(account: Account, tmp_path: Path) -> None:
    """A refresh without drift lists the persons and reads no face."""
    resource, _ = await create_gallery(account, PERSON_GROUP, tmp_path)
    await account.clear_requests()

    await resource.refresh()

    assert await account.requests() == ["GET /persongroups/staff/persons"]


async def test_delete_without_drift_reads_no_faces(account: Account, tmp_path: Path) -> None:
    """A delete without drift needs one list and one request per person."""
    resource, _ = await create_gallery(account, PERSON_GROUP, tmp_path)
    await account.clear_requests()

    await resource.destroy()

    assert [request.split()[0] for request in await account.requests()] == ["GET", "DELETE", "DELETE", "DELETE"]


async def test_container_deleted_during_a_refresh_is_not_found(account: Account, tmp_path: Path) -> None:
    """If the container is deleted between the list and the read of a face, the gallery no longer exists."""
    resource, _ = await create_gallery(account, PERSON_GROUP, tmp_path)
    await swap_face(account)
    not_found = {"status": 404, "error": {"code": "PersonGroupNotFound", "message": "gone"}}
    await account.add_rule(method="GET", path=".*/persistedfaces/.*", times=None, **not_found)

    assert not await resource.refresh()


@pytest.mark.parametrize("item", ["face", "person"])
async def test_item_deleted_during_a_refresh_is_drift(
    account: Account, tmp_path: Path, item: str, switch_machine: Callable[[], None]
) -> None:
    """A face or person that is deleted between the list and a read is treated as missing."""
    resource, program = await create_gallery(account, PERSON_GROUP, tmp_path)
    await add_face_to_managed_person(account)
    switch_machine()
    code = "PersistedFaceNotFound" if item == "face" else "PersonNotFound"
    not_found = {"status": 404, "error": {"code": code, "message": "gone"}}
    await account.add_rule(method="GET", path=".*/persistedfaces/.*", times=None, **not_found)

    await resource.refresh()

    assert await resource.has_changes(**program)


async def test_person_deleted_during_an_update_is_created_again(account: Account, tmp_path: Path) -> None:
    """An update that finds its person deleted plans again and creates the person."""
    resource, program = await create_gallery(account, PERSON_GROUP, tmp_path)
    desired = {**DESIRED, "ann": (1, 2, 9)}
    write_photos(tmp_path / "photos", desired)
    await account.add_rule(method="POST", path=".*/persistedfaces", delay=0.05, before=True)

    async with anyio.create_task_group() as run:
        run.start_soon(partial(resource.up, **program))
        await account.wait_for_hit()
        await delete_person(account)

    assert await account.gallery_content(PERSON_GROUP) == expected(desired)
    assert await resource.up(**program) == "unchanged"


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        pytest.param(PERSON_GROUP, ".*/persistedfaces/.*", id="face of a person"),
        pytest.param(PERSON_GROUP, ".*/persons/[^/]*", id="person"),
        pytest.param(LARGE_FACE_LIST, ".*/persistedfaces/.*", id="face of a list"),
    ],
)
async def test_missing_item_counts_as_removed(account: Account, tmp_path: Path, kind: Kind, path: str) -> None:
    """A face or person to remove that is already missing counts as removed."""
    resource, program = await create_gallery(account, kind, tmp_path)
    write_photos(tmp_path / "photos", for_kind(kind, {"ann": (1,)}))
    await account.add_rule(method="DELETE", path=path, drop=True)

    await resource.up(**program)

    assert await account.rule_hits() == 1
    assert await account.gallery_content(kind) == expected(for_kind(kind, {"ann": (1,)}))


async def test_duplicate_face_is_drift_and_is_removed(account: Account, tmp_path: Path) -> None:
    """A second face with the same tag is drift, and the update keeps one of the two."""
    resource, program = await create_gallery(account, LARGE_FACE_LIST, tmp_path)
    await copy_listed(account)

    await resource.refresh()
    assert await resource.has_changes(**program)
    await resource.up(**program)

    container = await account.container(LARGE_FACE_LIST, "staff")
    assert container is not None
    assert len(container["persistedFaces"]) == resource.state["face_count"] == 4
