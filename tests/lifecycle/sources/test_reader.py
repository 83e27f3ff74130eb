"""Sources other than a folder, from what they declare to what is in the account."""

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
from pulumi_azure_face.lifecycle import gallery
from pulumi_azure_face.lifecycle.base import PartialFailureError
from pulumi_azure_face.lifecycle.cache import hash_cache
from pulumi_azure_face.lifecycle.sources import inspection
from pulumi_azure_face.lifecycle.sources.reader import SourceError, read_source

from .. import programs
from ..account import Account, photo_key
from ..photo_folders import expected, photo, write
from ..simulated_engine import Resource

pytestmark = pytest.mark.anyio

GROUPS = pytest.mark.parametrize("kind", [PERSON_GROUP, LARGE_PERSON_GROUP], ids=lambda kind: kind.name)
LISTS = pytest.mark.parametrize("kind", [FACE_LIST, LARGE_FACE_LIST], ids=lambda kind: kind.name)


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: its requests are of no interest."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return write(tmp_path / "photos", {"ann": (1, 2), "bob": (3,)})


@pytest.fixture
def served(home: Path) -> Iterator[str]:
    """The address of a web server that has the photos."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(home))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def manifest(home: Path, *rows: dict[str, Any]) -> Path:
    file = home / "manifest.json"
    file.write_text(json.dumps(rows))
    return file


def texts(faces: list[dict[str, Any]]) -> list[str | None]:
    return sorted(json.loads(face["userData"]).get("userData", "") for face in faces)


# --- manifests --------------------------------------------------------------------------------------------------------


@GROUPS
async def test_a_group_by_manifest(account: Account, kind: Kind, home: Path, served: str) -> None:
    """Display names, text beside our mark, files, a URL and a target face; and then it is quiet."""
    await account.create(kind)
    face = {"image": "ann/1.jpg", "target_face": [0, 0, 48, 48]}
    ann = {"key": "a-17", "name": "Ann Lee", "user_data": "desk 12", "images": [face, f"{served}/bob/3.jpg"]}
    program = programs.gallery(manifest(home, ann, {"key": "bob", "images": "bob/3.jpg"}), kind)
    resource = Resource(gallery, account)

    await resource.up(**program)

    held = await account.container(kind, "staff") or {}
    by_name = {person["name"]: person for person in held["persons"]}
    assert {name: len(person["persistedFaces"]) for name, person in by_name.items()} == {"Ann Lee": 2, "bob": 1}
    assert json.loads(by_name["Ann Lee"]["userData"])["userData"] == "desk 12"
    assert "userData" not in json.loads(by_name["bob"]["userData"])
    assert sorted(one["sha256"][:32] for one in by_name["Ann Lee"]["persistedFaces"]) == sorted(
        map(photo_key, (photo(1), photo(3)))
    )
    assert await resource.refresh()
    assert not await resource.has_changes(**program)


@GROUPS
async def test_a_changed_name_or_text_moves(account: Account, kind: Kind, home: Path) -> None:
    """One request a person, and nothing to train; the same when somebody else has changed it."""
    await account.create(kind)
    ann, bob = {"key": "ann", "user_data": "desk 12", "images": "ann/1.jpg"}, {"key": "bob", "images": "bob/3.jpg"}
    resource = Resource(gallery, account)
    await resource.up(**programs.gallery(manifest(home, ann, bob), kind))
    revision = resource.state["revision"]
    program = programs.gallery(manifest(home, {**ann, "user_data": "desk 13", "name": "Ann Lee"}, bob), kind)
    await account.forget_requests()

    assert await resource.up(**program) == "updated"

    person = f"/{kind.path}/staff/persons/{await account.person_id('Ann Lee', kind)}"
    assert await account.writes() == [f"PATCH {person}"]
    assert resource.state["revision"] == revision
    held = await account.container(kind, "staff") or {}
    (told,) = [one["userData"] for one in held["persons"] if one["name"] == "Ann Lee"]
    await account.send("PATCH", person, json={"userData": told.replace("desk 13", "desk 99")})
    await resource.refresh()
    assert await resource.up(**program) == "updated"
    assert texts((await account.container(kind, "staff") or {})["persons"]) == ["", "desk 13"]


@LISTS
async def test_a_list_by_manifest(account: Account, kind: Kind, home: Path) -> None:
    """Each face has its row's text; another text is another face, as another image would be."""
    await account.create(kind)
    resource, row = Resource(gallery, account), {"images": ["ann/1.jpg", "ann/2.jpg"], "user_data": "ann"}
    await resource.up(**programs.gallery(manifest(home, row, {"images": "bob/3.jpg"}), kind))
    held = await account.container(kind, "staff") or {}
    assert texts(held["persistedFaces"]) == ["", "ann", "ann"]
    await account.forget_requests()

    await resource.up(**programs.gallery(manifest(home, row, {"images": "bob/3.jpg", "user_data": "bob"}), kind))

    held = await account.container(kind, "staff") or {}
    assert texts(held["persistedFaces"]) == ["ann", "ann", "bob"]
    assert sorted(write.split()[0] for write in await account.writes()) == ["DELETE", "POST"]


async def test_a_url_that_cannot_be_fetched(account: Account, home: Path, served: str) -> None:
    """It is a bad image like any other, and its query is told nowhere."""
    await account.create(PERSON_GROUP)
    source = manifest(home, {"key": "ann", "images": [f"{served}/gone.jpg?token=secret", "ann/1.jpg"]})
    resource = Resource(gallery, account)

    with pytest.raises(
        PartialFailureError, match=r"1 of the photos cannot be used: 'http://127\.0\.0\.1:\d+/gone\.jpg' "
    ):
        await resource.up(**programs.gallery(source))
    assert await resource.up(**programs.gallery(source, on_bad_image="skip")) == "updated"

    assert await account.gallery_content(PERSON_GROUP) == expected({"ann": (1,)})
    assert "secret" not in json.dumps(resource.state)


async def test_the_state_of_a_manifest_holds_no_names(account: Account, home: Path) -> None:
    """Digest and counts, whatever a manifest says."""
    await account.create(PERSON_GROUP)
    resource = Resource(gallery, account)

    await resource.up(
        **programs.gallery(
            manifest(home, {"key": "k-1", "name": "Ann Lee", "user_data": "desk", "images": "ann/1.jpg"})
        )
    )

    assert not [word for word in ("Ann Lee", "k-1", "desk") if word in json.dumps(resource.state)]


# --- globs ------------------------------------------------------------------------------------------------------------


@LISTS
async def test_a_list_by_glob(account: Account, kind: Kind, home: Path) -> None:
    """All photos that match, and nobody else."""
    await account.create(kind)
    (home / "ann" / ".hidden.jpg").write_bytes(photo(8))
    (home / "ann" / "notes.txt").write_text("text")
    (home / "ann" / "loop").symlink_to(home)

    await Resource(gallery, account).up(**programs.gallery(home / "**" / "*", kind))

    assert await account.gallery_content(kind) == expected({"": (1, 2, 3)})


@pytest.mark.parametrize(
    ("pattern", "photos"),
    [("*/1.jpg", 1), ("ann/[12].jpg", 2), ("???/*.jpg", 3), ("**/*.jpg", 3), ("bob/*", 1)],
)
def test_what_a_glob_matches(home: Path, pattern: str, photos: int) -> None:
    """The signs are those of Python's `pathlib`."""
    (the_list,) = read_source(home / pattern, "faces")

    assert len(the_list.photos) == photos


def test_a_folder_may_look_like_a_glob(tmp_path: Path) -> None:
    """What is there decides."""
    folder = write(tmp_path / "photos [2024]", {"ann": (1,)})

    assert [subject.key for subject in read_source(folder, "persons")] == ["ann"]


@pytest.mark.parametrize(
    ("pattern", "holds", "line"),
    [
        pytest.param("*.jpg", "faces", "must hold photos; '.*' holds none", id="nothing"),
        pytest.param("**.jpg", "faces", "'.*' is no pattern of files|must hold photos", id="no pattern"),
        pytest.param("*/*.jpg", "persons", "must be a folder or a manifest; a glob names nobody", id="of persons"),
    ],
)
def test_what_a_glob_cannot_do(home: Path, pattern: str, holds: Any, line: str) -> None:
    """Each in one line. (What is no pattern to one Python, matches nothing for another.)"""
    with pytest.raises(SourceError, match=line):
        read_source(home / pattern, holds)


# --- kept looks -------------------------------------------------------------------------------------------------------


async def test_a_wrong_look_heals(account: Account, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a kept look be wrong after all, nothing is enrolled under it, and the next run reads the file again."""
    monkeypatch.setattr(inspection, "MIN_AGE_TO_CACHE", -(10**9))
    await account.create(PERSON_GROUP)
    program, resource = programs.gallery(home), Resource(gallery, account)
    seen = hash_cache.version_of((home / "bob" / "3.jpg").stat())
    hash_cache.HashCache(home).write(
        {str(home / "bob" / "3.jpg"): hash_cache.FileRecord(*seen, "0" * 32, is_known_format=True)}
    )

    with pytest.raises(PartialFailureError, match="changed while it was read"):
        await resource.up(**program)
    assert await resource.up(**program) == "updated"

    assert await account.gallery_content(PERSON_GROUP) == expected({"ann": (1, 2), "bob": (3,)})


# --- quotas -----------------------------------------------------------------------------------------------------------


async def test_a_full_list_is_exchanged(account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all are exchanged in a list that holds no more, the old ones go before the new ones come."""
    monkeypatch.setitem(cast("dict[str, int]", LARGE_FACE_LIST.capacity), "F0", 3)
    await account.create(LARGE_FACE_LIST)
    source, resource = tmp_path / "photos", Resource(gallery, account)
    await resource.up(**programs.gallery(write(source, {"": (1, 2, 3)}), LARGE_FACE_LIST))
    await account.forget_requests()

    await resource.up(**programs.gallery(write(source, {"": (4, 5, 6)}), LARGE_FACE_LIST))

    assert [request.split()[0] for request in await account.writes()] == [*["DELETE"] * 3, *["POST"] * 3]
    assert await account.gallery_content(LARGE_FACE_LIST) == expected({"": (4, 5, 6)})
