"""Small pictures, each another one: to the emulator, other bytes are another face."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from PIL import Image

SIDE = 48  # pixels
SMALL = 2048  # bytes, of which the service wants at least 1,024


def put_people(folder: Path, persons: int, photos_each: int, size: int = SMALL) -> Path:
    """Put a folder of photos for each person into a folder."""
    for person in range(persons):
        put_photos(folder / f"person-{person:05}", photos_each, size)
    return folder


def put_photos(folder: Path, count: int, size: int = SMALL) -> Path:
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"{number}.jpg").write_bytes(picture(f"{folder.name}/{number}", size))
    return folder


def picture(word: str, size: int) -> bytes:
    """All show the same; what tells two apart follows the end of the image."""
    return (black_square() + word.encode()).ljust(size, b".")


@cache
def black_square() -> bytes:
    file = BytesIO()
    Image.new("1", (SIDE, SIDE)).save(file, "JPEG")
    return file.getvalue()
