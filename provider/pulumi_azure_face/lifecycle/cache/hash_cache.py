"""A cache on this machine of the hashes of image files.

The cache is optional: a file without an entry is read again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .database import REFRESH_AGE, CacheDatabase, Row, digest, is_digest, today, user_database

MAX_PARAMETERS = 500  # of one statement; SQLite before 3.32 allows 999

COLUMNS = "id, path, used_on, size, modified_ns, changed_ns, content_key, is_known_format"
ADD = (
    "INSERT INTO file_hashes (path, used_on, size, modified_ns, changed_ns, content_key, is_known_format) "
    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (path) DO UPDATE SET used_on = excluded.used_on, size = excluded.size, "
    "modified_ns = excluded.modified_ns, changed_ns = excluded.changed_ns, content_key = excluded.content_key, "
    "is_known_format = excluded.is_known_format"
)

FileVersion = tuple[int, int, int]


def file_version(file_stat: os.stat_result) -> FileVersion:
    """Return values that differ between two versions of a file: its size, and two times in nanoseconds.

    A program can set the modification time, but not the change time.
    """
    return file_stat.st_size, file_stat.st_mtime_ns, file_stat.st_ctime_ns


class FileRecord(NamedTuple):
    """The cached facts about one version of a file. A flat tuple, because a source may have a million files."""

    size: int
    modified_ns: int
    changed_ns: int
    content_key: str
    is_known_format: bool
    """Whether the file starts with the signature of a format that the service accepts."""

    def matches(self, file_stat: os.stat_result) -> bool:
        """Whether the file still is the version in this record."""
        return self[:3] == file_version(file_stat)


class HashCache:
    """The cached records of files. Use one object per pass over a source: it reads ahead in the order of the source."""

    def __init__(self, database: CacheDatabase | None = None) -> None:
        self._database = database or user_database()
        self._working_folder = os.getcwd()  # noqa: PTH109 - `os.path.join` below takes strings
        self._next_id = 0

    def find(self, paths: Sequence[str]) -> dict[str, FileRecord]:
        """Return the records of these files, as far as the cache has them."""
        keys = {self._key(path): path for path in paths}
        rows = {row[1]: row for row in self._read_ahead(len(keys)) if row[1] in keys}
        rows |= {row[1]: row for row in self._look_up([key for key in keys if key not in rows])}
        if rows:
            self._next_id = next(rows[key][0] for key in reversed(keys) if key in rows) + 1
        valid = {key: row for key, row in rows.items() if is_valid(row)}
        self._refresh(valid.values())
        return {keys[key]: to_record(row) for key, row in valid.items()}

    def add(self, records: Mapping[str, FileRecord]) -> None:
        """Add or replace records."""
        day = today()
        self._database.write(
            ADD,
            (
                (self._key(path), day, *record[:3], bytes.fromhex(record.content_key), record.is_known_format)
                for path, record in records.items()
            ),
        )

    def remove(self, path: str) -> None:
        """Remove the record of a file, so that the next run reads the file again."""
        self._database.write("DELETE FROM file_hashes WHERE path = ?", [(self._key(path),)])

    def _read_ahead(self, count: int) -> list[Row]:
        """Return the entries after those of the last call. In an unchanged source, they are those of the next files.

        A scan takes a fraction of the time of lookups.
        """
        sql = f"SELECT {COLUMNS} FROM file_hashes WHERE id >= ? ORDER BY id LIMIT ?"  # noqa: S608 - only constants
        return self._database.query(sql, (self._next_id, count)) if self._next_id else []

    def _look_up(self, keys: list[bytes]) -> list[Row]:
        rows: list[Row] = []
        for start in range(0, len(keys), MAX_PARAMETERS):
            part = keys[start : start + MAX_PARAMETERS]
            marks = ",".join("?" * len(part))
            rows += self._database.query(f"SELECT {COLUMNS} FROM file_hashes WHERE path IN ({marks})", part)  # noqa: S608
        return rows

    def _refresh(self, rows: Iterable[Row]) -> None:
        """Record that entries are in use, unless a record from the last `REFRESH_AGE` days says so."""
        day = today()
        refreshed = [(day, row[0]) for row in rows if row[2] < day - REFRESH_AGE]
        if refreshed:
            self._database.write("UPDATE file_hashes SET used_on = ? WHERE id = ?", refreshed)

    def _key(self, path: str) -> bytes:
        return digest(os.fsencode(os.path.join(self._working_folder, path)))  # noqa: PTH118 - faster than a `Path`


def is_valid(row: Row) -> bool:
    """Whether the values have the right types. A damaged file can hold anything."""
    return is_digest(row[6]) and isinstance(row[2], int)


def to_record(row: Row) -> FileRecord:
    return FileRecord(row[3], row[4], row[5], row[6].hex(), bool(row[7]))
