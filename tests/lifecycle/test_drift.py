"""What somebody else does to a container between two runs: seen where it touches what is ours, and repaired exactly."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import pytest

from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, PERSON_GROUP, Kind
from pulumi_azure_face.lifecycle import gallery
from pulumi_azure_face.lifecycle.base import PartialFailureError

from . import programs
from .account import OTHER_GALLERY, OTHER_USER_DATA, Account, photo_key
from .photo_folders import Persons, expected, for_kind, photo, write
from .simulated_engine import Resource

pytestmark = pytest.mark.anyio

DECLARED: Persons = {"ann": (1, 2), "bob": (3,), "cy": (4,)}
Edit = Callable[[Account], Awaitable[object]]


async def person(account: Account, name: str = "ann") -> str:
    return f"/persongroups/staff/persons/{await account.person_id(name, PERSON_GROUP)}"


async def face(account: Account, kind: Kind, name: str = "ann") -> str:
    return (await account.face_paths(kind))[name][0]


async def delete_face(account: Account) -> None:
    await account.send("DELETE", await face(account, PERSON_GROUP))


async def swap_face(account: Account) -> None:
    await delete_face(account)
    await account.add_face(await person(account))


async def rename_person(account: Account) -> None:
    await account.send("PATCH", await person(account), json={"name": "Anna"})


async def delete_person(account: Account) -> None:
    await account.send("DELETE", await person(account))


async def overwrite_persons_mark(account: Account) -> None:
    await account.send("PATCH", await person(account), json={"userData": OTHER_USER_DATA})


async def copy_person(account: Account) -> None:
    held = await account.container(PERSON_GROUP, "staff")
    assert held is not None
    ann = next(one for one in held["persons"] if one["name"] == "ann")
    await account.send("POST", "/persongroups/staff/persons", json={"name": "ann", "userData": ann["userData"]})


async def delete_listed(account: Account) -> None:
    await account.send("DELETE", await face(account, LARGE_FACE_LIST, ""))


async def swap_listed(account: Account) -> None:
    await delete_listed(account)
    await account.add_face("/largefacelists/staff")


async def overwrite_listed_mark(account: Account) -> None:
    await account.send("PATCH", await face(account, LARGE_FACE_LIST, ""), json={"userData": OTHER_USER_DATA})


async def copy_listed(account: Account) -> None:
    held = await account.container(LARGE_FACE_LIST, "staff")
    assert held is not None
    await account.add_face("/largefacelists/staff", held["persistedFaces"][0]["userData"])


async def add_to_ours(account: Account) -> None:
    await account.add_face(await person(account))


async def add_person(account: Account) -> None:
    await account.add_content(PERSON_GROUP)


async def add_listed(account: Account) -> None:
    await account.add_face("/largefacelists/staff")


async def add_person_of_another(account: Account) -> None:
    mark = {"gallery": OTHER_GALLERY, "person": "ann", "photos": "0-a"}
    body = {"name": "ann", "userData": json.dumps({"pulumi-azure-face": mark})}
    await account.send("POST", "/persongroups/staff/persons", json=body)


async def add_face_of_another(account: Account) -> None:
    await account.add_face(await person(account), another_mark())


async def add_listed_of_another(account: Account) -> None:
    await account.add_face("/largefacelists/staff", another_mark())


def another_mark() -> str:
    return json.dumps({"pulumi-azure-face": {"gallery": OTHER_GALLERY, "photo": photo_key(photo(1))}})


OURS = [
    pytest.param(PERSON_GROUP, delete_face, id="face deleted"),
    pytest.param(PERSON_GROUP, swap_face, id="face exchanged for a stranger's"),
    pytest.param(PERSON_GROUP, rename_person, id="person renamed"),
    pytest.param(PERSON_GROUP, delete_person, id="person deleted"),
    pytest.param(PERSON_GROUP, overwrite_persons_mark, id="person's mark overwritten"),
    pytest.param(PERSON_GROUP, copy_person, id="person copied with the mark"),
    pytest.param(LARGE_FACE_LIST, delete_listed, id="listed face deleted"),
    pytest.param(LARGE_FACE_LIST, swap_listed, id="listed face exchanged for a stranger's"),
    pytest.param(LARGE_FACE_LIST, overwrite_listed_mark, id="listed face's mark overwritten"),
]
THEIRS = [
    pytest.param(PERSON_GROUP, add_to_ours, id="a face for a person of ours"),
    pytest.param(PERSON_GROUP, add_person, id="a person with a face"),
    pytest.param(PERSON_GROUP, add_person_of_another, id="a person of another gallery"),
    pytest.param(PERSON_GROUP, add_face_of_another, id="another gallery's face for a person of ours"),
    pytest.param(LARGE_FACE_LIST, add_listed_of_another, id="another gallery's face in the list"),
    pytest.param(LARGE_FACE_LIST, add_listed, id="a face in the list"),
]


async def enrolled(account: Account, kind: Kind, folder: Path) -> tuple[Resource, dict[str, Any]]:
    """A gallery that was brought about, and its program."""
    await account.create(kind)
    resource = Resource(gallery, account)
    program = programs.gallery(write(folder / "photos", for_kind(kind, DECLARED)), kind)
    await resource.up(**program)
    return resource, program


@pytest.mark.parametrize(("kind", "edit"), OURS)
async def test_what_touches_ours_is_drift_and_is_repaired(
    account: Account, tmp_path: Path, kind: Kind, edit: Edit
) -> None:
    """A refresh sees it, the next plan says so, the update makes it as declared, and then all is quiet."""
    resource, program = await enrolled(account, kind, tmp_path)
    before = resource.state
    await edit(account)
    theirs = await account.unmanaged_ids(kind)

    await resource.refresh()
    assert resource.state["digest"] != before["digest"]
    assert await resource.has_changes(**program)

    assert await resource.up(**program) == "updated"
    assert await account.gallery_content(kind) == expected(for_kind(kind, DECLARED))
    assert await account.unmanaged_ids(kind) == theirs
    assert (resource.state["digest"], resource.state["face_count"]) == (before["digest"], before["face_count"])

    await resource.refresh()
    assert await resource.up(**program) == "unchanged"


@pytest.mark.parametrize(("kind", "edit"), [one for one in OURS if one.id != "person renamed"])
async def test_a_repair_of_content_asks_for_a_training(
    account: Account, tmp_path: Path, kind: Kind, edit: Edit
) -> None:
    """The digest is again what it was, but the faces are new to the service: the revision tells (design decision 7)."""
    resource, program = await enrolled(account, kind, tmp_path)
    before = resource.state["revision"]
    await edit(account)
    await resource.refresh()

    await resource.up(**program)

    assert resource.state["revision"] != before


async def test_a_repaired_name_asks_for_no_training(account: Account, tmp_path: Path) -> None:
    """Names are no content (face-api.md#training-metadata-changes)."""
    resource, program = await enrolled(account, PERSON_GROUP, tmp_path)
    before = resource.state["revision"]
    await rename_person(account)
    await resource.refresh()

    await resource.up(**program)

    assert resource.state["revision"] == before


@pytest.mark.parametrize(("kind", "edit"), THEIRS)
async def test_what_others_add_is_no_drift(account: Account, tmp_path: Path, kind: Kind, edit: Edit) -> None:
    """It is left alone: no change is planned, an update of ours and a delete of ours spare it."""
    resource, program = await enrolled(account, kind, tmp_path)
    before = resource.state
    await edit(account)
    theirs = await account.unmanaged_ids(kind)

    await resource.refresh()
    assert resource.state == before
    assert not await resource.has_changes(**program)

    write(tmp_path / "photos", for_kind(kind, {**DECLARED, "dee": (9,)}))
    assert await resource.up(**program) == "updated"
    assert await account.unmanaged_ids(kind) == theirs
    assert [warning for warning in account.warnings if warning.startswith("left alone: ")]

    await resource.destroy()
    assert theirs <= await account.unmanaged_ids(kind)
    assert not any((await account.face_paths(kind)).values())


@pytest.mark.parametrize(
    ("kind", "edit", "others"),
    [
        pytest.param(PERSON_GROUP, add_to_ours, "0 persons and 1 face", id="a face"),
        pytest.param(PERSON_GROUP, add_person, "1 person and 0 faces", id="a person"),
        pytest.param(LARGE_FACE_LIST, add_listed, "0 persons and 1 face", id="a face in a list"),
    ],
)
async def test_others_are_counted(account: Account, tmp_path: Path, kind: Kind, edit: Edit, others: str) -> None:
    """An update says how much besides ours is in the container."""
    resource, program = await enrolled(account, kind, tmp_path)
    await edit(account)
    write(tmp_path / "photos", for_kind(kind, {**DECLARED, "dee": (9,)}))

    await resource.up(**program)

    assert account.warnings == [f"left alone: {others} that are not this gallery's"]


async def test_a_moved_gallery_that_has_no_room(account: Account, tmp_path: Path) -> None:
    """What takes up the room may be the gallery's own under its older name: the error alone would not tell."""
    await account.create(LARGE_FACE_LIST)
    program = programs.gallery(write(tmp_path / "photos", {"": (1, 2)}), LARGE_FACE_LIST)
    await Resource(gallery, account).up(**program)
    await account.rule(method="POST", status=403, times=None)

    with pytest.raises(PartialFailureError):
        await Resource(gallery, account).up(**program, mark="0a1b2c3d")

    [warning] = account.warnings
    assert warning.startswith("left alone: 0 persons and 2 faces that are not this gallery's; ")
    assert warning.endswith("name what it was in `aliases`")


@pytest.mark.parametrize("swapped", [False, True], ids=["a face beside ours", "a face in place of ours"])
@pytest.mark.parametrize("how", ["update", "delete"])
async def test_a_person_who_leaves_is_left_to_whoever_uses_them(
    account: Account, tmp_path: Path, how: str, swapped: bool
) -> None:
    """Where somebody put a face into a person of ours, only our faces and our mark go."""
    resource, program = await enrolled(account, PERSON_GROUP, tmp_path)
    ann = await person(account)
    await (swap_face(account) if swapped else add_to_ours(account))
    theirs = await account.unmanaged_ids(PERSON_GROUP)

    if how == "update":
        write(tmp_path / "photos", {"bob": (3,), "cy": (4,)})
        await resource.up(**program)
    else:
        await resource.destroy()

    held = (await account.other_client.get(ann)).json()
    assert held["persistedFaceIds"] == list(theirs)
    assert (held["name"], held.get("userData")) == ("ann", None)


async def test_a_refresh_without_drift_lists_and_no_more(account: Account, tmp_path: Path) -> None:
    """A person whose faces are those of before is not asked for one by one."""
    resource, _ = await enrolled(account, PERSON_GROUP, tmp_path)
    await account.forget_requests()

    await resource.refresh()

    assert await account.requests() == ["GET /persongroups/staff/persons"]


async def test_a_delete_of_what_is_as_it_was_looks_at_nobody(account: Account, tmp_path: Path) -> None:
    """Deleting persons takes a request a person and a listing, not a request a face."""
    resource, _ = await enrolled(account, PERSON_GROUP, tmp_path)
    await account.forget_requests()

    await resource.destroy()

    assert [request.split()[0] for request in await account.requests()] == ["GET", "DELETE", "DELETE", "DELETE"]


async def test_a_container_that_goes_while_we_look_is_gone(account: Account, tmp_path: Path) -> None:
    """When the container vanishes between the listing and the look at a face, all of it is gone, not the face."""
    resource, _ = await enrolled(account, PERSON_GROUP, tmp_path)
    await swap_face(account)
    missing = {"status": 404, "error": {"code": "PersonGroupNotFound", "message": "gone"}}
    await account.rule(method="GET", path=".*/persistedfaces/.*", times=None, **missing)

    assert not await resource.refresh()


@pytest.mark.parametrize("what", ["face", "person"])
async def test_what_goes_while_we_look_is_no_trouble(
    account: Account, tmp_path: Path, what: str, move_on: Callable[[], None]
) -> None:
    """Faces or persons that somebody removes between the listing and our look are simply not there."""
    resource, program = await enrolled(account, PERSON_GROUP, tmp_path)
    await add_to_ours(account)
    move_on()
    code = "PersistedFaceNotFound" if what == "face" else "PersonNotFound"
    missing = {"status": 404, "error": {"code": code, "message": "gone"}}
    await account.rule(method="GET", path=".*/persistedfaces/.*", times=None, **missing)

    await resource.refresh()

    assert await resource.has_changes(**program)


async def test_a_person_who_goes_while_we_enrol_is_made_again(account: Account, tmp_path: Path) -> None:
    """An update that finds its person gone looks again and makes them anew."""
    resource, program = await enrolled(account, PERSON_GROUP, tmp_path)
    declared = {**DECLARED, "ann": (1, 2, 9)}
    write(tmp_path / "photos", declared)
    await account.rule(method="POST", path=".*/persistedfaces", delay=0.05, before=True)

    async with anyio.create_task_group() as run:
        run.start_soon(partial(resource.up, **program))
        await account.wait_for_hit()
        await delete_person(account)

    assert await account.gallery_content(PERSON_GROUP) == expected(declared)
    assert await resource.up(**program) == "unchanged"


@pytest.mark.parametrize(
    ("kind", "path"),
    [
        pytest.param(PERSON_GROUP, ".*/persistedfaces/.*", id="face of a person"),
        pytest.param(PERSON_GROUP, ".*/persons/[^/]*", id="person"),
        pytest.param(LARGE_FACE_LIST, ".*/persistedfaces/.*", id="face of a list"),
    ],
)
async def test_what_is_to_be_removed_may_be_gone(account: Account, tmp_path: Path, kind: Kind, path: str) -> None:
    """A face or a person that is found gone when it is to be removed, by somebody or by a lost try of ours, is removed."""
    resource, program = await enrolled(account, kind, tmp_path)
    write(tmp_path / "photos", for_kind(kind, {"ann": (1,)}))
    await account.rule(method="DELETE", path=path, drop=True)

    await resource.up(**program)

    assert await account.hits() == 1
    assert await account.gallery_content(kind) == expected(for_kind(kind, {"ann": (1,)}))


async def test_a_double_is_one_again(account: Account, tmp_path: Path) -> None:
    """A second face with the mark of one of ours is drift, and the update leaves one of the two."""
    resource, program = await enrolled(account, LARGE_FACE_LIST, tmp_path)
    await copy_listed(account)

    await resource.refresh()
    assert await resource.has_changes(**program)
    await resource.up(**program)

    held = await account.container(LARGE_FACE_LIST, "staff")
    assert held is not None
    assert len(held["persistedFaces"]) == resource.state["face_count"] == 4
