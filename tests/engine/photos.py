"""Photos for the test programs, and the account content that their enrollment produces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256, shake_256
from io import BytesIO
from pathlib import Path

from PIL import Image

EnrolledPhotos = tuple[tuple[str, tuple[str, ...]], ...]
"""Person names with the SHA-256 digests of their photos. The faces of a face list have an empty name."""

SIDE = 32  # pixels; noise of this size makes a JPEG of about 3 KB


@cache
def jpeg(seed: str) -> bytes:
    """Return a small JPEG of noise that depends only on the seed."""
    file = BytesIO()
    Image.frombytes("RGB", (SIDE, SIDE), shake_256(seed.encode()).digest(SIDE * SIDE * 3)).save(file, "JPEG")
    return file.getvalue()


def write_photos(folder: Path, *seeds: str) -> None:
    """Write one photo for each seed into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        (folder / f"{seed}.jpg").write_bytes(jpeg(seed))


def write_people(folder: Path, people: Mapping[str, Sequence[str]]) -> None:
    """Write one subfolder of photos for each person into a folder."""
    for person, seeds in people.items():
        write_photos(folder / person, *seeds)


def people_in(folder: Path) -> EnrolledPhotos:
    """Return the content that a folder of people produces in a group."""
    return tuple(sorted((person.name, photo_digests_in(person)) for person in folder.iterdir()))


def faces_in(folder: Path) -> EnrolledPhotos:
    """Return the content that a folder of photos produces in a face list."""
    return (("", photo_digests_in(folder)),)


def photo_digests_in(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(sha256(photo.read_bytes()).hexdigest() for photo in folder.iterdir()))


def write_invalid_photos(folder: Path) -> None:
    """Write an empty folder `hollow`, and `people` with a photo too many, a photo too large, and a text."""
    (folder / "hollow").mkdir(parents=True)
    people = folder / "people"
    write_people(people, {"Ann": [f"ann-{number}" for number in range(249)]})
    write_photos(people / "Ben", "ben", "poster")
    poster = people / "Ben" / "poster.jpg"
    poster.write_bytes(poster.read_bytes().ljust(6 * 1024 * 1024 + 1, b"\0"))
    (people / "Ben" / "letter.jpg").write_text("Dear Ann, " * 200)
