"""The faces in an image: one, or the face count that was set, and the face that an add selects.

See face-api.md#face-exactly-one and face-api.md#face-target-face.
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
    add_face,
    create_container,
    create_face_owner,
    detect,
    detect_face_id,
    get_error,
    photo,
)

every_kind = pytest.mark.parametrize("kind", EVERY_KIND, ids=str)


def set_face_count(admin: httpx.Client, content: bytes, faces: int) -> None:
    assert admin.post("/images", params={"faces": faces}, content=content).status_code == 200


def detect_rectangles(face: httpx.Client, content: bytes) -> list[dict[str, int]]:
    return [item["faceRectangle"] for item in detect(face, content).json()]


def format_target(rectangle: dict[str, Any]) -> str:
    return ",".join(str(rectangle[side]) for side in ("left", "top", "width", "height"))


@every_kind
def test_image_with_face_count_0_has_no_face(face: httpx.Client, admin: httpx.Client, kind: Kind) -> None:
    """With a face count of 0, an add is `NoFaceFound`, with or without a target, and detect returns an empty list."""
    set_face_count(admin, photo(), 0)
    owner = create_face_owner(face, kind)

    assert get_error(add_face(face, owner)) == (400, "NoFaceFound")
    assert get_error(add_face(face, owner, targetFace="0,0,48,48")) == (400, "NoFaceFound")
    assert detect(face).json() == []
    assert add_face(face, owner, photo(word="another")).status_code == 200


@every_kind
def test_image_with_several_faces_needs_a_target(face: httpx.Client, admin: httpx.Client, kind: Kind) -> None:
    """With several faces, an add needs a target that encloses exactly one of them."""
    set_face_count(admin, photo(), 3)
    owner, rectangles = create_face_owner(face, kind), detect_rectangles(face, photo())

    assert get_error(add_face(face, owner)) == (400, "InvalidImage")
    assert get_error(add_face(face, owner, targetFace="0,0,48,48")) == (400, "InvalidImage")
    assert get_error(add_face(face, owner, targetFace="0,0,5,5")) == (400, "NoFaceFound")
    for rectangle in rectangles:
        assert add_face(face, owner, targetFace=format_target(rectangle)).status_code == 200


@pytest.mark.parametrize("faces", [1, 2, 5, 100])
def test_face_rectangles_do_not_overlap(face: httpx.Client, admin: httpx.Client, faces: int) -> None:
    """All face rectangles are inside the image, and no two share a pixel."""
    set_face_count(admin, photo(), faces)

    rectangles = detect_rectangles(face, photo())

    assert len(rectangles) == faces
    pixels = [
        (x, y)
        for rectangle in rectangles
        for x in range(rectangle["left"], rectangle["left"] + rectangle["width"])
        for y in range(rectangle["top"], rectangle["top"] + rectangle["height"])
    ]
    assert len(set(pixels)) == len(pixels)
    assert {coordinate for pixel in pixels for coordinate in pixel} <= set(range(48))


def test_any_target_selects_the_only_face(face: httpx.Client) -> None:
    """If an image has one face, any target inside the image selects it."""
    item = create_container(face, LARGE_FACE_LIST)

    for target in ("0,0,48,48", "0,0,1,1", "40,40,8,8"):
        assert add_face(face, item, targetFace=target).status_code == 200


def test_face_counts_are_listed_and_deleted(face: httpx.Client, admin: httpx.Client) -> None:
    """The last face count of an image applies; after DELETE the image shows one face again."""
    set_face_count(admin, photo(), 0)
    set_face_count(admin, photo(), 2)
    assert admin.get("/images").json() == [{"sha256": sha256(photo()).hexdigest(), "faces": 2}]

    admin.delete("/images")

    assert admin.get("/images").json() == []
    assert detect_face_id(face)


@pytest.mark.parametrize("query", [{}, {"faces": "-1"}, {"faces": "101"}, {"faces": "few"}, {"face": "1"}], ids=str)
def test_invalid_face_count_is_rejected(admin: httpx.Client, query: dict[str, str]) -> None:
    """An invalid face count is 400 and is not stored."""
    assert get_error(admin.post("/images", params=query, content=photo())) == (400, "BadArgument")
    assert admin.get("/images").json() == []
