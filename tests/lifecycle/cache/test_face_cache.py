"""The face cache, which saves reads of faces and never decides anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.client.kinds import PERSON_GROUP
from pulumi_azure_face.lifecycle.cache.face_cache import FaceCache

from ..helpers import programs
from ..helpers.account import Account
from ..helpers.interruptions import run_until_interrupted
from ..helpers.lifecycles import gallery
from ..helpers.photo_folders import expected, write_photos
from ..helpers.simulated_engine import Resource

PHOTO, OTHER_PHOTO = "a" * 32, "b" * 32


@pytest.fixture
def cache_folder(tmp_path: Path) -> Path:
    return tmp_path / "faces"


def test_next_run_reads_the_cache_of_its_gallery(cache_folder: Path) -> None:
    """The next run knows the photo of each face, and each gallery has its own cache."""
    FaceCache("account", "group", "gallery", folder=cache_folder).add("face-1", PHOTO)

    assert FaceCache("account", "group", "gallery", folder=cache_folder).photo_of("face-1") == PHOTO
    assert FaceCache("account", "group", "other", folder=cache_folder).photo_of("face-1") is None


def test_incomplete_line_is_ignored(cache_folder: Path) -> None:
    """A line that is incomplete because a run was killed is ignored, and the other lines stay."""
    cache = FaceCache("gallery", folder=cache_folder)
    cache.add("face-1", PHOTO)
    [file] = cache_folder.iterdir()
    file.write_text(f"{file.read_text()}face-2 bb\nface-3")
    FaceCache("gallery", folder=cache_folder).add("face-4", OTHER_PHOTO)
    FaceCache("gallery", folder=cache_folder).add("face-5", OTHER_PHOTO)

    reloaded = FaceCache("gallery", folder=cache_folder)
    assert [reloaded.photo_of(f"face-{number}") for number in (1, 2, 3, 4, 5)] == [PHOTO, None, None, None, OTHER_PHOTO]


def test_deleted_faces_are_removed_from_the_cache(cache_folder: Path) -> None:
    """Faces that no longer exist are removed, so the cache does not grow without bound."""
    cache = FaceCache("gallery", folder=cache_folder)
    for number in range(3):
        cache.add(f"face-{number}", PHOTO)
    cache.keep_only({"face-1"})

    assert [FaceCache("gallery", folder=cache_folder).photo_of(f"face-{number}") for number in range(3)] == [
        None,
        PHOTO,
        None,
    ]
    cache.clear()
    assert not list(cache_folder.iterdir())


@pytest.mark.parametrize("damage", [b"\xff\xfe\x00", b"one two three\n", b""])
def test_damaged_cache_counts_as_empty(cache_folder: Path, damage: bytes) -> None:
    """A damaged cache file counts as empty, and new entries are kept."""
    FaceCache("gallery", folder=cache_folder).add("face-1", PHOTO)
    [file] = cache_folder.iterdir()
    file.write_bytes(damage)

    cache = FaceCache("gallery", folder=cache_folder)
    assert cache.photo_of("face-1") is None
    cache.add("face-1", PHOTO)
    assert cache.photo_of("face-1") == PHOTO


def test_unwritable_folder_keeps_entries_for_the_run(tmp_path: Path) -> None:
    """If the folder is not writable, entries serve the current run and nothing fails."""
    (tmp_path / "file").touch()
    cache = FaceCache("gallery", folder=tmp_path / "file" / "faces")
    cache.add("face-1", PHOTO)
    cache.add("face-2", "not a photo\nkey: ä")

    assert cache.photo_of("face-1") == PHOTO
    cache.keep_only({"face-1"})
    cache.clear()


async def create_interrupted_gallery(account: Account, tmp_path: Path) -> tuple[Resource, dict[str, Any]]:
    """Return a gallery whose create was killed after five of six photos."""
    await account.create(PERSON_GROUP)
    program = programs.gallery(write_photos(tmp_path / "photos", PHOTOS_BY_PERSON))
    resource = Resource(gallery, account)
    await account.add_rule(path=".*/persistedfaces", skip=5, delay=60, before=True)
    await run_until_interrupted(resource, account, program)
    await account.start_next_run()
    await account.clear_requests()
    return resource, program


PHOTOS_BY_PERSON = {"ann": (1, 2, 3), "bob": (4, 5, 6)}


@pytest.mark.anyio
async def test_interrupted_run_resumes_without_reading_faces(account: Account, tmp_path: Path) -> None:
    """A run after a killed run needs the list and the cache, reads no face, and writes only missing faces."""
    resource, program = await create_interrupted_gallery(account, tmp_path)

    await resource.up(**program)

    assert await account.gallery_content(PERSON_GROUP) == expected(PHOTOS_BY_PERSON)
    assert not [request for request in await account.requests() if request.startswith("GET") and "faces/" in request]


@pytest.mark.anyio
async def test_run_on_another_machine_reads_each_face_once(
    account: Account, tmp_path: Path, switch_machine: Callable[[], None]
) -> None:
    """Without a cache, each face is read once."""
    resource, program = await create_interrupted_gallery(account, tmp_path)
    switch_machine()

    await resource.up(**program)

    assert await account.gallery_content(PERSON_GROUP) == expected(PHOTOS_BY_PERSON)
    assert (
        len([request for request in await account.requests() if request.startswith("GET") and "faces/" in request]) == 5
    )
