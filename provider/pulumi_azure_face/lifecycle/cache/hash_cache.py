"""What earlier looks at the files of a source have found, kept on this machine: outside the program's folder, one file
a source.

It is a help, never a need: where it cannot be kept, or somebody damaged it, every file is read again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from platformdirs import user_cache_path

from pulumi_azure_face.lifecycle.identity.derived_ids import digest

from . import cache_files

FORMAT = 1


FileVersion = tuple[int, int, int]


def version_of(seen: os.stat_result) -> FileVersion:
    """What tells a file from the same file before or after a change: its size, and two times in nanoseconds.

    The time of modification can be set by hand, that of the change cannot.
    """
    return seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


class FileRecord(NamedTuple):
    """What was found in a file, and which version of it that was. Flat, since there are ten thousand of them."""

    size: int
    modified: int
    changed: int
    key: str
    """Of its content."""
    is_known_format: bool
    """Whether it begins like a format that the service takes."""

    def matches(self, seen: os.stat_result) -> bool:
        """Whether the file is still the one that was looked at."""
        return self[:3] == version_of(seen)


FileRecords = dict[str, FileRecord]
"""By the path of the file."""


class HashCache:
    """What is kept about the files of one source."""

    def __init__(self, source: Path, home: Path | None = None) -> None:
        self._folder = home or user_cache_path("pulumi-azure-face", appauthor=False) / "looks"
        self._file = self._folder / digest(str(source.absolute()))[:32]

    def read(self) -> FileRecords:
        try:
            return from_json(json.loads(cache_files.read(self._file)))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}

    def write(self, findings: FileRecords) -> None:
        with suppress(OSError):
            cache_files.write(self._file, json.dumps(to_json(findings)))
            cache_files.prune(self._folder)

    def clear(self) -> None:
        with suppress(OSError):
            self._file.unlink(missing_ok=True)


def to_json(findings: FileRecords) -> dict[str, Any]:
    return {"format": FORMAT, "files": findings}


def from_json(written: Mapping[str, Any]) -> FileRecords:
    if written["format"] != FORMAT:
        return {}
    return {path: FileRecord._make(found) for path, found in written["files"].items()}
