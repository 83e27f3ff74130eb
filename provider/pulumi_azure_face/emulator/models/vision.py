"""The emulator's replacement for face detection and recognition. It is deterministic and does not read pixels.

Every image shows one face, in its center, unless a test has set another face count for the image (`admin`). A face is
recognized by the bytes of its image: the same bytes are the same face, with a confidence of 1. Any other bytes are
another face, even if they are a crop or another encoding of the same photo; the confidence of two different faces is
between 0 and 0.4 and depends on nothing but the two. To test an application, use the enrolled photos themselves to be
recognized, and other photos for unknown people.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from . import errors

SAME_PERSON_CONFIDENCE = 0.5
"""The confidence from which two faces belong to the same person, if the caller sets no threshold."""

MAX_FACES = 100
"""The largest number of faces that the service detects in an image, according to the docs of its clients."""

_MAX_OTHER_SIMILARITY = 0.4
_MAX_FEATURE_NUMBER = 0xFFFFF
_MIN_FACE_SIDE = 36  # pixels (face-api.md#image-face-size)

KnownFaces = Sequence[tuple[str, Sequence[str]]]
"""The faces that a face is compared with: ids of persons or of faces, each with its features."""


@dataclass(frozen=True)
class Image:
    """The data that is kept of an image: enough to identify it, and to check that a rectangle is inside it."""

    sha256: str
    size: int
    format: str
    width: int
    height: int


@dataclass(frozen=True)
class Rectangle:
    """A part of an image, in pixels."""

    left: int
    top: int
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.left},{self.top},{self.width},{self.height}"

    def to_json(self) -> dict[str, int]:
        return {"top": self.top, "left": self.left, "width": self.width, "height": self.height}

    def encloses(self, other: Rectangle) -> bool:
        return (
            self.left <= other.left
            and self.top <= other.top
            and self.left + self.width >= other.left + other.width
            and self.top + self.height >= other.top + other.height
        )


@dataclass(frozen=True)
class Face:
    """A face in an image: its rectangle, and the features by which faces are compared."""

    rectangle: Rectangle
    features: str


class Vision:
    """Detects one face in each image, or the number of faces that a test has set."""

    def __init__(self) -> None:
        self._face_counts: dict[str, int] = {}

    def set_face_count(self, sha256: str, faces: int) -> dict[str, str | int]:
        """Set the number of faces in the image with this digest, and return the entry as `face_counts` does."""
        self._face_counts[sha256] = faces
        return {"sha256": sha256, "faces": faces}

    def face_counts(self) -> list[dict[str, str | int]]:
        return [{"sha256": sha256, "faces": faces} for sha256, faces in self._face_counts.items()]

    def clear_face_counts(self) -> None:
        self._face_counts.clear()

    def find_faces(self, image: Image) -> list[Face]:
        """Return all faces of an image, each with different features."""
        count = self._face_counts.get(image.sha256, 1)
        return [Face(_face_rectangle(image, index, count), f"{image.sha256}-{index}") for index in range(count)]

    def find_face_to_add(self, image: Image, target: Rectangle | None) -> Face:
        """Return the only face of an image, or the only one inside `target`.

        See face-api.md#face-target-face and face-api.md#face-exactly-one. An image without a face has the error code
        `NoFaceFound`, although the documentation lists this case under `InvalidImage`
        (face-api.md#error-invalid-image): this way a program can tell a photo without a face from a file that is not a
        photo. If the image shows one face, every target inside the image is taken to enclose it, because the emulator
        cannot know where the face really is.
        """
        if target and not Rectangle(0, 0, image.width, image.height).encloses(target):
            raise errors.target_out_of_range()
        faces = self.find_faces(image)
        if target and len(faces) > 1:
            faces = [face for face in faces if target.encloses(face.rectangle)]
        if not faces:
            raise errors.no_face_found()
        if len(faces) > 1:
            raise errors.several_faces()
        return faces[0]


def _face_rectangle(image: Image, index: int, count: int) -> Rectangle:
    """Return the rectangle of a face: the center of its grid cell, or all of a small cell."""
    columns = math.ceil(math.sqrt(count))
    width, height = max(1, image.width // columns), max(1, image.height // columns)
    side = min(width, height, max(_MIN_FACE_SIDE, min(width, height) // 2))
    left, top = index % columns * width, index // columns * height
    return Rectangle(left + (width - side) // 2, top + (height - side) // 2, side, side)


def similarity(features: str, others: Sequence[str]) -> float:
    """Return the confidence that a face belongs to the person with the other faces: that of the most similar one."""
    return 1.0 if features in others else max(_other_similarity(features, other) for other in others)


def _other_similarity(features: str, other: str) -> float:
    return round((_to_number(features) ^ _to_number(other)) / _MAX_FEATURE_NUMBER * _MAX_OTHER_SIMILARITY, 5)


def _to_number(features: str) -> int:
    return int(features[:5], 16)


def find_candidates(features: str, known: KnownFaces, threshold: float, limit: int) -> list[tuple[str, float]]:
    """Return the ids of similar faces or persons with their confidence, from `threshold` up, the most similar first."""
    similarities = ((item_id, similarity(features, others)) for item_id, others in known if others)
    candidates = [(item_id, confidence) for item_id, confidence in similarities if confidence >= threshold]
    return sorted(candidates, key=lambda candidate: (-candidate[1], candidate[0]))[:limit]
