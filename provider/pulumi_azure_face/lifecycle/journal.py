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
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from threading import Lock

from platformdirs import user_state_path

from . import shelf
from .identity import digest, kin


@dataclass(frozen=True)
class Place:
    """The container that things are made in. One that was replaced under its id is another one."""

    endpoint: str
    kind: str
    container_id: str
    generation: str


@dataclass(frozen=True)
class Note:
    """One making."""

    id: str | None = None
    """What was made; None while the reply is still awaited."""
    before: tuple[str, ...] = ()
    """What looked like it before it was made."""
    text: str = ""
    """The digest of the text that it was made with."""
    saved: bool = False
    """Whether the engine has shown that its state holds it: then it is nobody's to find."""


class Journal:
    """All notes. They are written on the loop, and settled on the engine's threads, hence the lock."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or user_state_path("pulumi-azure-face", appauthor=False) / "made"
        self._lock = Lock()

    def note(self, place: Place, mark: str, note: Note) -> None:
        with self._lock, harmless():
            self._write(place, mark, note)

    def recall(self, place: Place, mark: str) -> Note | None:
        return read(self._file(place, mark))

    def notes(self, place: Place) -> dict[str, Note]:
        """All of a place, by their marks. Takes a while where much was made: for when a reply was lost."""
        return by_mark(self._folder_of(place).glob("*/[!.]*"))

    def notes_of_kin(self, place: Place, mark: str) -> dict[str, Note]:
        """Those of the resource that a mark is of, whatever it was declared as, by their marks."""
        return by_mark(self._file(place, mark).parent.glob("[!.]*"))

    def settle(self, place: Place, mark: str, saved_id: str) -> None:
        """The engine's state holds what was made. A resource that was renamed keeps its mark, which a new one under its
        old name may by now have noted for another thing.
        """
        with self._lock, harmless():
            note = self.recall(place, mark)
            if note is not None and note.id == saved_id and not note.saved:
                self._write(place, mark, replace(note, saved=True))

    def forget(self, place: Place, mark: str) -> None:
        file = self._file(place, mark)
        with self._lock, harmless():
            file.unlink(missing_ok=True)
            file.parent.rmdir()
            self._folder_of(place).rmdir()

    def forget_all(self, place: Place) -> None:
        """The container is gone, and all that was made in it."""
        with self._lock:
            shutil.rmtree(self._folder_of(place), ignore_errors=True)

    def _write(self, place: Place, mark: str, note: Note) -> None:
        # Named here, so that a renamed field does not hide the notes of an earlier release.
        written = {"id": note.id, "before": note.before, "text": note.text, "saved": note.saved}
        shelf.put(self._file(place, mark), json.dumps(written))

    def _file(self, place: Place, mark: str) -> Path:
        return self._folder_of(place) / kin(mark) / mark

    def _folder_of(self, place: Place) -> Path:
        return self._folder / digest(*astuple(place))[:32]


def by_mark(files: Iterable[Path]) -> dict[str, Note]:
    with harmless():
        return {file.name: note for file in files if (note := read(file))}
    return {}


def read(file: Path) -> Note | None:
    with harmless():
        written = json.loads(file.read_text())
        return Note(written["id"], tuple(written["before"]), written["text"], written["saved"])
    return None


@contextmanager
def harmless() -> Iterator[None]:
    """A home that cannot be written to, or a note that somebody damaged, is no reason to fail."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        yield
