"""Recently detected faces. The recognition calls refer to them by id until they expire.

See face-api.md#detect-face-id-lifetime.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from uuid import uuid4

from . import clock


@dataclass(frozen=True)
class DetectedFace:
    """A detected face without its image: the features, and the recognition model that extracted them."""

    features: str
    recognition_model: str


class DetectedFaces:
    """Detected faces by id. Every access removes the expired ones first."""

    def __init__(self, now: clock.Clock) -> None:
        self._now = now
        self._faces: dict[str, DetectedFace] = {}
        self._expirations: list[tuple[int, str]] = []

    def add(self, features: str, recognition_model: str, seconds: int) -> str:
        self._remove_expired()
        face_id = str(uuid4())
        self._faces[face_id] = DetectedFace(features, recognition_model)
        heappush(self._expirations, (self._now() + seconds * clock.TICKS_PER_SECOND, face_id))
        return face_id

    def get(self, face_id: str) -> DetectedFace | None:
        self._remove_expired()
        return self._faces.get(face_id)

    def _remove_expired(self) -> None:
        now = self._now()
        while self._expirations and self._expirations[0][0] <= now:
            del self._faces[heappop(self._expirations)[1]]
