"""Real pictures for all tests: small, cheap, and another for every word."""

from __future__ import annotations

from functools import cache
from io import BytesIO

from PIL import Image

SIDE = 48  # pixels


def picture(word: object = "", format: str = "jpeg", *, size: int = 2048) -> bytes:
    """A picture that has this many bytes. All show the same: what tells two apart follows the end of the image."""
    return (drawn(format) + str(word).encode()).ljust(size, b".")[:size]


@cache
def drawn(format: str) -> bytes:
    """A black square in fewer bytes than the service takes for an image, so that there is room for a word."""
    file = BytesIO()
    Image.new("1", (SIDE, SIDE)).save(file, format)
    return file.getvalue()
