"""The face cache, which saves reads of faces and never decides anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pulumi_azure_face.client.kinds import PERSON_GROUP
from pulumi_azure_face.lifecycle.cache.database import CacheDatabase
from pulumi_azure_face.lifecycle.cache.face_cache import FaceCache

from ..helpers import programs
from ..helpers.account import Account
from ..helpers.interruptions import run_until_interrupted
from ..helpers.lifecycles import gallery
from ..helpers.photo_folders import expected, write_photos
from ..helpers.simulated_engine import Resource

PHOTO = "a" * 32


def test_next_run_reads_the_cache_of_its_gallery(tmp_path: Path) -> None:
    """The next run knows the photo of each face, and each gallery has its own entries."""
    FaceCache("account", "group", "gallery", database=CacheDatabase(tmp_path)).add("face-1", PHOTO)
    next_run = CacheDatabase(tmp_path)

    assert FaceCache("account", "group", "gallery", database=next_run).photo_of("face-1") == PHOTO
    assert FaceCache("account", "group", "other", database=next_run).photo_of("face-1") is None


def test_deleted_faces_are_removed_from_the_cache(tmp_path: Path) -> None:
    """Faces that no longer exist are removed, so the cache does not grow without bound. Other galleries stay."""
    database = CacheDatabase(tmp_path)
    cache, other = (FaceCache(gallery, database=database) for gallery in ("gallery", "other"))
    for number in range(3):
        cache.add(f"face-{number}", PHOTO)
        other.add(f"face-{number}", PHOTO)

    cache.keep_only({"face-1"})
    assert [cache.photo_of(f"face-{number}") for number in range(3)] == [None, PHOTO, None]
    cache.clear()
    assert [cache.photo_of(f"face-{number}") for number in range(3)] == [None] * 3
    assert [other.photo_of(f"face-{number}") for number in range(3)] == [PHOTO] * 3


def test_invalid_photo_key_is_not_cached() -> None:
    """The tag of a face may come from another client, which can write any text."""
    cache = FaceCache("gallery")
    for number, photo in enumerate(["not a photo\nkey: ä", "", "A" * 32, PHOTO[:-1]]):
        cache.add(f"face-{number}", photo)
        assert cache.photo_of(f"face-{number}") is None


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
