"""Images on their way in: their size, their format, whether they can be decoded, and what is remembered of them.

An image is decoded whole, its first frame where it has several, and then forgotten (face-api.md#face-no-image-stored
and face-api.md#image-formats). Left out: what it shows, which is the business of `vision`.
"""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256

from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from starlette.concurrency import run_in_threadpool

from pulumi_azure_face.emulator.responses import errors

# face-api.md#image-file-size
SMALLEST = 1024
LARGEST = 6 * 1024 * 1024
MOST_PIXELS = 100_000_000
"""More than a photo of 6 MB has. A few kilobytes can claim to have far more, and would fill the memory."""

_DECODED_IN_PASSING = 1_000_000
"""Pixels that are decoded in a few milliseconds: less than it is worth to go to another thread for."""

_FORMATS: dict[bytes, tuple[str, type[ImageFile]]] = {
    b"\xff\xd8\xff": ("jpeg", JpegImageFile),
    b"\x89PNG\r\n\x1a\n": ("png", PngImageFile),
    b"GIF87a": ("gif", GifImageFile),
    b"GIF89a": ("gif", GifImageFile),
    b"BM": ("bmp", BmpImageFile),
}


@dataclass(frozen=True)
class Image:
    """What stays of an image: enough to tell whether it is the one somebody meant, and where in it a face can be."""

    sha256: str
    size: int
    format: str
    width: int
    height: int


async def receive(chunks: AsyncIterator[bytes]) -> Image:
    """Take an image in as it arrives, and no more of it than an image may have."""
    content = bytearray()
    async for chunk in chunks:
        content += chunk
        if len(content) > LARGEST:
            raise errors.image_too_big()
    return await read(bytes(content))


async def read(content: bytes) -> Image:
    """Decode an image. Raises the error the service gives for what is none."""
    if len(content) < SMALLEST:
        raise errors.image_too_small()
    if len(content) > LARGEST:
        raise errors.image_too_big()
    name, decoder = _format(content)
    width, height = await _decode(content, decoder)
    return Image(sha256(content).hexdigest(), len(content), name, width, height)


def _format(content: bytes) -> tuple[str, type[ImageFile]]:
    for signature, found in _FORMATS.items():
        if content.startswith(signature):
            return found
    raise errors.undecodable_image()


async def _decode(content: bytes, decoder: type[ImageFile]) -> tuple[int, int]:
    """The width and the height of an image that really can be decoded, to its last pixel."""
    try:
        with decoder(io.BytesIO(content)) as opened:
            width, height = opened.size
            if width * height > MOST_PIXELS:
                raise errors.undecodable_image()
            if width * height > _DECODED_IN_PASSING:
                await run_in_threadpool(opened.load)
            else:
                opened.load()
    except errors.ServiceError:
        raise
    except Exception as broken:  # a decoder raises whatever it stumbles upon
        raise errors.undecodable_image() from broken
    return width, height
