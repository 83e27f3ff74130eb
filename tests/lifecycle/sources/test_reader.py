"""Manifests and globs as the source of a gallery, from the entries to the account."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, cast

import pytest

from pulumi_azure_face.client.kinds import FACE_LIST, LARGE_FACE_LIST, LARGE_PERSON_GROUP, PERSON_GROUP, Kind
from pulumi_azure_face.lifecycle.base import PartialFailureError
from pulumi_azure_face.lifecycle.cache import hash_cache
from pulumi_azure_face.lifecycle.sources import inspection
from pulumi_azure_face.lifecycle.sources.reader import SourceError, read_source

from ..helpers import programs
from ..helpers.account import Account, photo_key
from ..helpers.lifecycles import gallery
from ..helpers.photo_folders import expected, photo, write_photos
from ..helpers.simulated_engine import Resource

pytestmark = pytest.mark.anyio

GROUP_KINDS = pytest.mark.parametrize("kind", [PERSON_GROUP, LARGE_PERSON_GROUP], ids=lambda kind: kind.name)
LIST_KINDS = pytest.mark.parametrize("kind", [FACE_LIST, LARGE_FACE_LIST], ids=lambda kind: kind.name)


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_photos(tmp_path / "photos", {"ann": (1, 2), "bob": (3,)})


@pytest.fixture
def photo_server(folder: Path) -> Iterator[str]:
    """The URL of a web server with the photos."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def write_manifest(folder: Path, *rows: dict[str, Any]) -> Path:
    file = folder / "manifest.json"
    file.write_text(json.dumps(rows))
    return file


def user_data_of(faces: list[dict[str, Any]]) -> list[str | None]:
    return sorted(json.loads(face["userData"]).get("userData", "") for face in faces)


# --- manifests --------------------------------------------------------------------------------------------------------


@GROUP_KINDS
async def test_group_is_enrolled_from_a_manifest(account: Account, kind: Kind, folder: Path, photo_server: str) -> None:
    """A manifest gives a group names, user data, files, URLs, and target faces, and then there is no change."""
    await account.create(kind)
    image = {"image": "ann/1.jpg", "target_face": [0, 0, 48, 48]}
    ann = {"key": "a-17", "name": "Ann Lee", "user_data": "desk 12", "images": [image, f"{photo_server}/bob/3.jpg"]}
    program = programs.gallery(write_manifest(folder, ann, {"key": "bob", "images": "bob/3.jpg"}), kind)
    resource = Resource(gallery, account)

    await resource.up(**program)

    container = await account.container(kind, "staff") or {}
    by_name = {person["name"]: person for person in container["persons"]}
    assert {name: len(person["persistedFaces"]) for name, person in by_name.items()} == {"Ann Lee": 2, "bob": 1}
    assert json.loads(by_name["Ann Lee"]["userData"])["userData"] == "desk 12"
    assert "userData" not in json.loads(by_name["bob"]["userData"])
    assert sorted(face["sha256"][:32] for face in by_name["Ann Lee"]["persistedFaces"]) == sorted(
        map(photo_key, (photo(1), photo(3)))
    )
    assert await resource.refresh()
    assert not await resource.has_changes(**program)


@GROUP_KINDS
async def test_changed_name_or_user_data_is_updated_without_training(
    account: Account, kind: Kind, folder: Path
) -> None:
    """A changed name or user data needs one request per person and no training, even if it is drift."""
    await account.create(kind)
    ann, bob = {"key": "ann", "user_data": "desk 12", "images": "ann/1.jpg"}, {"key": "bob", "images": "bob/3.jpg"}
    resource = Resource(gallery, account)
    await resource.up(**programs.gallery(write_manifest(folder, ann, bob), kind))
    revision = resource.state["revision"]
    program = programs.gallery(write_manifest(folder, {**ann, "user_data": "desk 13", "name": "Ann Lee"}, bob), kind)
    await account.clear_requests()

    assert await resource.up(**program) == "updated"

    person_path = f"/{kind.path}/staff/persons/{await account.person_id('Ann Lee', kind)}"
    assert await account.writes() == [f"PATCH {person_path}"]
    assert resource.state["revision"] == revision
    container = await account.container(kind, "staff") or {}
    (user_data,) = [person["userData"] for person in container["persons"] if person["name"] == "Ann Lee"]
    await account.send("PATCH", person_path, json={"userData": user_data.replace("desk 13", "desk 99")})
    await resource.refresh()
    assert await resource.up(**program) == "updated"
    assert user_data_of((await account.container(kind, "staff") or {})["persons"]) == ["", "desk 13"]


@LIST_KINDS
async def test_list_is_enrolled_from_a_manifest(account: Account, kind: Kind, folder: Path) -> None:
    """Each face of a list has the user data of its row, and a change of it replaces the face."""
    await account.create(kind)
    resource, row = Resource(gallery, account), {"images": ["ann/1.jpg", "ann/2.jpg"], "user_data": "ann"}
    await resource.up(**programs.gallery(write_manifest(folder, row, {"images": "bob/3.jpg"}), kind))
    container = await account.container(kind, "staff") or {}
    assert user_data_of(container["persistedFaces"]) == ["", "ann", "ann"]
    await account.clear_requests()

    await resource.up(
        **programs.gallery(write_manifest(folder, row, {"images": "bob/3.jpg", "user_data": "bob"}), kind)
    )

    container = await account.container(kind, "staff") or {}
    assert user_data_of(container["persistedFaces"]) == ["ann", "ann", "bob"]
    assert sorted(request.split()[0] for request in await account.writes()) == ["DELETE", "POST"]


async def test_unreachable_url_is_a_rejected_image(account: Account, folder: Path, photo_server: str) -> None:
    """A URL that the service cannot fetch is a rejected image, and its query is not shown."""
    await account.create(PERSON_GROUP)
    source = write_manifest(folder, {"key": "ann", "images": [f"{photo_server}/gone.jpg?token=secret", "ann/1.jpg"]})
    resource = Resource(gallery, account)

    with pytest.raises(
        PartialFailureError, match=r"1 photo could not be enrolled: 'http://127\.0\.0\.1:\d+/gone\.jpg' "
    ):
        await resource.up(**programs.gallery(source))
    assert await resource.up(**programs.gallery(source, on_bad_image="skip")) == "updated"

    assert await account.gallery_content(PERSON_GROUP) == expected({"ann": (1,)})
    assert "secret" not in json.dumps(resource.state)


async def test_state_contains_no_names_of_a_manifest(account: Account, folder: Path) -> None:
    """The state contains a digest and counts, but no keys, names, or user data of a manifest."""
    await account.create(PERSON_GROUP)
    resource = Resource(gallery, account)

    await resource.up(
        **programs.gallery(
            write_manifest(folder, {"key": "k-1", "name": "Ann Lee", "user_data": "desk", "images": "ann/1.jpg"})
        )
    )

    assert not [word for word in ("Ann Lee", "k-1", "desk") if word in json.dumps(resource.state)]


# --- globs ------------------------------------------------------------------------------------------------------------


@LIST_KINDS
async def test_list_is_enrolled_from_a_glob(account: Account, kind: Kind, folder: Path) -> None:
    """A glob enrolls the photos that match and ignores hidden files, other files, and links to folders."""
    await account.create(kind)
    (folder / "ann" / ".hidden.jpg").write_bytes(photo(8))
    (folder / "ann" / "notes.txt").write_text("text")
    (folder / "ann" / "loop").symlink_to(folder)

    await Resource(gallery, account).up(**programs.gallery(folder / "**" / "*", kind))

    assert await account.gallery_content(kind) == expected({"": (1, 2, 3)})


@pytest.mark.parametrize(
    ("pattern", "photos"),
    [("*/1.jpg", 1), ("ann/[12].jpg", 2), ("???/*.jpg", 3), ("**/*.jpg", 3), ("bob/*", 1)],
)
def test_glob_uses_the_syntax_of_pathlib(folder: Path, pattern: str, photos: int) -> None:
    """The syntax of a glob is that of Python's `pathlib`."""
    (entry,) = read_source(folder / pattern, "faces")

    assert len(entry.photos) == photos


def test_folder_name_can_contain_glob_characters(tmp_path: Path) -> None:
    """An existing folder is a folder, even if its name contains glob characters."""
    folder = write_photos(tmp_path / "photos [2024]", {"ann": (1,)})

    assert [entry.key for entry in read_source(folder, "persons")] == ["ann"]


@pytest.mark.parametrize(
    ("pattern", "holds", "line"),
    [
        pytest.param("*.jpg", "faces", "no photos found in '.*'. Add JPEG", id="no match"),
        pytest.param("**.jpg", "faces", "'.*' is not a valid glob|no photos found", id="invalid pattern"),
        pytest.param("*/*.jpg", "persons", "is a glob, which names no persons", id="glob for persons"),
    ],
)
def test_invalid_glob_is_rejected(folder: Path, pattern: str, holds: Any, line: str) -> None:
    """An invalid glob is rejected in one line.

    A pattern that is invalid in one Python version may match nothing in another.
    """
    with pytest.raises(SourceError, match=line):
        read_source(folder / pattern, holds)


# --- the hash cache ---------------------------------------------------------------------------------------------------


async def test_wrong_cache_entry_is_corrected(account: Account, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong cache entry enrolls nothing, and the next run reads the file again."""
    monkeypatch.setattr(inspection, "MIN_AGE_TO_CACHE", -(10**9))
    await account.create(PERSON_GROUP)
    program, resource = programs.gallery(folder), Resource(gallery, account)
    version = hash_cache.file_version((folder / "bob" / "3.jpg").stat())
    hash_cache.HashCache().add(
        {str(folder / "bob" / "3.jpg"): hash_cache.FileRecord(*version, "0" * 32, is_known_format=True)}
    )

    with pytest.raises(PartialFailureError, match="changed while it was read"):
        await resource.up(**program)
    assert await resource.up(**program) == "updated"

    assert await account.gallery_content(PERSON_GROUP) == expected({"ann": (1, 2), "bob": (3,)})


# --- quotas -----------------------------------------------------------------------------------------------------------


async def test_full_list_deletes_faces_before_it_adds_others(
    account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If a full list replaces its faces, the old ones are deleted before new ones are added."""
    monkeypatch.setitem(cast("dict[str, int]", LARGE_FACE_LIST.capacity), "F0", 3)
    await account.create(LARGE_FACE_LIST)
    source, resource = tmp_path / "photos", Resource(gallery, account)
    await resource.up(**programs.gallery(write_photos(source, {"": (1, 2, 3)}), LARGE_FACE_LIST))
    await account.clear_requests()

    await resource.up(**programs.gallery(write_photos(source, {"": (4, 5, 6)}), LARGE_FACE_LIST))

    assert [request.split()[0] for request in await account.writes()] == [*["DELETE"] * 3, *["POST"] * 3]
    assert await account.gallery_content(LARGE_FACE_LIST) == expected({"": (4, 5, 6)})
