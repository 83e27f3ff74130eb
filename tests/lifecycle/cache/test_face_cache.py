"""What is known of the faces of a gallery: it saves reading them, and it never decides anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.client.kinds import PERSON_GROUP
from pulumi_azure_face.lifecycle import gallery
from pulumi_azure_face.lifecycle.cache.face_cache import FaceCache

from .. import programs
from ..account import Account
from ..interruption import run_until_interrupted
from ..photo_folders import expected, write
from ..simulated_engine import Resource

PHOTO, OTHER = "a" * 32, "b" * 32


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "faces"


def test_what_one_run_learns_the_next_one_knows(home: Path) -> None:
    """Each gallery has an album of its own."""
    FaceCache("account", "group", "mark", home=home).add("face-1", PHOTO)

    assert FaceCache("account", "group", "mark", home=home).photo_of("face-1") == PHOTO
    assert FaceCache("account", "group", "other", home=home).photo_of("face-1") is None


def test_a_line_that_was_cut_off_is_not_known(home: Path) -> None:
    """A run may be killed while it writes; the lines around stay."""
    album = FaceCache("gallery", home=home)
    album.add("face-1", PHOTO)
    [file] = home.iterdir()
    file.write_text(f"{file.read_text()}face-2 bb\nface-3")
    FaceCache("gallery", home=home).add("face-4", OTHER)
    FaceCache("gallery", home=home).add("face-5", OTHER)

    later = FaceCache("gallery", home=home)
    assert [later.photo_of(f"face-{number}") for number in (1, 2, 3, 4, 5)] == [PHOTO, None, None, None, OTHER]


def test_faces_that_are_gone_are_forgotten(home: Path) -> None:
    """The album does not grow with every exchange of photos."""
    album = FaceCache("gallery", home=home)
    for number in range(3):
        album.add(f"face-{number}", PHOTO)
    album.keep_only({"face-1"})

    assert [FaceCache("gallery", home=home).photo_of(f"face-{number}") for number in range(3)] == [None, PHOTO, None]
    album.clear()
    assert not list(home.iterdir())


@pytest.mark.parametrize("damage", [b"\xff\xfe\x00", b"one two three\n", b""])
def test_a_damaged_album_is_an_empty_one(home: Path, damage: bytes) -> None:
    """Nobody fails because of it, and what is learnt afterwards is kept."""
    FaceCache("gallery", home=home).add("face-1", PHOTO)
    [file] = home.iterdir()
    file.write_bytes(damage)

    album = FaceCache("gallery", home=home)
    assert album.photo_of("face-1") is None
    album.add("face-1", PHOTO)
    assert album.photo_of("face-1") == PHOTO


def test_a_home_that_cannot_be_written_to_is_no_reason_to_fail(tmp_path: Path) -> None:
    """What was learnt serves its own run."""
    (tmp_path / "file").touch()
    album = FaceCache("gallery", home=tmp_path / "file" / "faces")
    album.add("face-1", PHOTO)
    album.add("face-2", "no photo\nof ours: ä")

    assert album.photo_of("face-1") == PHOTO
    album.keep_only({"face-1"})
    album.clear()


async def half_enrolled(account: Account, tmp_path: Path) -> tuple[Resource, dict[str, Any]]:
    """A create that was killed when five of six photos were there."""
    await account.create(PERSON_GROUP)
    program = programs.gallery(write(tmp_path / "photos", DECLARED))
    resource = Resource(gallery, account)
    await account.rule(path=".*/persistedfaces", skip=5, delay=60, before=True)
    await run_until_interrupted(resource, account, program)
    await account.next_run()
    await account.forget_requests()
    return resource, program


DECLARED = {"ann": (1, 2, 3), "bob": (4, 5, 6)}


@pytest.mark.anyio
async def test_a_killed_run_is_taken_up_without_reading_faces(account: Account, tmp_path: Path) -> None:
    """The listing and the album tell it all; only what is missing is written."""
    resource, program = await half_enrolled(account, tmp_path)

    await resource.up(**program)

    assert await account.gallery_content(PERSON_GROUP) == expected(DECLARED)
    assert not [request for request in await account.requests() if request.startswith("GET") and "faces/" in request]


@pytest.mark.anyio
async def test_elsewhere_each_face_is_read_once(account: Account, tmp_path: Path, move_on: Callable[[], None]) -> None:
    """Where nothing is known it is learnt, at one request a face."""
    resource, program = await half_enrolled(account, tmp_path)
    move_on()

    await resource.up(**program)

    assert await account.gallery_content(PERSON_GROUP) == expected(DECLARED)
    assert (
        len([request for request in await account.requests() if request.startswith("GET") and "faces/" in request]) == 5
    )
