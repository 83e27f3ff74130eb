"""What a folder declares: subjects and their photos, told apart by content.

A group takes a folder per person, named as the person. A list takes a flat folder, and is itself the one subject,
without a name. Hidden files and what does not look like a photo by its ending are left out; what looks like one must
be one.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

SMALLEST, LARGEST = 1024, 6 * 1024 * 1024  # bytes of one image (contract 6.4)
MOST_PER_PERSON = 248  # contract 12.2
LONGEST_NAME = 128  # characters (contract 12.1)
KEY_LENGTH = 32  # hex digits of the image's SHA-256; half of it is plenty, and `userData` of a face is short
FORMATS = "JPEG, PNG, GIF or BMP"
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM")
ENDINGS = frozenset(
    (".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".bmp", ".webp", ".heic", ".heif", ".tif", ".tiff", ".avif")
)
SHOWN = 5  # faults named in one message


@dataclass(frozen=True)
class Subject:
    """Somebody to be enrolled, and their photos by the key of their content: the same photo twice is one face."""

    key: str
    name: str
    photos: dict[str, Path]


class Faults(ValueError):
    """What is wrong with a source: all of it, in one line."""

    def __init__(self, faults: list[str]) -> None:
        more = f"; and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        super().__init__("; ".join(faults[:SHOWN]) + more)


def read_source(folder: Path, holds: Literal["persons", "faces"]) -> list[Subject]:
    """The subjects that a folder declares, in the order of their keys. Raises Faults with everything that is wrong."""
    ensure_folder(folder)
    faults: list[str] = []
    subjects = list(read_persons(folder, faults) if holds == "persons" else read_list(folder, faults))
    if not faults and not any(subject.photos for subject in subjects):
        what = "a folder of photos per person" if holds == "persons" else "photos"
        faults.append(f"must hold {what}; {str(folder)!r} holds none")
    if faults:
        raise Faults(faults)
    return subjects


def ensure_folder(folder: Path) -> None:
    try:
        if folder.is_dir():
            return
        there = "a file" if folder.exists() else "nothing"
    except OSError as error:
        there = f"nothing that can be read ({error.strerror})"
    raise Faults([f"must be a folder; there is {there} at {str(folder)!r}"])


def read_persons(folder: Path, faults: list[str]) -> Iterator[Subject]:
    keys: dict[str, Path] = {}
    for entry in visible(folder, folder, faults):
        if not entry.is_dir():
            if looks_like_photo(entry):
                faults.append(f"{shown(entry, folder)} lies outside a person's folder")
            continue
        key = unicodedata.normalize("NFC", entry.name)
        faults.extend(name_faults(key, keys.setdefault(key, entry), entry))
        yield Subject(key, key, read_photos(entry, folder, faults, "persons"))


def name_faults(key: str, first: Path, entry: Path) -> Iterator[str]:
    if first != entry:
        yield f"two folders are named {key!r} (in different Unicode forms)"
    if len(key) > LONGEST_NAME:
        yield f"the name of a person has at most {LONGEST_NAME} characters; {key[:20]!r}... has {len(key)}"
    if key != key.encode(errors="replace").decode():
        yield f"the name {key!r} is not Unicode; rename the folder"


def read_list(folder: Path, faults: list[str]) -> Iterator[Subject]:
    yield Subject("", "", read_photos(folder, folder, faults, "faces"))


def read_photos(folder: Path, root: Path, faults: list[str], holds: Literal["persons", "faces"]) -> dict[str, Path]:
    photos: dict[str, Path] = {}
    for entry in visible(folder, root, faults):
        if entry.is_dir():
            faults.append(f"{shown(entry, root)} is a folder; photos lie directly in {shown(folder, root)}")
        elif looks_like_photo(entry):
            photos.setdefault(photo_key(entry, root, faults), entry)
    if holds == "persons":
        faults.extend(count_faults(len(photos), shown(folder, root)))
    return photos


def photo_key(photo: Path, root: Path, faults: list[str]) -> str:
    """The key of its content. One with a fault goes by its name, so that it is counted all the same."""
    with noting_unreadable(photo, root, faults):
        fault = photo_fault(photo)
        if fault is None:
            return content_key(photo.read_bytes())
        faults.append(f"{shown(photo, root)} {fault}")
    return photo.name


def count_faults(count: int, whose: str) -> Iterator[str]:
    if not count:
        yield f"{whose} holds no photo; a person without one cannot be trained"
    if count > MOST_PER_PERSON:
        yield f"{whose} holds {count} photos; a person has at most {MOST_PER_PERSON}"


def photo_fault(photo: Path) -> str | None:
    with photo.open("rb") as opened:
        if not opened.read(16).startswith(SIGNATURES):
            return f"is not {FORMATS} by its content"
    size = photo.stat().st_size
    if not SMALLEST <= size <= LARGEST:
        return f"has {size} bytes; an image has {SMALLEST} to {LARGEST} (1 KB to 6 MB)"
    return None


def visible(folder: Path, root: Path, faults: list[str]) -> Iterator[Path]:
    """What lies in a folder and is not hidden. A link that leads nowhere is a fault: were it left out, the person it
    stands for would be removed.
    """
    entries: list[Path] = []
    with noting_unreadable(folder, root, faults):
        entries = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    for entry in entries:
        with noting_unreadable(entry, root, faults):
            entry.stat()
            yield entry


@contextmanager
def noting_unreadable(entry: Path, root: Path, faults: list[str]) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        faults.append(f"{shown(entry, root)} cannot be read ({error.strerror})")


def looks_like_photo(entry: Path) -> bool:
    return entry.suffix.lower() in ENDINGS


def shown(entry: Path, root: Path) -> str:
    return repr(str(entry.relative_to(root.parent)))


# --- digests ----------------------------------------------------------------------------------------------------------


def content_key(image: bytes) -> str:
    return hashlib.sha256(image).hexdigest()[:KEY_LENGTH]


def photos_digest(keys: Iterable[str]) -> str:
    """Tells one set of photos from another; begins with how many there are, so that a count alone can be held against
    it.
    """
    ordered = sorted(keys)
    return f"{len(ordered)}-{hash_lines(ordered)[:16]}"


def count_in(digest: str) -> int:
    """How many photos a `photos_digest` stands for; -1 when it is not one."""
    count = digest.partition("-")[0]
    return int(count) if count.isdecimal() else -1


def set_digest(subjects: Iterable[tuple[str, str, str]]) -> str:
    """Tells one whole set from another, by the key, the name and the photos' digest of each subject."""
    return hash_lines(sorted("\0".join(subject) for subject in subjects))


def digest_of(subjects: Iterable[Subject]) -> str:
    return set_digest((subject.key, subject.name, photos_digest(subject.photos)) for subject in subjects)


def hash_lines(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
