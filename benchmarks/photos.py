"""Small distinct images. The emulator treats different bytes as different faces."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image

SIDE = 48  # pixels
SMALL = 2048  # bytes; the service requires at least 1,024


def write_people(folder: Path, persons: int, photos_each: int, size: int = SMALL) -> Path:
    """Write one subfolder of photos for each person into a folder."""
    for person in range(persons):
        write_photos(folder / f"person-{person:05}", photos_each, size)
    return folder


def write_photos(folder: Path, count: int, size: int = SMALL) -> Path:
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"{number}.jpg").write_bytes(picture(f"{folder.name}/{number}", size))
    return folder


def picture(word: str, size: int) -> bytes:
    """Return an image of `size` bytes. All images look the same; the word follows the end of the image data."""
    return (black_square() + word.encode()).ljust(size, b".")


@cache
def black_square() -> bytes:
    file = BytesIO()
    Image.new("1", (SIDE, SIDE)).save(file, "JPEG")
    return file.getvalue()
