"""Images: accepted formats and sizes, rejected content, and protection against large or damaged images.

See face-api.md#image-formats, face-api.md#image-file-size and face-api.md#error-invalid-image.
"""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pictures import picture
from pulumi_azure_face.emulator.models import errors
from pulumi_azure_face.emulator.requests import images

from ..documented_calls import (
    EVERY_KIND,
    LARGE_FACE_LIST,
    Kind,
    add_face,
    create_container,
    create_face_owner,
    detect,
    get_error,
    photo,
)

FORMATS = ("jpeg", "png", "gif", "bmp")

every_format = pytest.mark.parametrize("format", FORMATS)
every_kind = pytest.mark.parametrize("kind", EVERY_KIND, ids=str)


def encode_noise(format: str, width: int = 64, height: int = 48) -> bytes:
    """Return an image of noise, which no format compresses: a truncated file then misses a part of the image."""
    file = BytesIO()
    Image.effect_noise((width, height), 80).save(file, format)
    return file.getvalue()


def encode_truncated_gif() -> bytes:
    """Return a GIF with two frames, of which the second is truncated."""
    file = BytesIO()
    frames = [Image.effect_noise((64, 48), 80) for _ in range(2)]
    frames[0].save(file, "gif", save_all=True, append_images=frames[1:])
    return file.getvalue()[:-500]


@every_format
@every_kind
def test_supported_formats_and_sizes_are_accepted(
    face: httpx.Client, admin: httpx.Client, kind: Kind, format: str
) -> None:
    """JPEG, PNG, GIF and BMP images from 1 KB to 6 MB are accepted, and their metadata is stored."""
    owner = create_face_owner(face, kind)

    for size in (1024, 6 * 1024 * 1024):
        assert add_face(face, owner, photo(format, size=size)).status_code == 200
    faces = list_faces(admin)
    assert sorted(item["size"] for item in faces) == [1024, 6 * 1024 * 1024]
    assert {(item["format"], item["width"], item["height"]) for item in faces} == {(format, 48, 48)}


def list_faces(admin: httpx.Client) -> list[dict[str, Any]]:
    [container] = admin.get("/account").json()["containers"]
    return [
        *container["persistedFaces"],
        *(face for person in container["persons"] for face in person["persistedFaces"]),
    ]


def test_only_the_first_gif_frame_is_decoded(face: httpx.Client) -> None:
    """A GIF with a damaged second frame is accepted."""
    assert detect(face, encode_truncated_gif()).status_code == 200


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "InvalidImageSize", id="empty"),
        pytest.param(photo(size=1023), "InvalidImageSize", id="one byte too small"),
        pytest.param(photo(size=6 * 1024 * 1024 + 1), "InvalidImageSize", id="one byte too big"),
        pytest.param(b"plain text".ljust(2048), "InvalidImage", id="text"),
        pytest.param(encode_noise("webp"), "InvalidImage", id="WebP"),
        pytest.param(encode_noise("tiff"), "InvalidImage", id="TIFF"),
        pytest.param(b" " + photo(), "InvalidImage", id="JPEG after a space"),
        *(pytest.param(encode_noise(name)[:-600], "InvalidImage", id=f"{name} truncated") for name in FORMATS),
        *(pytest.param(photo(name)[:12].ljust(2048), "InvalidImage", id=f"{name} signature only") for name in FORMATS),
        pytest.param(encode_noise("png").replace(b"IDAT", b"JUNK"), "InvalidImage", id="PNG without image data"),
    ],
)
@pytest.mark.parametrize("call", ["add", "detect"])
def test_invalid_image_is_rejected(face: httpx.Client, call: str, content: bytes, code: str) -> None:
    """A file that is too small, too big, damaged or of another format is 400, and nothing is added."""
    item = create_container(face, LARGE_FACE_LIST)

    reply = add_face(face, item, content) if call == "add" else detect(face, content)

    assert get_error(reply) == (400, code)
    assert face.get(f"{item}/persistedfaces").json() == []


def encode_large(width: int, height: int) -> bytes:
    """Return a PNG of a few kilobytes with a large number of pixels."""
    file = BytesIO()
    Image.new("1", (width, height)).save(file, "png")
    return file.getvalue().ljust(2048, b".")


@pytest.mark.parametrize(
    ("content", "status"),
    [
        pytest.param(encode_large(20_000, 2_000), 200, id="40 million pixels"),
        pytest.param(encode_large(20_000, 6_000), 400, id="120 million pixels"),
    ],
)
def test_image_with_too_many_pixels_is_rejected(face: httpx.Client, content: bytes, status: int) -> None:
    """More than 100 million pixels are rejected before they are decoded."""
    assert detect(face, content).status_code == status


@given(damage=st.lists(st.tuples(st.integers(0, 600), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
@every_format
def test_damaged_image_never_fails_unexpectedly(format: str, damage: list[tuple[int, bytes]]) -> None:
    """An image with changed bytes is either accepted or rejected with `InvalidImage`."""
    content = bytearray(picture(format=format, size=1500))
    for offset, replacement in damage:
        content[offset : offset + len(replacement)] = replacement

    assert decode(bytes(content)) in {(200, ""), (400, "InvalidImage")}


def decode(content: bytes) -> tuple[int, str | int]:
    try:
        asyncio.run(images.decode(content))
    except errors.ServiceError as error:
        return error.status, error.error["code"]
    return 200, ""
