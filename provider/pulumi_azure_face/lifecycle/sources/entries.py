"""What a source names, before any image is looked at. Whatever reads a source gives drafts.

What is wrong stands as a text between the rest, so that all is told in the order in which it was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MAX_NAME_LENGTH = 128  # characters (face-api.md#container-name-length)


class SourceImage(NamedTuple):
    """One image that a source names."""

    location: str
    """A file, or a `Url`."""
    label: str
    """What messages call it."""
    target_face: tuple[int, ...] = ()
    user_data: str = ""


@dataclass(frozen=True)
class SourceEntry:
    """One subject that a source names."""

    key: str
    name: str
    label: str
    items: Sequence[SourceImage | str] = ()
    """Its images, and what is wrong."""
    user_data: str = ""


def text_problems(what: str, text: str, longest: int = MAX_NAME_LENGTH) -> Iterator[str]:
    if len(text) > longest:
        yield f"{what} has at most {longest} characters; {text[:20]!r}... has {len(text)}"
    if text != text.encode(errors="replace").decode():
        yield f"{what} must be Unicode; {text!r} is not"
