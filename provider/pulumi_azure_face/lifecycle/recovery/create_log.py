"""A log on this machine of the persons and faces that were created as individual resources.

A resource whose program sets user data carries no ownership tag. From the moment it gets that user data until the
engine saves its id, only its record in this log identifies it. A record also tells an orphan of a killed run from a
resource that a state holds.

Records hold ids and digests, no names and no user data. The log is optional: everything works without it where it
cannot be written. A record stays until its resource or the container is deleted.

Each record is a file, and none is cached in memory: two stacks may create resources in one container at the same time,
and each must see the records of the other. The records of one resource share a folder, so a create reads no more of
them in a container with thousands of records than in an empty one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from threading import Lock

from platformdirs import user_state_path

from pulumi_azure_face.lifecycle.cache import cache_files
from pulumi_azure_face.lifecycle.identity.derived_ids import digest, tag_family


@dataclass(frozen=True)
class CreateLocation:
    """The container of a create. A container that is replaced under the same id has another generation."""

    endpoint: str
    kind: str
    container_id: str
    generation: str


@dataclass(frozen=True)
class CreateRecord:
    """One create. The field names are members of the JSON in the log, which later versions must read."""

    id: str | None = None
    """The id of the created resource. None while the reply is pending."""
    before: tuple[str, ...] = ()
    """The ids with the same user data before the create."""
    text: str = ""
    """The digest of the user data sent with the create."""
    saved: bool = False
    """Whether the engine has shown a state that holds the resource. Then it is not an orphan."""


class CreateLog:
    """All records. The lock is for `mark_saved`, which runs on the engine's threads, not on the event loop."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or user_state_path("pulumi-azure-face", appauthor=False) / "made"
        self._lock = Lock()

    def write(self, location: CreateLocation, tag: str, record: CreateRecord) -> None:
        """Add the record of a tag, or replace it."""
        with self._lock, ignore_errors():
            self._write_record(location, tag, record)

    def read(self, location: CreateLocation, tag: str) -> CreateRecord | None:
        """Return the record of a tag, if there is one."""
        return read_record(self._file(location, tag))

    def records(self, location: CreateLocation) -> dict[str, CreateRecord]:
        """Return all records of a container by tag. Slow for a large container, so use it only after a lost reply."""
        return records_by_tag(self._folder_of(location).glob("*/[!.]*"))

    def records_of_family(self, location: CreateLocation, tag: str) -> dict[str, CreateRecord]:
        """Return the records of the tag's resource by tag, including those with other content."""
        return records_by_tag(self._file(location, tag).parent.glob("[!.]*"))

    def mark_saved(self, location: CreateLocation, tag: str, saved_id: str) -> None:
        """Record that the engine's state holds the resource.

        A renamed resource keeps its tag, and a new resource under the old name has the same tag. The record may thus be
        about the new resource, so the ids must match.
        """
        with self._lock, ignore_errors():
            record = self.read(location, tag)
            if record is not None and record.id == saved_id and not record.saved:
                self._write_record(location, tag, replace(record, saved=True))

    def remove(self, location: CreateLocation, tag: str) -> None:
        """Delete the record of a tag, and its folders if they are empty."""
        file = self._file(location, tag)
        with self._lock, ignore_errors():
            file.unlink(missing_ok=True)
            file.parent.rmdir()
            self._folder_of(location).rmdir()

    def remove_all(self, location: CreateLocation) -> None:
        """Delete all records of a deleted container."""
        with self._lock:
            shutil.rmtree(self._folder_of(location), ignore_errors=True)

    def _write_record(self, location: CreateLocation, tag: str, record: CreateRecord) -> None:
        # Named here, so that a renamed field does not hide the records of an earlier release.
        members = {"id": record.id, "before": record.before, "text": record.text, "saved": record.saved}
        cache_files.write(self._file(location, tag), json.dumps(members))

    def _file(self, location: CreateLocation, tag: str) -> Path:
        return self._folder_of(location) / tag_family(tag) / tag

    def _folder_of(self, location: CreateLocation) -> Path:
        return self._folder / digest(*astuple(location))[:32]


def records_by_tag(files: Iterable[Path]) -> dict[str, CreateRecord]:
    with ignore_errors():
        return {file.name: record for file in files if (record := read_record(file))}
    return {}


def read_record(file: Path) -> CreateRecord | None:
    with ignore_errors():
        members = json.loads(file.read_text())
        return CreateRecord(members["id"], tuple(members["before"]), members["text"], members["saved"])
    return None


@contextmanager
def ignore_errors() -> Iterator[None]:
    """Ignore a home folder that is not writable, and records that are missing or damaged."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        yield
