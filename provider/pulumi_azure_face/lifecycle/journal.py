"""Notes on this machine about what was made: of things whose user data is the user's own, and so bears no mark of ours.

Between the moment such a thing gets its text and the moment the engine has saved its id, only its note knows it. Notes
hold ids and digests, no names and no texts. They are a help, never a need: where they cannot be kept, all works as
without them. A note stays until its thing or the container is deleted.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from platformdirs import user_state_path

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
    id: str | None = None
    """What was made; None while the reply is still awaited."""
    before: tuple[str, ...] = ()
    """What looked like it before it was made."""


class Journal:
    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or user_state_path("pulumi-azure-face", appauthor=False) / "made"

    def note(self, place: Place, mark: str, note: Note) -> None:
        folder = self._folder_of(place)
        with harmless():
            folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", dir=folder, prefix=".", delete=False) as fresh:
                json.dump(asdict(note), fresh)
            Path(fresh.name).replace(folder / mark)

    def recall(self, place: Place, mark: str) -> Note | None:
        with harmless():
            written = json.loads((self._folder_of(place) / mark).read_text())
            return Note(written["id"], tuple(written["before"]))
        return None

    def known(self, place: Place) -> set[str]:
        """The ids of all that was made there."""
        with harmless():
            notes = [self.recall(place, noted.name) for noted in self._folder_of(place).glob("[!.]*")]
            return {note.id for note in notes if note and note.id}
        return set()

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
