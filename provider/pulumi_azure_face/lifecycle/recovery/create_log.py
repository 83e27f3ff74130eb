"""Notes on this machine about the persons and faces that were made here one by one.

A thing whose user data is the user's own bears no mark of ours: between the moment it gets its text and the moment the
engine has saved its id, only its note knows it. A note also tells what a killed run has left from what a state holds.
Notes hold ids and digests, no names and no texts. They are a help, never a need: where they cannot be kept, all works
as without them. A note stays until its thing or the container is deleted.

Each note is a file, and none is kept in memory: runs of two stacks may make things in one container at the same time,
and each must see what the other has noted. Those of one resource lie in a folder of their own, so a making reads as few
in a container with thousands of notes as in an empty one.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path
from threading import Lock

from platformdirs import user_state_path

from pulumi_azure_face.lifecycle.cache import cache_files
from pulumi_azure_face.lifecycle.identity.derived_ids import digest, tag_family


@dataclass(frozen=True)
class CreateLocation:
    """The container that things are made in. One that was replaced under its id is another one."""

    endpoint: str
    kind: str
    container_id: str
    generation: str


@dataclass(frozen=True)
class CreateRecord:
    """One making."""

    id: str | None = None
    """What was made; None while the reply is still awaited."""
    before: tuple[str, ...] = ()
    """What looked like it before it was made."""
    text: str = ""
    """The digest of the text that it was made with."""
    saved: bool = False
    """Whether the engine has shown that its state holds it: then it is nobody's to find."""


class CreateLog:
    """All notes. They are written on the loop, and settled on the engine's threads, hence the lock."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or user_state_path("pulumi-azure-face", appauthor=False) / "made"
        self._lock = Lock()

    def write(self, location: CreateLocation, tag: str, record: CreateRecord) -> None:
        with self._lock, ignore_errors():
            self._write_record(location, tag, record)

    def read(self, location: CreateLocation, tag: str) -> CreateRecord | None:
        return read_record(self._file(location, tag))

    def records(self, location: CreateLocation) -> dict[str, CreateRecord]:
        """All of a place, by their marks. Takes a while where much was made: for when a reply was lost."""
        return records_by_tag(self._folder_of(location).glob("*/[!.]*"))

    def records_of_family(self, location: CreateLocation, tag: str) -> dict[str, CreateRecord]:
        """Those of the resource that a mark is of, whatever it was declared as, by their marks."""
        return records_by_tag(self._file(location, tag).parent.glob("[!.]*"))

    def mark_saved(self, location: CreateLocation, tag: str, saved_id: str) -> None:
        """The engine's state holds what was made. A resource that was renamed keeps its mark, which a new one under its
        old name may by now have noted for another thing.
        """
        with self._lock, ignore_errors():
            note = self.read(location, tag)
            if note is not None and note.id == saved_id and not note.saved:
                self._write_record(location, tag, replace(note, saved=True))

    def remove(self, location: CreateLocation, tag: str) -> None:
        file = self._file(location, tag)
        with self._lock, ignore_errors():
            file.unlink(missing_ok=True)
            file.parent.rmdir()
            self._folder_of(location).rmdir()

    def remove_all(self, location: CreateLocation) -> None:
        """The container is gone, and all that was made in it."""
        with self._lock:
            shutil.rmtree(self._folder_of(location), ignore_errors=True)

    def _write_record(self, location: CreateLocation, tag: str, record: CreateRecord) -> None:
        cache_files.write(self._file(location, tag), json.dumps(asdict(record)))

    def _file(self, location: CreateLocation, tag: str) -> Path:
        return self._folder_of(location) / tag_family(tag) / tag

    def _folder_of(self, location: CreateLocation) -> Path:
        return self._folder / digest(*astuple(location))[:32]


def records_by_tag(files: Iterable[Path]) -> dict[str, CreateRecord]:
    with ignore_errors():
        return {file.name: note for file in files if (note := read_record(file))}
    return {}


def read_record(file: Path) -> CreateRecord | None:
    with ignore_errors():
        written = json.loads(file.read_text())
        return CreateRecord(written["id"], tuple(written["before"]), written["text"], written["saved"])
    return None


@contextmanager
def ignore_errors() -> Iterator[None]:
    """A home that cannot be written to, or a note that somebody damaged, is no reason to fail."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        yield
