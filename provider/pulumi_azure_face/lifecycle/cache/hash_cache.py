"""A cache on this machine of the hashes of a source's files. It has one file per source, outside the program's folder.

The cache is optional. Where it cannot be written, or is damaged, every file is read again. It holds a hash instead of
each path, because a folder is often named after a person.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from platformdirs import user_cache_path

from pulumi_azure_face.lifecycle.identity.derived_ids import digest

from . import cache_files

FORMAT = 2
PATH_KEY_LENGTH = 32  # hex digits


FileVersion = tuple[int, int, int]


def file_version(file_stat: os.stat_result) -> FileVersion:
    """Return values that differ between two versions of a file: its size, and two times in nanoseconds.

    A program can set the modification time, but not the change time.
    """
    return file_stat.st_size, file_stat.st_mtime_ns, file_stat.st_ctime_ns


class FileRecord(NamedTuple):
    """The cached facts about one version of a file. A flat tuple, because a source may have ten thousand files."""

    size: int
    modified_ns: int
    changed_ns: int
    content_key: str
    is_known_format: bool
    """Whether the file starts with the signature of a format that the service accepts."""

    def matches(self, file_stat: os.stat_result) -> bool:
        """Whether the file still is the version in this record."""
        return self[:3] == file_version(file_stat)


FileRecords = dict[str, FileRecord]
"""Records by the key of the file's path."""


def path_key(path: str) -> str:
    """Return the key of a path in the cache."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:PATH_KEY_LENGTH]


class HashCache:
    """The cached records of one source."""

    def __init__(self, source: Path, folder: Path | None = None) -> None:
        self._folder = folder or user_cache_path(cache_files.PACKAGE_FOLDER, appauthor=False) / "looks"
        self._file = self._folder / digest(str(source.absolute()))[:32]

    def read(self) -> FileRecords:
        """Return all records. A missing or damaged cache is empty."""
        try:
            return from_json(json.loads(cache_files.read(self._file)))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}

    def write(self, records: FileRecords) -> None:
        """Replace all records."""
        with suppress(OSError):
            cache_files.write(self._file, json.dumps({"format": FORMAT, "files": records}))
            cache_files.prune(self._folder)

    def clear(self) -> None:
        """Delete the cache of this source."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)


def from_json(document: Mapping[str, Any]) -> FileRecords:
    if document["format"] != FORMAT:
        return {}
    return {key: FileRecord._make(members) for key, members in document["files"].items()}
