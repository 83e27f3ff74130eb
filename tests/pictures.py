"""Small valid images for all tests, one for each word."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from PIL import Image

SIDE = 48  # pixels


def picture(word: object = "", format: str = "jpeg", *, size: int = 2048) -> bytes:
    """Return an image of `size` bytes. All images look the same; the word follows the end of the image data."""
    return (black_square(format) + str(word).encode()).ljust(size, b".")[:size]


@cache
def black_square(format: str) -> bytes:
    """Return a black square in fewer bytes than the service's minimum, which leaves room for the word."""
    file = BytesIO()
    Image.new("1", (SIDE, SIDE)).save(file, format)
    return file.getvalue()
