"""The faces that were detected of late: each has an id that a question can name, until it expires
(face-api.md#detect-face-id-lifetime).
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from uuid import uuid4

from . import clock


@dataclass(frozen=True)
class DetectedFace:
    """What is kept of a detected face: no image, only what two faces are compared by, and the model that made it."""

    looks: str
    recognition_model: str


class DetectedFaces:
    """The faces by their ids. What has expired is swept out first."""

    def __init__(self, now: clock.Clock) -> None:
        self._now = now
        self._faces: dict[str, DetectedFace] = {}
        self._ends: list[tuple[int, str]] = []

    def add(self, looks: str, recognition_model: str, seconds: int) -> str:
        self._sweep()
        face_id = str(uuid4())
        self._faces[face_id] = DetectedFace(looks, recognition_model)
        heappush(self._ends, (self._now() + seconds * clock.TICKS_PER_SECOND, face_id))
        return face_id

    def get(self, face_id: str) -> DetectedFace | None:
        self._sweep()
        return self._faces.get(face_id)

    def _sweep(self) -> None:
        now = self._now()
        while self._ends and self._ends[0][0] <= now:
            del self._faces[heappop(self._ends)[1]]
