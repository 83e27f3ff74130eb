"""The desired state of a gallery: entries and their photos, identified by content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from pulumi_azure_face.lifecycle.identity.derived_ids import digest
from pulumi_azure_face.lifecycle.identity.digests import KEY_LENGTH, photos_digest, set_digest

from . import image

MAX_FACES_PER_PERSON = 248  # face-api.md#quota-faces-per-person


class Photo(NamedTuple):
    """One image to enroll: a file, or a URL that the service downloads."""

    location: str
    """The path of a file, or a `Url`."""
    content_key: str
    """The content key of the file. For a URL, the key of its text, because the service does not return images."""
    target_face: tuple[int, ...] = ()
    """Left, top, width, and height in pixels. Selects a face in an image with several faces."""
    user_data: str = ""
    """The user's own text, stored with a face of a list."""
    problem: str | None = None
    """Why the file cannot be enrolled, as far as the file shows. None if it seems valid."""

    @property
    def key(self) -> str:
        """The key of the photo. It covers the target face and the user data, because they make a different face."""
        details = [self.target_face, self.user_data]
        return digest(self.content_key, *details)[:KEY_LENGTH] if any(details) else self.content_key

    def __str__(self) -> str:
        """The name in messages. A path is quoted, because a file name may not be valid Unicode."""
        return image.redact_url(self.location) if isinstance(self.location, image.Url) else repr(self.location)


@dataclass(frozen=True)
class DesiredEntry:
    """A person to enroll, or the one unnamed entry of a list, with photos by key.

    The same photo twice in one entry is one face.
    """

    key: str
    name: str
    photos: dict[str, Photo]
    user_data: str = ""
    """The user's own text, stored with the person."""


class SourceSummary(NamedTuple):
    """What the state has of a source: no names."""

    digest: str
    entries: int
    photos: int


def summarize(entries: Iterable[DesiredEntry]) -> SourceSummary:
    """Return the digest and the size of a gallery that has exactly these entries, and keep none of them."""
    parts, photo_count = [], 0
    for entry in entries:
        parts.append((entry.key, entry.name, photos_digest(entry.photos), entry.user_data))
        photo_count += len(entry.photos)
    return SourceSummary(set_digest(parts), len(parts), photo_count)


def desired_digest(entries: Iterable[DesiredEntry]) -> str:
    """Return the digest of a gallery that has exactly these entries."""
    return summarize(entries).digest
