"""What an image shows: one face, unless it is marked, and which face an add is about (face-api.md#face-exactly-one and
face-api.md#face-target-face).
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import httpx
import pytest

from ..documented_calls import (
    EVERY_KIND,
    LARGE_FACE_LIST,
    Kind,
    add,
    created,
    detect,
    detected,
    error_of,
    owner_of_faces,
    photo,
)

every_kind = pytest.mark.parametrize("kind", EVERY_KIND, ids=str)


def mark(admin: httpx.Client, content: bytes, faces: int) -> None:
    assert admin.post("/images", params={"faces": faces}, content=content).status_code == 200


def rectangles(face: httpx.Client, content: bytes) -> list[dict[str, int]]:
    return [one["faceRectangle"] for one in detect(face, content).json()]


def as_target(rectangle: dict[str, Any]) -> str:
    return ",".join(str(rectangle[side]) for side in ("left", "top", "width", "height"))


@every_kind
def test_a_faceless_image(face: httpx.Client, admin: httpx.Client, kind: Kind) -> None:
    """An image marked as faceless is no face to add, with or without a rectangle, and an empty list to detect."""
    mark(admin, photo(), 0)
    owner = owner_of_faces(face, kind)

    assert error_of(add(face, owner)) == (400, "NoFaceFound")
    assert error_of(add(face, owner, targetFace="0,0,48,48")) == (400, "NoFaceFound")
    assert detect(face).json() == []
    assert add(face, owner, photo(word="another")).status_code == 200


@every_kind
def test_an_image_of_several_faces(face: httpx.Client, admin: httpx.Client, kind: Kind) -> None:
    """Several faces are too many to add, unless the rectangle encloses exactly one of them."""
    mark(admin, photo(), 3)
    owner, found = owner_of_faces(face, kind), rectangles(face, photo())

    assert error_of(add(face, owner)) == (400, "InvalidImage")
    assert error_of(add(face, owner, targetFace="0,0,48,48")) == (400, "InvalidImage")
    assert error_of(add(face, owner, targetFace="0,0,5,5")) == (400, "NoFaceFound")
    for rectangle in found:
        assert add(face, owner, targetFace=as_target(rectangle)).status_code == 200


@pytest.mark.parametrize("faces", [1, 2, 5, 100])
def test_faces_have_places_of_their_own(face: httpx.Client, admin: httpx.Client, faces: int) -> None:
    """However many there are, each is inside the image, and no two share a pixel."""
    mark(admin, photo(), faces)

    found = rectangles(face, photo())

    assert len(found) == faces
    pixels = [
        (x, y)
        for one in found
        for x in range(one["left"], one["left"] + one["width"])
        for y in range(one["top"], one["top"] + one["height"])
    ]
    assert len(set(pixels)) == len(pixels)
    assert {coordinate for pixel in pixels for coordinate in pixel} <= set(range(48))


def test_any_rectangle_is_believed(face: httpx.Client) -> None:
    """Where the one face is in an image nobody has told: any rectangle inside the image is taken to enclose it."""
    item = created(face, LARGE_FACE_LIST)

    for target in ("0,0,48,48", "0,0,1,1", "40,40,8,8"):
        assert add(face, item, targetFace=target).status_code == 200


def test_marks_are_shown_and_forgotten(face: httpx.Client, admin: httpx.Client) -> None:
    """The last word about an image counts; without a mark an image shows one face again."""
    mark(admin, photo(), 0)
    mark(admin, photo(), 2)
    assert admin.get("/images").json() == [{"sha256": sha256(photo()).hexdigest(), "faces": 2}]

    admin.delete("/images")

    assert admin.get("/images").json() == []
    assert detected(face)


@pytest.mark.parametrize("query", [{}, {"faces": "-1"}, {"faces": "101"}, {"faces": "few"}, {"face": "1"}], ids=str)
def test_a_misspelt_mark_is_refused(admin: httpx.Client, query: dict[str, str]) -> None:
    """A mark that cannot be understood is 400, rather than one that is never seen."""
    assert error_of(admin.post("/images", params=query, content=photo())) == (400, "BadArgument")
    assert admin.get("/images").json() == []
