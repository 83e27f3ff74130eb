"""Images that the service refuses: what is said of them, what a state remembers, and when they are tried again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.client.kinds import PERSON_GROUP, Kind
from pulumi_azure_face.lifecycle import gallery
from pulumi_azure_face.lifecycle.base import PartialFailureError
from pulumi_azure_face.lifecycle.enrollment import rejected_images
from pulumi_azure_face.lifecycle.enrollment.rejected_images import RejectedImage

from .. import programs
from ..account import Account
from ..photo_folders import Persons, expected, for_kind, photo, write
from ..simulated_engine import Resource

pytestmark = pytest.mark.anyio

GOOD: Persons = {"ann": (1, 2), "bob": (3,)}


def broken(number: int) -> bytes:
    """What begins like a JPEG and is none; every number's is another."""
    return (b"\xff\xd8\xff\xe0" + f"broken {number}".encode()).ljust(2_000, b".")


def home(source: Path, kind: Kind, name: str = "ann") -> Path:
    """Where the photos of a person are, or those of the list."""
    return source / name if kind.holds == "persons" else source


@pytest.fixture
def source(tmp_path: Path, kind: Kind) -> Path:
    """All is good but for two photos of Ann's."""
    folder = write(tmp_path / "photos", for_kind(kind, GOOD))
    for number in (8, 9):
        (home(folder, kind) / f"{number}.jpg").write_bytes(broken(number))
    return folder


@pytest.fixture
def program(source: Path, kind: Kind) -> dict[str, Any]:
    return programs.gallery(source, kind, on_bad_image="skip")


@pytest.fixture
async def resource(account: Account, kind: Kind) -> Resource:
    await account.create(kind)
    return Resource(gallery, account)


async def attempts(account: Account) -> int:
    """How many images were sent since the log was emptied; it is empty again after that."""
    posts = [request for request in await account.writes() if request.endswith("/persistedfaces")]
    await account.forget_requests()
    return len(posts)


async def test_what_is_skipped_is_told(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """The run succeeds with all others; a warning and the outputs name each bad image and the reason."""
    assert await resource.up(**program) == "created"

    assert await account.gallery_content(kind) == expected(for_kind(kind, GOOD))
    images = [Path(entry["image"].strip("'")).name for entry in resource.state["rejected"]]
    assert (images, resource.state["rejected_count"]) == (["8.jpg", "9.jpg"], 2)
    assert {entry["reason"].split(":")[0] for entry in resource.state["rejected"]} == {"400 InvalidImage"}
    assert "(request " not in json.dumps(resource.state["rejected"])
    assert [warning.split(": ")[0] for warning in account.warnings] == ["skipped 2 of the photos"]


async def test_what_is_skipped_is_not_tried_again(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind, source: Path
) -> None:
    """Neither in a run without a change, nor after a refresh, nor when something else has changed."""
    await resource.up(**program)
    await account.forget_requests()

    assert not await resource.has_changes(**program)
    assert await resource.refresh()
    assert await resource.up(**program) == "unchanged"
    assert await attempts(account) == 0
    (home(source, kind) / "4.jpg").write_bytes(photo(4))
    assert await resource.up(**program) == "updated"
    assert await attempts(account) == 1
    assert resource.state["rejected_count"] == 2
    assert not await resource.has_changes(**program)


async def test_what_is_skipped_is_tried_once_it_has_changed(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind, source: Path
) -> None:
    """A corrected image is another one; one that is taken away is named no more."""
    await resource.up(**program)
    await account.forget_requests()
    (home(source, kind) / "8.jpg").write_bytes(photo(8))
    (home(source, kind) / "9.jpg").unlink()

    assert await resource.up(**program) == "updated"

    assert await attempts(account) == 1
    assert await account.gallery_content(kind) == expected(for_kind(kind, {**GOOD, "ann": (1, 2, 8)}))
    assert (resource.state["rejected"], resource.state["rejected_count"]) == ([], 0)


async def test_a_face_that_somebody_removes_is_drift_all_the_same(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """Skipping some does not hide that another is missing; and what somebody else repaired is as it was left."""
    await resource.up(**program)
    lost = next(iter((await account.face_paths(kind)).values()))[0]
    await account.send("DELETE", lost)
    await account.forget_requests()

    assert await resource.refresh()
    assert await resource.has_changes(**program)
    assert await resource.up(**program) == "updated"

    assert await attempts(account) == 1
    assert await account.gallery_content(kind) == expected(for_kind(kind, GOOD))
    assert await resource.refresh()
    assert not await resource.has_changes(**program)


async def test_failing_again_tries_them_again(account: Account, resource: Resource, program: dict[str, Any]) -> None:
    """Who wants to know of bad images again is told, and back again they are skipped."""
    await resource.up(**program)
    await account.forget_requests()

    with pytest.raises(PartialFailureError, match="2 of the photos cannot be used"):
        await resource.up(**{**program, "on_bad_image": "fail"})
    assert await attempts(account) == 2
    assert resource.state["rejected_count"] == 2
    assert await resource.up(**program) == "updated"
    assert not await resource.has_changes(**program)


async def test_a_person_without_a_good_image_is_not_made(account: Account, tmp_path: Path) -> None:
    """A group with somebody who has no face cannot be trained (face-api.md#training-person-without-face-fails)."""
    await account.create(PERSON_GROUP)
    source = write(tmp_path / "photos", {"ann": (1,), "bob": ()})
    (source / "bob" / "bad.jpg").write_bytes(broken(1))
    program, resource = programs.gallery(source, on_bad_image="skip"), Resource(gallery, account)

    await resource.up(**program)

    assert await account.gallery_content(PERSON_GROUP) == expected({"ann": (1,)})
    assert resource.state["person_count"] == 1
    assert await resource.refresh()
    assert not await resource.has_changes(**program)


async def test_what_is_bad_by_its_file_is_skipped_unseen(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind, source: Path
) -> None:
    """The service is not asked about it; it is told like all others, and one more of them is a change."""
    (home(source, kind) / "text.jpg").write_text("Dear Ann, " * 200)
    await resource.up(**program)
    assert await attempts(account) == 5
    assert [entry["reason"] for entry in resource.state["rejected"]][
        -1
    ] == "is not JPEG, PNG, GIF or BMP by its content"
    (home(source, kind) / "small.jpg").write_bytes(photo(7, 200))

    assert await resource.up(**program) == "updated"

    assert await attempts(account) == 0
    assert resource.state["rejected_count"] == 4
    assert await resource.refresh()
    assert not await resource.has_changes(**program)


async def test_a_lost_reply_among_the_bad_ones(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """The look that follows tries no bad image twice, and the end is exact."""
    await account.rule(method="POST", path=".*/persistedfaces", skip=1, drop=True)

    await resource.up(**program)

    assert await account.gallery_content(kind) == expected(for_kind(kind, GOOD))
    assert await attempts(account) == 5
    assert not await resource.has_changes(**program)


async def test_the_transactions_are_counted(account: Account, resource: Resource, program: dict[str, Any]) -> None:
    """As the service counts them: looks, and what was refused, among them."""
    await account.forget_requests()

    await resource.up(**program)

    assert resource.state["transactions"] == len(await account.requests())


async def test_a_wrong_word(resource: Resource, program: dict[str, Any]) -> None:
    """What is to be done is one of two things."""
    checked = gallery.check({}, {**program, "on_bad_image": "ignore"})

    assert checked.failures == ["on_bad_image must be one of fail, skip; it is 'ignore'"]


# --- what a state remembers -------------------------------------------------------------------------------------------


def many(count: int) -> dict[str, RejectedImage]:
    reasons = ("400 InvalidImage: No face detected in the image.", "400 InvalidImageSize: Too small.")
    return {
        f"{number:032x}"[::-1]: RejectedImage(f"'photos/{number:06}.jpg'", reasons[number % 2])
        for number in range(count)
    }


def test_a_state_stays_small() -> None:
    """However many are bad, it names a hundred and knows a thousand."""
    told = rejected_images.outputs(many(10_000))

    assert (len(told["rejected"]), told["rejected_count"]) == (100, 10_000)
    assert len(json.dumps(told)) < 25_000


def test_what_is_remembered() -> None:
    """An image is known by its key, whatever it is called today, and by no other's."""
    bad = many(300)
    keys = list(bad)
    declared = {keys[0]: "renamed", keys[250]: "beyond the list", "f" * 32: "never seen"}

    found = rejected_images.known_rejections(rejected_images.outputs(bad), declared)

    assert {key: (one.image, one.reason) for key, one in found.items()} == {
        keys[0]: ("renamed", bad[keys[0]].reason),
        keys[250]: ("beyond the list", "rejected before"),
    }


def test_a_state_without_any() -> None:
    """A state of before knows of none."""
    assert rejected_images.known_rejections({}, {"a" * 32: "'a.jpg'"}) == {}


async def test_nobody_loses_a_face_to_a_bad_one(account: Account, tmp_path: Path) -> None:
    """What a photo was to replace stays until that photo is right."""
    await account.create(PERSON_GROUP)
    folder, resource = write(tmp_path / "photos", {"ann": (1,), "bob": (2,)}), Resource(gallery, account)
    program = programs.gallery(folder)
    await resource.up(**program)
    (folder / "ann" / "1.jpg").write_bytes(broken(1))
    (folder / "bob" / "2.jpg").write_bytes(photo(3))

    with pytest.raises(PartialFailureError):
        await resource.up(**program)
    assert await account.gallery_content(PERSON_GROUP) == expected({"ann": (1,), "bob": (3,)})

    (folder / "ann" / "1.jpg").write_bytes(photo(4))
    await resource.up(**program)
    assert await account.gallery_content(PERSON_GROUP) == expected({"ann": (4,), "bob": (3,)})
