"""The SQLite file of the caches: shared by processes, private to the user, and never a reason for a run to fail."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pulumi_azure_face.lifecycle.cache import database
from pulumi_azure_face.lifecycle.cache.database import FILE_NAME, CacheDatabase, user_database
from pulumi_azure_face.lifecycle.cache.face_cache import FaceCache
from pulumi_azure_face.lifecycle.cache.hash_cache import FileRecord, HashCache

PHOTO = "ab" * 16
RECORD = FileRecord(1_604, 1, 2, PHOTO, is_known_format=True)

WRITER = """
import sys
from pathlib import Path
from pulumi_azure_face.lifecycle.cache.database import CacheDatabase
from pulumi_azure_face.lifecycle.cache.face_cache import FaceCache
from pulumi_azure_face.lifecycle.cache.hash_cache import FileRecord, HashCache

folder, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
database = CacheDatabase(folder)
for number in range(count):
    HashCache(database).add({f"{name}/{number}/{file}": FileRecord(1, 1, 1, "ab" * 16, True) for file in range(20)})
    FaceCache(name, database=database).add(str(number), "ab" * 16)
    print(number, flush=True)
if problem := database.take_problem():
    sys.exit(problem)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def start_writer(folder: Path, name: str, count: int) -> subprocess.Popen[str]:
    """Start a process that writes `count` times 20 files and one face."""
    command = [sys.executable, "-c", WRITER, str(folder), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder.parent)


def files_of(name: str, number: int) -> list[str]:
    return [f"{name}/{number}/{file}" for file in range(20)]


def fill(folder: Path) -> None:
    """Write one file and one face, and close the database."""
    opened = CacheDatabase(folder)
    HashCache(opened).add({"a.jpg": RECORD})
    FaceCache("gallery", database=opened).add("face-1", PHOTO)


def found(opened: CacheDatabase) -> tuple[FileRecord | None, str | None]:
    """Return what the database has of the content of `fill`."""
    return HashCache(opened).find(["a.jpg"]).get("a.jpg"), FaceCache("gallery", database=opened).photo_of("face-1")


def test_processes_write_at_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several processes create and fill one new database, and nothing is lost."""
    monkeypatch.chdir(folder.parent)
    writers = [start_writer(folder, name, 50) for name in "abcdef"]

    assert [(writer.communicate()[0].count("\n"), writer.returncode) for writer in writers] == [(50, 0)] * 6
    opened = CacheDatabase(folder)
    for name in "abcdef":
        paths = [path for number in range(50) for path in files_of(name, number)]
        assert set(HashCache(opened).find(paths)) == set(paths)
        assert {FaceCache(name, database=opened).photo_of(str(number)) for number in range(50)} == {PHOTO}


@pytest.mark.parametrize("written", [1, 5, 20])
def test_killed_process_loses_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch, written: int) -> None:
    """After a SIGKILL in the middle of writes, all completed writes are there and the database is intact."""
    monkeypatch.chdir(folder.parent)
    with start_writer(folder, "a", 1_000_000) as writer:
        assert writer.stdout is not None
        for _ in range(written):
            last = int(writer.stdout.readline())
        writer.kill()
    assert writer.returncode == -signal.SIGKILL

    opened = CacheDatabase(folder)

    assert opened.query("PRAGMA integrity_check") == [("ok",)]
    for number in range(last + 1):
        assert len(HashCache(opened).find(files_of("a", number))) == 20
        assert FaceCache("a", database=opened).photo_of(str(number)) == PHOTO
    assert opened.take_problem() is None


def test_threads_share_the_database_of_the_user() -> None:
    """All parts of a process use one connection."""
    assert user_database() is user_database()


@pytest.mark.parametrize("damage", ["not a database", "pages overwritten", "cut"])
def test_damaged_file_is_replaced(folder: Path, damage: str) -> None:
    """A run with a damaged file continues without it and says so once, and the next run starts a new file."""
    fill(folder)
    file = folder / FILE_NAME
    content = file.read_bytes()
    file.write_bytes(
        {
            "not a database": b"Dear Ann, " * 1_000,
            "pages overwritten": content[:4096] + b"\xff" * (len(content) - 4096),
            "cut": content[:5_000],
        }[damage]
    )
    opened = CacheDatabase(folder)

    assert found(opened) == (None, None)
    HashCache(opened).add({"a.jpg": RECORD})
    assert HashCache(opened).find(["a.jpg"]) == {"a.jpg": RECORD}
    problem = str(opened.take_problem())
    assert problem.startswith(f"cannot use the cache {str(file)!r}: ")
    assert problem.endswith("The damaged file was removed.")
    assert opened.take_problem() is None

    fill(folder)
    reopened = CacheDatabase(folder)
    assert found(reopened) == (RECORD, PHOTO)
    assert reopened.take_problem() is None


def test_invalid_values_are_ignored(folder: Path) -> None:
    """Entries whose values a damage has changed count as missing."""
    fill(folder)
    with sqlite3.connect(folder / FILE_NAME) as connection:
        connection.execute("UPDATE file_hashes SET content_key = 'text'")
        connection.execute("UPDATE face_photos SET photo = NULL")
    connection.close()

    assert found(CacheDatabase(folder)) == (None, None)


def test_newer_schema_is_left_alone(folder: Path) -> None:
    """A database of a newer release is not used and not changed."""
    fill(folder)
    with sqlite3.connect(folder / FILE_NAME) as connection:
        connection.execute("PRAGMA user_version = 2")
    connection.close()
    before = (folder / FILE_NAME).read_bytes()

    opened = CacheDatabase(folder)

    assert found(opened) == (None, None)
    assert "a newer release wrote it (schema version 2, known is 1)" in str(opened.take_problem())
    assert (folder / FILE_NAME).read_bytes() == before


def test_locked_database_is_not_waited_for_forever(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If another process keeps its lock, the run continues without the file."""
    fill(folder)
    monkeypatch.setattr(database, "BUSY_TIMEOUT", 0.01)
    opened = CacheDatabase(folder)
    other = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    FaceCache("gallery", database=opened).add("face-2", PHOTO)

    assert FaceCache("gallery", database=opened).photo_of("face-2") == PHOTO
    assert "database is locked" in str(opened.take_problem())
    other.close()
    assert found(CacheDatabase(folder)) == (RECORD, PHOTO)


def file_instead_of_the_folder(folder: Path) -> None:
    folder.touch()


def folder_instead_of_the_file(folder: Path) -> None:
    (folder / FILE_NAME).mkdir(parents=True)


@pytest.mark.parametrize("prepare", [file_instead_of_the_folder, folder_instead_of_the_file])
def test_unusable_folder_is_not_an_error(folder: Path, prepare: Callable[[Path], None]) -> None:
    """If the file cannot be created, the entries serve the current run."""
    prepare(folder)
    opened = CacheDatabase(folder)

    assert found(opened) == (None, None)
    HashCache(opened).add({"a.jpg": RECORD})
    FaceCache("gallery", database=opened).add("face-1", PHOTO)

    assert found(opened) == (RECORD, PHOTO)
    assert str(opened.take_problem()).startswith(f"cannot use the cache {str(folder / FILE_NAME)!r}: ")


def test_read_only_file_is_not_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the file can be read but not written, its entries are used until the first write."""
    fill(folder)
    connect = database.connect

    def connect_read_only(file: Path | str) -> sqlite3.Connection:
        connection = connect(file)
        if file != ":memory:":
            connection.execute("PRAGMA query_only = ON")  # root can write to any file
        return connection

    monkeypatch.setattr(database, "connect", connect_read_only)
    opened = CacheDatabase(folder)

    assert found(opened) == (RECORD, PHOTO)
    HashCache(opened).add({"b.jpg": RECORD})

    assert list(HashCache(opened).find(["a.jpg", "b.jpg"])) == ["b.jpg"]
    assert "attempt to write a readonly database" in str(opened.take_problem())


def test_file_system_without_locks_has_no_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where SQLite cannot use its write-ahead log, the run continues without the file."""
    monkeypatch.setattr(database, "JOURNAL", "MEMORY")  # what SQLite keeps where it cannot share memory

    opened = CacheDatabase(folder)

    assert found(opened) == (None, None)
    assert "its file system does not support the locks of SQLite" in str(opened.take_problem())


def test_only_the_user_can_read_the_files(folder: Path) -> None:
    """The folder and all files are private from the start, also in a folder that an earlier release made."""
    folder.mkdir(mode=0o755)
    before = os.umask(0)
    try:
        opened = CacheDatabase(folder)
        HashCache(opened).add({"a.jpg": RECORD})
    finally:
        os.umask(before)

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.iterdir()]}
    assert modes == {"cache": 0o700, **{FILE_NAME + suffix: 0o600 for suffix in ("", "-wal", "-shm")}}


def test_files_hold_no_names(folder: Path) -> None:
    """No file contains the name of a person, of a folder, or of a container, or the id of a face."""
    opened = CacheDatabase(folder)
    paths = [f"pictures/ann-lee/{number}.jpg" for number in range(2_000)]
    HashCache(opened).add(dict.fromkeys(paths, RECORD))
    HashCache(opened).find(paths)
    FaceCache("https://account", "PersonGroup", "staff", database=opened).add("face-1", PHOTO)
    FaceCache("https://account", database=opened).add("face-2", "Ann Lee")

    content = b"".join(file.read_bytes() for file in folder.iterdir()).lower()
    assert len(list(folder.iterdir())) == 3
    assert [
        name for name in (b"ann lee", b"ann-lee", b"pictures", b"staff", b"account", b"face-1") if name in content
    ] == []


def test_unused_entries_are_removed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries in use stay, without a write in each run. Entries that were not used for 90 days go."""
    day = database.today()
    opened = CacheDatabase(folder)
    HashCache(opened).add({"kept.jpg": RECORD, "a.jpg": RECORD})
    for face in ("kept", "face-1"):
        FaceCache(face, database=opened).add(face, PHOTO)
    set_day(monkeypatch, day + 10)
    HashCache(opened).find(["kept.jpg"])
    assert opened.query("SELECT DISTINCT used_on FROM file_hashes") == [(day,)]
    set_day(monkeypatch, day + 60)
    HashCache(opened).find(["kept.jpg"])
    FaceCache("kept", database=opened).keep_only({"kept"})

    set_day(monkeypatch, day + 100)
    reopened = CacheDatabase(folder)

    assert list(HashCache(reopened).find(["kept.jpg", "a.jpg"])) == ["kept.jpg"]
    assert reopened.query("SELECT count(*) FROM face_photos") == [(1,)]
    assert FaceCache("kept", database=reopened).photo_of("kept") == PHOTO


def set_day(monkeypatch: pytest.MonkeyPatch, day: int) -> None:
    monkeypatch.setattr(time, "time", lambda: day * 24 * 3600.0)


def test_files_of_earlier_releases_are_removed() -> None:
    """The files of earlier releases are removed once. Links are not followed, and the markers stay."""
    cache, state = (Path(os.environ[name]) / "pulumi-azure-face" for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME"))
    outside = cache.parent / "outside"
    for folder in (outside, cache / "looks", state / "made", state / "begun"):
        folder.mkdir(parents=True)
        (folder / "file").touch()
    (cache / "looks" / "link").symlink_to(outside)
    (cache / "faces").symlink_to(outside)

    user_database()

    assert [(cache / "looks").exists(), (state / "made").exists()] == [False, False]
    assert (outside / "file").exists()
    assert (state / "begun" / "file").exists()
