"""The check of the local cache."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pulumi_azure_face.doctor import local_store
from pulumi_azure_face.doctor.local_store import check_folder
from pulumi_azure_face.lifecycle.cache.database import FILE_NAME, open_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def test_missing_cache_is_no_problem(folder: Path) -> None:
    """A cache that does not exist yet is ok, and the check does not create it."""
    result = check_folder(folder)

    assert (result.status.value, result.message.partition(";")[0]) == ("ok", "no cache yet")
    assert not folder.exists()


def test_usable_cache_is_measured(folder: Path) -> None:
    """A cache that can be locked is ok, with its path and size."""
    open_file(folder / FILE_NAME).close()
    result = check_folder(folder)

    assert result.status.value == "ok"
    assert result.message.startswith(f"'{folder / FILE_NAME}' can be written and locked (0.")


def test_locked_cache_is_reported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that another process keeps locked is a warning."""
    monkeypatch.setattr(local_store, "LOCK_TIMEOUT_MS", 10)
    with closing(open_file(folder / FILE_NAME)) as other:
        other.execute("BEGIN IMMEDIATE")
        result = check_folder(folder)

    assert result.status.value == "warning"
    assert result.message.startswith("could not lock the cache ")
    assert result.message.endswith(": database is locked")


def test_damaged_cache_is_reported(folder: Path) -> None:
    """A damaged cache is a warning, and the check does not remove it."""
    folder.mkdir()
    (folder / FILE_NAME).write_bytes(b"no database" * 1000)
    result = check_folder(folder)

    assert (result.status.value, result.message.endswith("is damaged")) == ("warning", True)
    assert (folder / FILE_NAME).exists()


def test_cache_of_a_newer_release_is_reported(folder: Path) -> None:
    """A cache with a newer schema is a warning."""
    folder.mkdir()
    with closing(sqlite3.connect(folder / FILE_NAME)) as database:
        database.execute("PRAGMA user_version = 99")

    assert "(schema 99, this release supports 1)" in check_folder(folder).message


def test_file_in_the_place_of_the_folder_is_reported(folder: Path) -> None:
    """A file where the folder should be is a warning."""
    folder.write_text("")

    assert check_folder(folder).message.endswith("is not a folder")
