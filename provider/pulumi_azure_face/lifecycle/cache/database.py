"""The SQLite file of the caches. All processes of a user share it.

It saves time and decides nothing, so it never fails a run: if the file cannot be used, a database in the memory of this
process takes its place, and a warning says why. It holds digests instead of paths and names.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar
from weakref import finalize

from platformdirs import user_cache_path, user_state_path

T = TypeVar("T")
Row = tuple[Any, ...]

FILE_NAME = "cache.sqlite3"
SCHEMA_VERSION = 1
# The order of the ids is the order in which a source was read first, so an unchanged source is one scan.
FILE_HASHES = """
CREATE TABLE file_hashes (
    id INTEGER PRIMARY KEY, path BLOB NOT NULL UNIQUE, size INTEGER, modified_ns INTEGER, changed_ns INTEGER,
    content_key BLOB, is_known_format INTEGER, used_on INTEGER
)
"""
FACE_PHOTOS = """
CREATE TABLE face_photos (gallery BLOB, face BLOB, photo BLOB, used_on INTEGER, PRIMARY KEY (gallery, face))
WITHOUT ROWID
"""
LAST_PRUNING = "CREATE TABLE last_pruning AS SELECT 0 AS day"
PRUNING = ("DELETE FROM file_hashes WHERE used_on < ?", "DELETE FROM face_photos WHERE used_on < ?")
OLD_FOLDERS = (("cache", "looks"), ("cache", "faces"), ("state", "made"))  # of releases before this database

SQLITE_ERRORS = (sqlite3.Error, UnicodeDecodeError)  # the message of an error can quote a damaged file

DIGEST_SIZE = 16  # bytes; half of a SHA-256 avoids collisions
JOURNAL = "WAL"  # a killed process leaves no damage, and a commit does not wait for the disk
CHECKPOINT_PAGES = 4000  # of 4 KiB; each checkpoint waits for the disk
BUSY_TIMEOUT = 5.0  # seconds to wait for another process; its transactions take milliseconds
MAX_AGE = 90  # days since an entry was last used
PRUNING_INTERVAL = 7  # days; a pruning reads all entries
REFRESH_AGE = 30  # days after which the use of an entry is recorded again; recording each use would rewrite all entries


def digest(value: bytes) -> bytes:
    """Return the key of an entry."""
    return sha256(value).digest()[:DIGEST_SIZE]


def is_digest(value: object) -> bool:
    """Whether a value is a digest. A damaged file can hold anything."""
    return isinstance(value, bytes) and len(value) == DIGEST_SIZE


def today() -> int:
    """Return the number of the day."""
    return int(time.time() // (24 * 3600))


class UnusableCacheError(Exception):
    """The file cannot be used as a cache."""


class CacheDatabase:
    """One connection for all threads of the process."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE_NAME
        self._lock = Lock()
        self._problem: str | None = None
        try:
            self._connection = open_file(self._file)
        except (OSError, UnusableCacheError, *SQLITE_ERRORS) as error:
            self._connection = self._replacement(error)
        self._close = finalize(self, self._connection.close)

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[Row]:
        return self._run(lambda connection: connection.execute(sql, parameters).fetchall())

    def write(self, sql: str, rows: Iterable[Row]) -> None:
        """Execute a statement for each row, in one transaction."""
        parameters = list(rows)
        self._run(lambda connection: write(connection, (sql, parameters)))

    def take_problem(self) -> str | None:
        """Return why the file cannot be used, once."""
        with self._lock:
            problem, self._problem = self._problem, None
            return problem

    def _run(self, operation: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock:
            try:
                return operation(self._connection)
            except SQLITE_ERRORS as error:
                with suppress(sqlite3.Error):
                    self._close()
                self._connection = self._replacement(error)
                self._close = finalize(self, self._connection.close)
                return operation(self._connection)

    def _replacement(self, error: Exception) -> sqlite3.Connection:
        """Return an empty database in memory that replaces the file from now on."""
        advice = "This run continues without it and may take longer."
        if type(error) in (sqlite3.DatabaseError, UnicodeDecodeError):  # exactly these types mean a damaged file
            for suffix in ("", "-wal", "-shm"):
                with suppress(OSError):
                    self._file.with_name(FILE_NAME + suffix).unlink(missing_ok=True)
            advice += " The damaged file was removed."
        reason = error.strerror if isinstance(error, OSError) else error
        self._problem = f"cannot use the cache {str(self._file)!r}: {reason}. {advice}"
        connection = connect(":memory:")
        create_schema(connection)
        return connection


_open_lock = Lock()


def user_database() -> CacheDatabase:
    """Return the database in the user's cache folder."""
    with _open_lock:
        return _open(user_cache_folder())


def user_cache_folder() -> Path:
    return user_cache_path("pulumi-azure-face", appauthor=False)


@lru_cache(maxsize=1)
def _open(folder: Path) -> CacheDatabase:
    return CacheDatabase(folder)


def open_file(file: Path) -> sqlite3.Connection:
    """Open the file, and create it if necessary. Only the user can read it."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file.parent.chmod(0o700)
    file.touch(mode=0o600)  # SQLite creates the files next to it with the same mode
    file.chmod(0o600)
    connection = connect(file)
    try:
        prepare(connection, file.parent)
    except (UnusableCacheError, *SQLITE_ERRORS):
        connection.close()
        raise
    return connection


def connect(file: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=BUSY_TIMEOUT, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def prepare(connection: sqlite3.Connection, folder: Path) -> None:
    """Make the database ready for use: journal, schema, and pruning."""
    version = schema_version(connection)
    if version > SCHEMA_VERSION:
        raise UnusableCacheError(f"a newer release wrote it (schema version {version}, known is {SCHEMA_VERSION})")
    if connection.execute(f"PRAGMA journal_mode = {JOURNAL}").fetchone() != ("wal",):
        raise UnusableCacheError("its file system does not support the locks of SQLite")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    if not version:
        remove_old_folders(folder)
        create_schema(connection)
    prune(connection)


def schema_version(connection: sqlite3.Connection) -> int:
    [version] = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def create_schema(connection: sqlite3.Connection) -> None:
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        if not schema_version(connection):  # another process may have created it meanwhile
            for statement in (FILE_HASHES, FACE_PHOTOS, LAST_PRUNING, f"PRAGMA user_version = {SCHEMA_VERSION}"):
                connection.execute(statement)


def remove_old_folders(cache_folder: Path) -> None:
    """Remove the files of earlier releases. Links are not followed."""
    folders = {"cache": cache_folder, "state": user_state_path("pulumi-azure-face", appauthor=False)}
    for parent, name in OLD_FOLDERS:
        shutil.rmtree(folders[parent] / name, ignore_errors=True)


def prune(connection: sqlite3.Connection) -> None:
    """Delete the entries that were not used for `MAX_AGE` days."""
    day = today()
    is_due = "SELECT 1 FROM last_pruning WHERE day <= ?"
    if connection.execute(is_due, (day - PRUNING_INTERVAL,)).fetchone():
        deletions = [(sql, [(day - MAX_AGE,)]) for sql in PRUNING]
        write(connection, *deletions, ("UPDATE last_pruning SET day = ?", [(day,)]))


def write(connection: sqlite3.Connection, *statements: tuple[str, list[Row]]) -> None:
    """Execute each statement for each of its rows, in one transaction."""
    with connection:  # commits, or rolls back after an error
        connection.execute("BEGIN IMMEDIATE")
        for sql, rows in statements:
            connection.executemany(sql, rows)
