"""Digests of images and of sets of them. Marks and states hold them, so they are forever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

KEY_LENGTH = 32  # hex digits of an image's SHA-256; half of it is plenty, and `userData` of a face is short


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


def set_digest(subjects: Iterable[tuple[str, str, str, str]]) -> str:
    """Tells one whole set from another, by the key, the name, the photos' digest and the user data of each subject."""
    return hash_lines(sorted("\0".join(parts if parts[-1] else parts[:-1]) for parts in subjects))


def hash_lines(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
