"""A cache on this machine of the photo behind each face of a gallery.

The service lists only the ids of a person's faces (face-api.md#person-face-ids-only), so an interrupted run would have
to read every face again. A face never changes, so each one needs to be read only once.

The cache is optional. A face that is missing from it is read from the service, and everything works without it where it
cannot be written. It holds ids and digests, no names and no user data.
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
    """The faces of one gallery. `location` identifies it by account, container, and ownership tag."""

    def __init__(self, *location: str, folder: Path | None = None) -> None:
        self._folder = folder or user_cache_path(cache_files.PACKAGE_FOLDER, appauthor=False) / "faces"
        self._file = self._folder / digest(*location)[:32]

    def photo_of(self, face_id: str) -> str | None:
        """Return the key of the photo behind a managed face, or None if the cache does not have it."""
        return self._photos.get(face_id)

    def add(self, face_id: str, photo: str) -> None:
        """Add a face. Each face is written at once, on its own line, because the process may be killed at any time."""
        self._photos[face_id] = photo
        with suppress(OSError, ValueError):  # ValueError: a tag from another client may hold any text
            cache_files.append(self._file, f"{face_id} {photo}\n")

    def keep_only(self, face_ids: Collection[str]) -> None:
        """Remove every face that is not in `face_ids`."""
        kept = {face_id: photo for face_id, photo in self._photos.items() if face_id in face_ids}
        if len(kept) < len(self._photos):
            self._photos = kept
            with suppress(OSError):
                cache_files.write(self._file, "".join(f"{face_id} {photo}\n" for face_id, photo in kept.items()))
                cache_files.prune(self._folder)

    def clear(self) -> None:
        """Remove every face and delete the file."""
        self._photos = {}
        with suppress(OSError):
            self._file.unlink(missing_ok=True)

    @cached_property
    def _photos(self) -> dict[str, str]:
        """Photo key by face id. Ignores incomplete lines, which an interrupted write leaves behind."""
        try:
            lines = [line.split() for line in cache_files.read(self._file).splitlines()]
        except (OSError, ValueError):
            return {}
        return {line[0]: line[1] for line in lines if len(line) == 2 and len(line[1]) == KEY_LENGTH}
