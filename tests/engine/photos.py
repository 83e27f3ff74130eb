"""Photos for the programs, and what an account holds once exactly those are enrolled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256, shake_256
from io import BytesIO
from pathlib import Path

from PIL import Image

Enrolled = tuple[tuple[str, tuple[str, ...]], ...]
"""Who is enrolled with which photos: names, each with the SHA-256 of its photos. A list's own go by an empty name."""

SIDE = 32  # pixels; noise of this size makes a JPEG of about 3 KB


@cache
def jpeg(word: str) -> bytes:
    """A small photo of nothing, the same for the same word."""
    file = BytesIO()
    Image.frombytes("RGB", (SIDE, SIDE), shake_256(word.encode()).digest(SIDE * SIDE * 3)).save(file, "JPEG")
    return file.getvalue()


def put_photos(folder: Path, *words: str) -> None:
    """Put a photo for each word into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for word in words:
        (folder / f"{word}.jpg").write_bytes(jpeg(word))


def put_people(folder: Path, people: Mapping[str, Sequence[str]]) -> None:
    """Put a folder of photos for each person into a folder."""
    for person, words in people.items():
        put_photos(folder / person, *words)


def people_in(folder: Path) -> Enrolled:
    return tuple(sorted((person.name, shas_in(person)) for person in folder.iterdir()))


def faces_in(folder: Path) -> Enrolled:
    return (("", shas_in(folder)),)


def shas_in(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(sha256(photo.read_bytes()).hexdigest() for photo in folder.iterdir()))
