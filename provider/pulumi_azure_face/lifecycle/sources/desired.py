"""The declared set: subjects and their photos, told apart by content."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from pulumi_azure_face.lifecycle.identity.derived_ids import digest
from pulumi_azure_face.lifecycle.identity.digests import KEY_LENGTH, photos_digest, set_digest

from . import image

MAX_FACES_PER_PERSON = 248  # face-api.md#quota-faces-per-person


class Photo(NamedTuple):
    """One image to be enrolled: a file, or the URL where the service finds it."""

    location: str
    """A file, or a `Url`."""
    content: str
    """The key of the file's content; the service keeps no image, so of a URL there is only its text."""
    target_face: tuple[int, ...] = ()
    """Left, top, width and height in pixels, where the image has several faces."""
    user_data: str = ""
    """The user's own text, kept with a face of a list."""
    problem: str | None = None
    """What is wrong with it, as far as the file tells."""

    @property
    def key(self) -> str:
        """What it is known by; all that makes another face of the same image is part of it."""
        more = [self.target_face, self.user_data]
        return digest(self.content, *more)[:KEY_LENGTH] if any(more) else self.content

    def __str__(self) -> str:
        """As it is told; quoted, since a file's name may hold what is no Unicode."""
        return image.redact_url(self.location) if isinstance(self.location, image.Url) else repr(self.location)


@dataclass(frozen=True)
class DesiredEntry:
    """Somebody to be enrolled, and their photos by key: the same photo twice is one face. A list is the one subject,
    without a name.
    """

    key: str
    name: str
    photos: dict[str, Photo]
    user_data: str = ""
    """The user's own text, kept with the person."""


def desired_digest(entries: Iterable[DesiredEntry]) -> str:
    return set_digest((one.key, one.name, photos_digest(one.photos), one.user_data) for one in entries)
