"""Images: what is one, what is none, and that nothing in one can hurt (face-api.md#image-formats,
face-api.md#image-file-size, face-api.md#error-invalid-image).
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
from pulumi_azure_face.emulator.requests import images
from pulumi_azure_face.emulator.responses import errors

from ..documented_calls import EVERY_KIND, LARGE_FACE_LIST, Kind, add, created, detect, error_of, owner_of_faces, photo

FORMATS = ("jpeg", "png", "gif", "bmp")

every_format = pytest.mark.parametrize("format", FORMATS)
every_kind = pytest.mark.parametrize("kind", EVERY_KIND, ids=str)


def encoded(format: str, width: int = 64, height: int = 48) -> bytes:
    """Noise, which no format makes small: the file is as long as its picture and no longer."""
    file = BytesIO()
    Image.effect_noise((width, height), 80).save(file, format)
    return file.getvalue()


def with_frames() -> bytes:
    """A GIF of two frames of which only the first is whole."""
    file = BytesIO()
    frames = [Image.effect_noise((64, 48), 80) for _ in range(2)]
    frames[0].save(file, "gif", save_all=True, append_images=frames[1:])
    return file.getvalue()[:-500]


@every_format
@every_kind
def test_the_formats_and_sizes_that_are_taken(face: httpx.Client, admin: httpx.Client, kind: Kind, format: str) -> None:
    """JPEG, PNG, GIF and BMP of 1 KB to 6 MB are images; what stays of one is what it was."""
    owner = owner_of_faces(face, kind)

    for size in (1024, 6 * 1024 * 1024):
        assert add(face, owner, photo(format, size=size)).status_code == 200
    held = faces_held(admin)
    assert sorted(one["size"] for one in held) == [1024, 6 * 1024 * 1024]
    assert {(one["format"], one["width"], one["height"]) for one in held} == {(format, 48, 48)}


def faces_held(admin: httpx.Client) -> list[dict[str, Any]]:
    [container] = admin.get("/account").json()["containers"]
    return [*container["persistedFaces"], *(one for person in container["persons"] for one in person["persistedFaces"])]


def test_the_first_frame_counts(face: httpx.Client) -> None:
    """A GIF is its first frame, whatever follows it."""
    assert detect(face, with_frames()).status_code == 200


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "InvalidImageSize", id="nothing"),
        pytest.param(photo(size=1023), "InvalidImageSize", id="one byte short"),
        pytest.param(photo(size=6 * 1024 * 1024 + 1), "InvalidImageSize", id="one byte too many"),
        pytest.param(b"plain text".ljust(2048), "InvalidImage", id="no image"),
        pytest.param(encoded("webp"), "InvalidImage", id="WebP"),
        pytest.param(encoded("tiff"), "InvalidImage", id="TIFF"),
        pytest.param(b" " + photo(), "InvalidImage", id="JPEG after a blank"),
        *(pytest.param(encoded(name)[:-600], "InvalidImage", id=f"{name} cut short") for name in FORMATS),
        *(pytest.param(photo(name)[:12].ljust(2048), "InvalidImage", id=f"{name} in name") for name in FORMATS),
        pytest.param(encoded("png").replace(b"IDAT", b"JUNK"), "InvalidImage", id="png without a picture"),
    ],
)
@pytest.mark.parametrize("ask", ["add", "detect"])
def test_what_is_no_image(face: httpx.Client, ask: str, content: bytes, code: str) -> None:
    """What is too small, too big, of another format or damaged is 400, and nothing is added."""
    item = created(face, LARGE_FACE_LIST)

    reply = add(face, item, content) if ask == "add" else detect(face, content)

    assert error_of(reply) == (400, code)
    assert face.get(f"{item}/persistedfaces").json() == []


def claiming(width: int, height: int) -> bytes:
    """A PNG in a few kilobytes that unpacks to far more pixels than any photo has."""
    file = BytesIO()
    Image.new("1", (width, height)).save(file, "png")
    return file.getvalue().ljust(2048, b".")


@pytest.mark.parametrize(
    ("content", "status"),
    [
        pytest.param(claiming(20_000, 2_000), 200, id="large"),
        pytest.param(claiming(20_000, 6_000), 400, id="beyond all measure"),
    ],
)
def test_an_image_that_would_fill_the_memory(face: httpx.Client, content: bytes, status: int) -> None:
    """More than a hundred million pixels are refused before they are unpacked; fewer are just a large image."""
    assert detect(face, content).status_code == status


@given(damage=st.lists(st.tuples(st.integers(0, 600), st.binary(min_size=1, max_size=8)), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
@every_format
def test_no_damage_is_an_error_of_ours(format: str, damage: list[tuple[int, bytes]]) -> None:
    """An image with any bytes changed is taken or refused as the service refuses; nothing else comes of it."""
    content = bytearray(picture(format=format, size=1500))
    for place, piece in damage:
        content[place : place + len(piece)] = piece

    assert outcome(bytes(content)) in {(200, ""), (400, "InvalidImage")}


def outcome(content: bytes) -> tuple[int, str | int]:
    try:
        asyncio.run(images.read(content))
    except errors.ServiceError as refused:
        return refused.status, refused.error["code"]
    return 200, ""
