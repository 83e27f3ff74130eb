"""Notes on this machine about the persons and faces that were made here one by one.

A thing whose user data is the user's own bears no mark of ours: between the moment it gets its text and the moment the
engine has saved its id, only its note knows it. A note also tells what a killed run has left from what a state holds.
Notes hold ids and digests, no names and no texts. They are a help, never a need: where they cannot be kept, all works
as without them. A note stays until its thing or the container is deleted.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path

from platformdirs import user_state_path

from . import shelf
from .identity import digest


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
    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or user_state_path("pulumi-azure-face", appauthor=False) / "made"

    def note(self, place: Place, mark: str, note: Note) -> None:
        with harmless():
            shelf.put(self._folder_of(place) / mark, json.dumps(asdict(note)))

    def recall(self, place: Place, mark: str) -> Note | None:
        with harmless():
            written = json.loads((self._folder_of(place) / mark).read_text())
            return Note(written["id"], tuple(written["before"]), written["text"], written["saved"])
        return None

    def notes(self, place: Place) -> dict[str, Note]:
        """All of a place, by their marks."""
        found: dict[str, Note] = {}
        with harmless():
            for noted in self._folder_of(place).glob("[!.]*"):
                note = self.recall(place, noted.name)
                found.update({noted.name: note} if note else {})
        return found

    def settle(self, place: Place, mark: str) -> None:
        """The engine's state holds what was made."""
        note = self.recall(place, mark)
        if note is not None and not note.saved:
            self.note(place, mark, replace(note, saved=True))

    def forget(self, place: Place, mark: str) -> None:
        with harmless():
            (self._folder_of(place) / mark).unlink(missing_ok=True)
            self._folder_of(place).rmdir()

    def forget_all(self, place: Place) -> None:
        """The container is gone, and all that was made in it."""
        shutil.rmtree(self._folder_of(place), ignore_errors=True)

    def _folder_of(self, place: Place) -> Path:
        return self._folder / digest(*astuple(place))[:32]


@contextmanager
def harmless() -> Iterator[None]:
    """A home that cannot be written to, or a note that somebody damaged, is no reason to fail."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        yield
