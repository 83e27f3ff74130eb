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

from . import shelf
from .identity import digest

FORMAT = 1


class Version(NamedTuple):
    """What tells a file from the same file before or after a change; nanoseconds, both times.

    The time of modification can be set by hand, that of the change cannot.
    """

    size: int
    modified: int
    changed: int

    @classmethod
    def of(cls, seen: os.stat_result) -> Version:
        return cls(seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)


class Content(NamedTuple):
    key: str
    known: bool
    """Whether it begins like a format that the service takes."""


class Finding(NamedTuple):
    """What was found in a file, and which version of it that was."""

    version: Version
    content: Content


Findings = dict[str, Finding]
"""By the path of the file."""


class Lookbook:
    """What is kept about the files of one source."""

    def __init__(self, source: Path, home: Path | None = None) -> None:
        self._home = home or user_cache_path("pulumi-azure-face", appauthor=False) / "looks"
        self._file = self._home / digest(str(source.absolute()))[:32]

    def read(self) -> Findings:
        try:
            return from_json(json.loads(self._file.read_bytes()))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}

    def write(self, findings: Findings) -> None:
        with suppress(OSError):
            shelf.put(self._file, json.dumps(to_json(findings)))
            shelf.clear_old(self._home)

    def forget(self) -> None:
        with suppress(OSError):
            self._file.unlink(missing_ok=True)


def to_json(findings: Findings) -> dict[str, Any]:
    files = {path: [*finding.version, *finding.content] for path, finding in findings.items()}
    return {"format": FORMAT, "files": files}


def from_json(written: Mapping[str, Any]) -> Findings:
    if written["format"] != FORMAT:
        return {}
    return {
        path: Finding(Version(size, modified, changed), Content(key, known))
        for path, (size, modified, changed, key, known) in written["files"].items()
    }
