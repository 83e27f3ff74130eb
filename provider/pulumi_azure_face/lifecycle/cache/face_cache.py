"""A cache on this machine of the photo behind each face of a gallery.

The service lists only the ids of a person's faces (face-api.md#person-face-ids-only), so an interrupted run would have
to read every face again. A face never changes, so each one needs to be read only once.

The cache is optional: a face without an entry is read from the service.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pulumi_azure_face.lifecycle.identity import derived_ids
from pulumi_azure_face.lifecycle.identity.digests import KEY_LENGTH

from .database import REFRESH_AGE, CacheDatabase, Row, digest, is_digest, today, user_database

PAGE_SIZE = 1000  # faces
PHOTO_KEY = re.compile(rf"[0-9a-f]{{{KEY_LENGTH}}}")


class FaceCache:
    """The faces of one gallery. `location` identifies it by account, container, and ownership tag."""

    def __init__(self, *location: str, database: CacheDatabase | None = None) -> None:
        self._database = database or user_database()
        self._gallery = digest(derived_ids.digest(*location).encode())

    def photo_of(self, face_id: str) -> str | None:
        """Return the key of the photo behind a managed face, or None if the cache does not have it."""
        sql = "SELECT photo FROM face_photos WHERE gallery = ? AND face = ?"
        rows = self._database.query(sql, (self._gallery, face_key(face_id)))
        return rows[0][0].hex() if rows and is_digest(rows[0][0]) else None

    def add(self, face_id: str, photo: str) -> None:
        """Add a face. Each face is committed at once, because the process may be killed at any time."""
        if PHOTO_KEY.fullmatch(photo):  # a tag from another client may hold any text
            row = (self._gallery, face_key(face_id), bytes.fromhex(photo), today())
            self._database.write("INSERT OR REPLACE INTO face_photos VALUES (?, ?, ?, ?)", [row])

    def keep_only(self, face_ids: Iterable[str]) -> None:
        """Remove every face that is not in `face_ids`, and record that the others are in use."""
        kept, day, removed = {face_key(face_id) for face_id in face_ids}, today(), list[Row]()
        for page in self._pages():
            removed += [(self._gallery, face) for face in page if face not in kept]
        if removed:
            self._database.write("DELETE FROM face_photos WHERE gallery = ? AND face = ?", removed)
        refresh = "UPDATE face_photos SET used_on = ? WHERE gallery = ? AND used_on < ?"
        self._database.write(refresh, [(day, self._gallery, day - REFRESH_AGE)])

    def _pages(self) -> Iterator[list[bytes]]:
        """Yield the faces of the gallery in pages: all at once would take more memory than the enrollment."""
        sql = "SELECT face FROM face_photos WHERE gallery = ? AND face > ? ORDER BY face LIMIT ?"
        page: list[bytes] = [b""]
        while page:
            page = [face for (face,) in self._database.query(sql, (self._gallery, page[-1], PAGE_SIZE))]
            yield page

    def clear(self) -> None:
        """Remove every face."""
        self._database.write("DELETE FROM face_photos WHERE gallery = ?", [(self._gallery,)])


def face_key(face_id: str) -> bytes:
    return digest(face_id.encode())
