"""Images that the service rejects: messages, the part of the state about them, and when they are sent again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.client.kinds import PERSON_GROUP, Kind
from pulumi_azure_face.lifecycle.base import PartialFailureError
from pulumi_azure_face.lifecycle.enrollment import rejected_images
from pulumi_azure_face.lifecycle.enrollment.rejected_images import RejectedImage

from ..helpers import programs
from ..helpers.account import Account
from ..helpers.lifecycles import check, gallery
from ..helpers.photo_folders import Persons, expected, for_kind, photo, write_photos
from ..helpers.simulated_engine import Resource

pytestmark = pytest.mark.anyio

VALID_PHOTOS: Persons = {"ann": (1, 2), "bob": (3,)}


def invalid_image(number: int) -> bytes:
    """Return bytes that begin like a JPEG but are not an image, different for each number."""
    return (b"\xff\xd8\xff\xe0" + f"broken {number}".encode()).ljust(2_000, b".")


def photo_folder(source: Path, kind: Kind, name: str = "ann") -> Path:
    """Return the folder of a person's photos, or of the list."""
    return source / name if kind.holds == "persons" else source


@pytest.fixture
def source(tmp_path: Path, kind: Kind) -> Path:
    """A source with two invalid photos of Ann."""
    folder = write_photos(tmp_path / "photos", for_kind(kind, VALID_PHOTOS))
    for number in (8, 9):
        (photo_folder(folder, kind) / f"{number}.jpg").write_bytes(invalid_image(number))
    return folder


@pytest.fixture
def program(source: Path, kind: Kind) -> dict[str, Any]:
    return programs.gallery(source, kind, on_bad_image="skip")


@pytest.fixture
async def resource(account: Account, kind: Kind) -> Resource:
    await account.create(kind)
    return Resource(gallery, account)


async def count_uploads(account: Account) -> int:
    """Return the number of uploads since the last call."""
    posts = [request for request in await account.writes() if request.endswith("/persistedfaces")]
    await account.clear_requests()
    return len(posts)


async def test_skipped_images_are_reported(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """With `skip` the run succeeds, and a warning and the outputs name each rejected image and the reason."""
    assert await resource.up(**program) == "created"

    assert await account.gallery_content(kind) == expected(for_kind(kind, VALID_PHOTOS))
    images = [Path(entry["image"].strip("'")).name for entry in resource.state["rejected"]]
    assert (images, resource.state["rejected_count"]) == (["8.jpg", "9.jpg"], 2)
    assert {entry["reason"].split(":")[0] for entry in resource.state["rejected"]} == {"400 InvalidImage"}
    assert "(request " not in json.dumps(resource.state["rejected"])
    assert [warning.split(": ")[0] for warning in account.warnings] == ["skipped 2 photos"]


async def test_skipped_image_is_not_sent_again(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind, source: Path
) -> None:
    """A skipped image is not sent again in later runs, after a refresh, or with other changes."""
    await resource.up(**program)
    await account.clear_requests()

    assert not await resource.has_changes(**program)
    assert await resource.refresh()
    assert await resource.up(**program) == "unchanged"
    assert await count_uploads(account) == 0
    (photo_folder(source, kind) / "4.jpg").write_bytes(photo(4))
    assert await resource.up(**program) == "updated"
    assert await count_uploads(account) == 1
    assert resource.state["rejected_count"] == 2
    assert not await resource.has_changes(**program)


async def test_corrected_image_is_sent(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind, source: Path
) -> None:
    """A corrected image is sent, and an image that was removed is no longer reported."""
    await resource.up(**program)
    await account.clear_requests()
    (photo_folder(source, kind) / "8.jpg").write_bytes(photo(8))
    (photo_folder(source, kind) / "9.jpg").unlink()

    assert await resource.up(**program) == "updated"

    assert await count_uploads(account) == 1
    assert await account.gallery_content(kind) == expected(for_kind(kind, {**VALID_PHOTOS, "ann": (1, 2, 8)}))
    assert (resource.state["rejected"], resource.state["rejected_count"]) == ([], 0)


async def test_missing_face_is_drift_despite_skipped_images(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """A face that was removed outside the program is drift, even if other images are skipped."""
    await resource.up(**program)
    face_path = next(iter((await account.face_paths(kind)).values()))[0]
    await account.send("DELETE", face_path)
    await account.clear_requests()

    assert await resource.refresh()
    assert await resource.has_changes(**program)
    assert await resource.up(**program) == "updated"

    assert await count_uploads(account) == 1
    assert await account.gallery_content(kind) == expected(for_kind(kind, VALID_PHOTOS))
    assert await resource.refresh()
    assert not await resource.has_changes(**program)


async def test_switching_to_fail_sends_skipped_images_again(
    account: Account, resource: Resource, program: dict[str, Any]
) -> None:
    """With `fail` the rejected images are sent again and fail the run, and with `skip` they are skipped."""
    await resource.up(**program)
    await account.clear_requests()

    with pytest.raises(PartialFailureError, match="2 photos could not be enrolled"):
        await resource.up(**{**program, "on_bad_image": "fail"})
    assert await count_uploads(account) == 2
    assert resource.state["rejected_count"] == 2
    assert await resource.up(**program) == "updated"
    assert not await resource.has_changes(**program)


async def test_person_without_a_valid_image_is_not_created(account: Account, tmp_path: Path) -> None:
    """A person without a valid image is not created, because the group could not be trained.

    See face-api.md#training-person-without-face-fails.
    """
    await account.create(PERSON_GROUP)
    source = write_photos(tmp_path / "photos", {"ann": (1,), "bob": ()})
    (source / "bob" / "bad.jpg").write_bytes(invalid_image(1))
    program, resource = programs.gallery(source, on_bad_image="skip"), Resource(gallery, account)

    await resource.up(**program)

    assert await account.gallery_content(PERSON_GROUP) == expected({"ann": (1,)})
    assert resource.state["person_count"] == 1
    assert await resource.refresh()
    assert not await resource.has_changes(**program)


async def test_image_with_an_invalid_file_is_skipped_without_a_request(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind, source: Path
) -> None:
    """An image with an invalid file is reported like the others without a request, and is a change."""
    (photo_folder(source, kind) / "text.jpg").write_text("Dear Ann, " * 200)
    await resource.up(**program)
    assert await count_uploads(account) == 5
    assert [entry["reason"] for entry in resource.state["rejected"]][
        -1
    ] == "is not a JPEG, PNG, GIF, or BMP file (by its content)"
    (photo_folder(source, kind) / "small.jpg").write_bytes(photo(7, 200))

    assert await resource.up(**program) == "updated"

    assert await count_uploads(account) == 0
    assert resource.state["rejected_count"] == 4
    assert await resource.refresh()
    assert not await resource.has_changes(**program)


async def test_lost_response_does_not_send_rejected_images_again(
    account: Account, resource: Resource, program: dict[str, Any], kind: Kind
) -> None:
    """After a lost response, no rejected image is sent again, and the gallery is exact."""
    await account.add_rule(method="POST", path=".*/persistedfaces", skip=1, drop=True)

    await resource.up(**program)

    assert await account.gallery_content(kind) == expected(for_kind(kind, VALID_PHOTOS))
    assert await count_uploads(account) == 5
    assert not await resource.has_changes(**program)


async def test_transactions_count_all_requests(account: Account, resource: Resource, program: dict[str, Any]) -> None:
    """The output `transactions` counts all requests, including reads and rejected ones."""
    await account.clear_requests()

    await resource.up(**program)

    assert resource.state["transactions"] == len(await account.requests())


async def test_on_bad_image_must_be_fail_or_skip(resource: Resource, program: dict[str, Any]) -> None:
    """The input `on_bad_image` is either fail or skip."""
    checked = check(gallery, {}, {**program, "on_bad_image": "ignore"})

    assert checked.failures == ["on_bad_image must be one of fail, skip, got 'ignore'"]


# --- the state ---------------------------------------------------------------------------------------------------------


async def test_rejected_replacement_is_sent_again(
    account: Account, tmp_path: Path, switch_machine: Callable[[], None]
) -> None:
    """A rejected photo in the place of another one leaves the old face, and the next run does not count it as done."""
    source = write_photos(tmp_path / "photos", {"ann": (1, 2)})
    await account.create(PERSON_GROUP)
    program, resource = programs.gallery(source), Resource(gallery, account)
    await resource.up(**program)
    (source / "ann" / "2.jpg").write_bytes(invalid_image(1))

    for _ in range(3):
        await account.start_next_run()
        switch_machine()
        with pytest.raises(PartialFailureError, match="InvalidImage"):
            await resource.up(**program)
        assert await account.gallery_content(PERSON_GROUP) == expected({"ann": (1, 2)})


def many_rejected(count: int) -> dict[str, RejectedImage]:
    reasons = ("400 InvalidImage: No face detected in the image.", "400 InvalidImageSize: Too small.")
    return {
        f"{number:032x}"[::-1]: RejectedImage(f"'photos/{number:06}.jpg'", reasons[number % 2])
        for number in range(count)
    }


def test_state_names_a_limited_number_of_rejected_images() -> None:
    """The state names one hundred rejected images and stays small."""
    outputs: dict[str, Any] = rejected_images.outputs(many_rejected(10_000))

    assert (len(outputs["rejected"]), outputs["rejected_count"]) == (100, 10_000)
    assert len(json.dumps(outputs)) < 25_000


def test_rejected_image_is_recognized_by_its_key() -> None:
    """A rejected image is recognized by its key, even if its file is renamed."""
    rejected = many_rejected(300)
    keys = list(rejected)
    images = {keys[0]: "renamed", keys[250]: "beyond the list", "f" * 32: "never seen"}

    outputs: dict[str, Any] = rejected_images.outputs(rejected)

    known = rejected_images.known_rejections(outputs["rejected_keys"], outputs["rejected"], images)

    assert {key: (image.image, image.reason) for key, image in known.items()} == {
        keys[0]: ("renamed", rejected[keys[0]].reason),
        keys[250]: ("beyond the list", "rejected before"),
    }


def test_state_without_rejected_images() -> None:
    """A state of an earlier release has no rejected images."""
    assert rejected_images.known_rejections("", [], {"a" * 32: "'a.jpg'"}) == {}


async def test_face_is_kept_until_its_replacement_is_valid(account: Account, tmp_path: Path) -> None:
    """The face that a photo would replace stays until the new photo is valid."""
    await account.create(PERSON_GROUP)
    folder, resource = write_photos(tmp_path / "photos", {"ann": (1,), "bob": (2,)}), Resource(gallery, account)
    program = programs.gallery(folder)
    await resource.up(**program)
    (folder / "ann" / "1.jpg").write_bytes(invalid_image(1))
    (folder / "bob" / "2.jpg").write_bytes(photo(3))

    with pytest.raises(PartialFailureError):
        await resource.up(**program)
    assert await account.gallery_content(PERSON_GROUP) == expected({"ann": (1,), "bob": (3,)})

    (folder / "ann" / "1.jpg").write_bytes(photo(4))
    await resource.up(**program)
    assert await account.gallery_content(PERSON_GROUP) == expected({"ann": (4,), "bob": (3,)})


@pytest.mark.parametrize("kind", [PERSON_GROUP], ids=lambda kind: kind.name)
async def test_rejected_replacement_keeps_the_old_face_after_a_lost_reply(
    account: Account, kind: Kind, tmp_path: Path
) -> None:
    """If the reply about another person is lost, the next pass keeps the face whose replacement was rejected, too."""
    folder = write_photos(tmp_path / "photos", {"ann": (1,), "bob": (3,)})
    program = programs.gallery(folder, kind)
    await account.create(kind)
    resource = Resource(gallery, account)
    await resource.up(**program)
    [old_photo] = (folder / "ann").iterdir()
    old_photo.unlink()
    (folder / "ann" / "9.jpg").write_bytes(invalid_image(9))
    (folder / "bob" / "4.jpg").write_bytes(photo(4))
    bob = await account.person_id("bob", kind)
    await account.add_rule(method="POST", path=f".*{bob}/persistedfaces", drop=True)

    with pytest.raises(PartialFailureError, match=r"9\.jpg"):
        await resource.up(**program)

    assert await account.rule_hits() == 1
    assert await account.gallery_content(kind) == expected({"ann": (1,), "bob": (3, 4)})
