"""The entries and images that a source names, before any image file is read.

A problem is a string among the entries or images, so that messages list problems in source order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

MAX_NAME_LENGTH = 128  # characters (face-api.md#container-name-length)


class SourceImage(NamedTuple):
    """One image that a source names."""

    location: str
    """The path of a file, or a `Url`."""
    label: str
    """The name in messages."""
    target_face: tuple[int, ...] = ()
    user_data: str = ""


@dataclass(frozen=True)
class SourceEntry:
    """One person that a source names, or the one unnamed entry of a list."""

    key: str
    name: str
    label: str
    """The name in messages."""
    items: Sequence[SourceImage | str] = ()
    """Images and problems, in source order."""
    user_data: str = ""


def text_problems(label: str, text: str, max_length: int = MAX_NAME_LENGTH) -> Iterator[str]:
    """Yield the reasons why the service does not accept a text. `label` names the text in messages."""
    if len(text) > max_length:
        yield f"{label} must have at most {max_length} characters, got {len(text)} ({text[:20]!r}...)"
    if text != text.encode(errors="replace").decode():
        yield f"{label} must be valid Unicode, got {text!r}"
