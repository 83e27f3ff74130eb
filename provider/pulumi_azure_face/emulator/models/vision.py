"""What the emulator sees in an image: a stand-in for the service's eyes, always the same and without any skill.

Every image shows one face, in its middle, unless a test has marked it as showing another number of faces (`admin`).
A face is known by the bytes of its image: the same bytes are the same face, with a confidence of 1. Any other bytes
are another face, and be it the same photo cropped or encoded anew; two such faces are alike by a number from 0 to 0.4
that depends on nothing but the two. So an application is tested with the very photos that were enrolled, and with
others for strangers.

Left out: everything that would take a look at the pixels.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pulumi_azure_face.emulator.requests.images import Image
from pulumi_azure_face.emulator.responses import errors

SAME_PERSON = 0.5
"""The confidence from which two faces are taken for one person's, where a caller sets no threshold."""

MOST_FACES = 100
"""Faces that the service finds in one image at most, as its clients' documentation says."""

_MAX_OTHER_SIMILARITY = 0.4
_LARGEST_NUMBER = 0xFFFFF
_SMALLEST_FACE = 36  # pixels (face-api.md#image-face-size)

Known = Sequence[tuple[str, Sequence[str]]]
"""Whom faces are compared with: the ids of persons or of faces, each with the looks that go by it."""


@dataclass(frozen=True)
class Rectangle:
    """A part of an image, in pixels."""

    left: int
    top: int
    width: int
    height: int

    def __str__(self) -> str:
        return f"{self.left},{self.top},{self.width},{self.height}"

    def shown(self) -> dict[str, int]:
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
    """A face in an image: where it is, and its looks, which are all that two faces are compared by."""

    rectangle: Rectangle
    features: str


class Vision:
    """Sees one face in an image, or as many as it has been told to."""

    def __init__(self) -> None:
        self._face_counts: dict[str, int] = {}

    def set_face_count(self, sha256: str, faces: int) -> dict[str, str | int]:
        """See so many faces in the image whose bytes have this digest."""
        self._face_counts[sha256] = faces
        return {"sha256": sha256, "faces": faces}

    def face_counts(self) -> list[dict[str, str | int]]:
        return [{"sha256": sha256, "faces": faces} for sha256, faces in self._face_counts.items()]

    def clear_face_counts(self) -> None:
        self._face_counts.clear()

    def faces_in(self, image: Image) -> list[Face]:
        """All faces of an image, each with looks of its own."""
        count = self._face_counts.get(image.sha256, 1)
        return [Face(_rectangle(image, number, count), f"{image.sha256}-{number}") for number in range(count)]

    def face_to_add(self, image: Image, target: Rectangle | None) -> Face:
        """The one face that an add is about (face-api.md#face-target-face and face-api.md#face-exactly-one).

        No face has a code of its own here, `NoFaceFound`, although the documentation files it under `InvalidImage`
        (face-api.md#error-invalid-image): a program can tell a photo without a face from a file that is no photo. Where
        an image shows one face, any target inside the image is believed to enclose it: who gives one has seen the
        photo.
        """
        if target and not Rectangle(0, 0, image.width, image.height).encloses(target):
            raise errors.target_out_of_range()
        faces = self.faces_in(image)
        if target and len(faces) > 1:
            faces = [face for face in faces if target.encloses(face.rectangle)]
        if not faces:
            raise errors.no_face_found()
        if len(faces) > 1:
            raise errors.several_faces()
        return faces[0]


def _rectangle(image: Image, number: int, count: int) -> Rectangle:
    """The middle of one field of a grid that has a field for each face; the whole field where that is small."""
    columns = math.ceil(math.sqrt(count))
    width, height = max(1, image.width // columns), max(1, image.height // columns)
    side = min(width, height, max(_SMALLEST_FACE, min(width, height) // 2))
    left, top = number % columns * width, number // columns * height
    return Rectangle(left + (width - side) // 2, top + (height - side) // 2, side, side)


def similarity(looks: str, others: Sequence[str]) -> float:
    """How surely these looks are those of somebody who has the others: as surely as with the most alike of them."""
    return 1.0 if looks in others else max(_other_similarity(looks, other) for other in others)


def _other_similarity(looks: str, other: str) -> float:
    return round((_number(looks) ^ _number(other)) / _LARGEST_NUMBER * _MAX_OTHER_SIMILARITY, 5)


def _number(looks: str) -> int:
    return int(looks[:5], 16)


def candidates(looks: str, known: Known, threshold: float, most: int) -> list[tuple[str, float]]:
    """The ids that go by these looks with at least this confidence, the surest first."""
    alike = ((item_id, similarity(looks, others)) for item_id, others in known if others)
    found = [(item_id, confidence) for item_id, confidence in alike if confidence >= threshold]
    return sorted(found, key=lambda candidate: (-candidate[1], candidate[0]))[:most]
