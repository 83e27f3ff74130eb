"""Images in request bodies: their size, their format, and whether they can be decoded.

An image is decoded completely (its first frame, if it has several) and not stored (face-api.md#face-no-image-stored and
face-api.md#image-formats). The faces that it shows do not belong here; they are in `models/vision.py`.
"""

from __future__ import annotations

import io
from collections.abc import AsyncGenerator
from contextlib import aclosing
from hashlib import sha256

from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from starlette.concurrency import run_in_threadpool

from pulumi_azure_face.emulator.models import errors
from pulumi_azure_face.emulator.models.vision import Image

# face-api.md#image-file-size
MIN_SIZE = 1024
MAX_SIZE = 6 * 1024 * 1024
MAX_PIXELS = 100_000_000
"""More than any photo of 6 MB has. A file of a few kilobytes can declare far more, which would fill the memory."""

_MAX_INLINE_PIXELS = 1_000_000
"""Images up to this size are decoded in a few milliseconds, which is less than a thread is worth."""

_FORMATS: dict[bytes, tuple[str, type[ImageFile]]] = {
    b"\xff\xd8\xff": ("jpeg", JpegImageFile),
    b"\x89PNG\r\n\x1a\n": ("png", PngImageFile),
    b"GIF87a": ("gif", GifImageFile),
    b"GIF89a": ("gif", GifImageFile),
    b"BM": ("bmp", BmpImageFile),
}


async def read_stream(stream: AsyncGenerator[bytes, None]) -> Image:
    """Read and decode an image in chunks. Stop at the largest size that an image can have."""
    content = bytearray()
    async with aclosing(stream) as chunks:
        async for chunk in chunks:
            content += chunk
            if len(content) > MAX_SIZE:
                raise errors.image_too_big()
    return await decode(bytes(content))


async def decode(content: bytes) -> Image:
    """Decode an image.

    Raises:
        errors.ServiceError: The content is not an image that the service accepts.
    """
    if len(content) < MIN_SIZE:
        raise errors.image_too_small()
    if len(content) > MAX_SIZE:
        raise errors.image_too_big()
    format_name, decoder = _detect_format(content)
    width, height = await _decode_pixels(content, decoder)
    return Image(sha256(content).hexdigest(), len(content), format_name, width, height)


def _detect_format(content: bytes) -> tuple[str, type[ImageFile]]:
    for signature, image_format in _FORMATS.items():
        if content.startswith(signature):
            return image_format
    raise errors.undecodable_image()


async def _decode_pixels(content: bytes, decoder: type[ImageFile]) -> tuple[int, int]:
    """Decode an image to its last pixel, and return its width and height."""
    try:
        with decoder(io.BytesIO(content)) as opened:
            width, height = opened.size
            if width * height > MAX_PIXELS:
                raise errors.undecodable_image()
            if width * height > _MAX_INLINE_PIXELS:
                await run_in_threadpool(opened.load)
            else:
                opened.load()
    except errors.ServiceError:
        raise
    except Exception as broken:  # a decoder can raise any exception
        raise errors.undecodable_image() from broken
    return width, height
