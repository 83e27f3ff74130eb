"""Digests of images and of sets of images. Ownership tags and saved states contain them, so the rules never change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

# Hex digits of an image's SHA-256. Half of the hash avoids collisions, and the `userData` of a face is short
# (face-api.md#face-user-data-size).
KEY_LENGTH = 32


def content_key(image: bytes) -> str:
    return hashlib.sha256(image).hexdigest()[:KEY_LENGTH]


def photos_digest(keys: Iterable[str]) -> str:
    """Return the digest of a set of photos. It starts with their number, which can be compared without the keys."""
    ordered = sorted(keys)
    return f"{len(ordered)}-{hash_lines(ordered)[:16]}"


def photo_count(digest: str) -> int:
    """Return the number of photos in a `photos_digest`, or -1 for any other text."""
    count = digest.partition("-")[0]
    return int(count) if count.isdecimal() else -1


def set_digest(entries: Iterable[tuple[str, str, str, str]]) -> str:
    """Return the digest of a gallery. Each entry has a key, a name, the digest of the photos, and the user data."""
    # An empty user data is omitted, so that digests in states from before user data existed stay valid.
    return hash_lines(sorted("\0".join(parts if parts[-1] else parts[:-1]) for parts in entries))


def hash_lines(lines: Iterable[str]) -> str:
    """Return the hash of lines without building one text of them: a gallery can have a million."""
    hashed, separator = hashlib.sha256(), b""
    for line in lines:
        hashed.update(separator + line.encode())
        separator = b"\n"
    return hashed.hexdigest()
