"""Which photo each face of a gallery shows, kept on this machine as it is learnt.

The service lists the faces of a person by id alone (face-api.md#person-face-ids-only), so after a killed run each would
have to be read. But a face never changes, so one that was seen once need not be. The album is a help, never a need:
what it does not know is read, and where it cannot be kept, all works as without it. It holds ids and digests, no names
and no texts.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from platformdirs import user_cache_path

from pulumi_azure_face.lifecycle.identity.derived_ids import digest
from pulumi_azure_face.lifecycle.identity.digests import KEY_LENGTH

from . import cache_files


class FaceCache:
    """The faces of one gallery, which `place` names: its account, container and mark."""

    def __init__(self, *place: str, home: Path | None = None) -> None:
        self._folder = home or user_cache_path("pulumi-azure-face", appauthor=False) / "faces"
        self._file = self._folder / digest(*place)[:32]

    def photo_of(self, face_id: str) -> str | None:
        """The key of the photo that a face of ours shows; None for one that is not known."""
        return self._photos.get(face_id)

    def add(self, face_id: str, photo: str) -> None:
        """Written at once, one line a face: the process may be killed at any moment."""
        self._photos[face_id] = photo
        with suppress(OSError, ValueError):  # a mark that somebody else wrote may hold anything
            self._folder.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="ascii") as opened:
                opened.write(f"{face_id} {photo}\n")

    def keep_only(self, face_ids: Collection[str]) -> None:
        """Forget the faces that are gone."""
        left = {face_id: photo for face_id, photo in self._photos.items() if face_id in face_ids}
        if len(left) < len(self._photos):
            self._photos = left
            with suppress(OSError):
                cache_files.write(self._file, "".join(f"{face_id} {photo}\n" for face_id, photo in left.items()))
                cache_files.prune(self._folder)

    def clear(self) -> None:
        self._photos = {}
        with suppress(OSError):
            self._file.unlink(missing_ok=True)

    @cached_property
    def _photos(self) -> dict[str, str]:
        """A line that is not whole was cut off by the end of its run, or damaged."""
        try:
            lines = [line.split() for line in cache_files.read(self._file).splitlines()]
        except (OSError, ValueError):
            return {}
        return {line[0]: line[1] for line in lines if len(line) == 2 and len(line[1]) == KEY_LENGTH}
