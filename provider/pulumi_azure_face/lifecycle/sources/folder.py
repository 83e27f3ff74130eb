"""A folder as a source: for a group a folder per person, named as the person; for a list a flat folder of photos.

Hidden files and what does not look like a photo by its ending are left out; what looks like one must be one.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .entries import SourceEntry, SourceImage, text_problems
from .image_format import looks_like_photo


def read_persons(folder: Path) -> Iterator[SourceEntry | str]:
    keys: dict[str, str] = {}
    for entry in visible_items(str(folder), folder.name):
        if isinstance(entry, str):
            yield entry
        elif entry.is_folder:
            yield read_person(entry, keys)
        elif looks_like_photo(entry.name):
            yield f"{entry.label!r} lies outside a person's folder"


def read_person(home: FolderItem, keys: dict[str, str]) -> SourceEntry:
    key = unicodedata.normalize("NFC", home.name)
    faults = list(text_problems("the name of a person", key))
    if keys.setdefault(key, home.name) != home.name:
        faults.append(f"two folders are named {key!r} (in different Unicode forms)")
    return SourceEntry(key, key, repr(home.label), [*faults, *read_photos(home.path, home.label)])


def read_list(folder: Path) -> SourceEntry:
    return SourceEntry("", "", repr(folder.name), list(read_photos(str(folder), folder.name)))


def read_photos(folder: str, label: str) -> Iterator[SourceImage | str]:
    for entry in visible_items(folder, label):
        if isinstance(entry, str):
            yield entry
        elif entry.is_folder:
            yield f"{entry.label!r} is a folder; photos lie directly in {label!r}"
        elif looks_like_photo(entry.name):
            yield SourceImage(entry.path, repr(entry.label))


class FolderItem(NamedTuple):
    """What lies in a folder. No path yet: to take one apart costs more than all else here."""

    name: str
    path: str
    label: str
    """The path as messages say it, from the source on."""
    is_folder: bool


def visible_items(folder: str, label: str) -> Iterator[FolderItem | str]:
    """What lies in a folder and is not hidden. A link that leads nowhere is a fault: were it left out, the person it
    stands for would be removed.
    """
    try:
        with os.scandir(folder) as scan:
            entries = sorted((entry for entry in scan if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as error:
        yield unreadable(label, error)
        return
    for entry in entries:
        called = f"{label}{os.sep}{entry.name}" if label else entry.name
        try:
            yield folder_item(entry, called)
        except OSError as error:
            yield unreadable(called, error)


def folder_item(entry: os.DirEntry[str], label: str) -> FolderItem:
    if entry.is_symlink():
        entry.stat()  # raises where it leads nowhere
    return FolderItem(entry.name, entry.path, label, entry.is_dir())


def unreadable(label: str, error: OSError) -> str:
    return f"{label!r} cannot be read ({error.strerror})"
