"""Folders as sources: one folder per person for a group, or a flat folder of photos for a list.

A person has the name of the folder. Hidden files, and files without the extension of an image, are ignored. A file with
such an extension must be a valid image.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .entries import SourceEntry, SourceImage, text_problems
from .image_format import has_image_extension


def read_persons(folder: Path) -> Iterator[SourceEntry | str]:
    """Read one person from each subfolder."""
    names_by_key: dict[str, str] = {}
    misplaced: list[str] = []
    for item in visible_items(str(folder), folder.name):
        if isinstance(item, str):
            yield item
        elif item.is_folder:
            yield read_person(item, names_by_key)
        elif has_image_extension(item.name):
            misplaced.append(item.label)
    if misplaced:
        yield misplaced_problem(misplaced)


def misplaced_problem(labels: list[str]) -> str:
    """Return one problem for all photos that are in no person's folder: a flat folder can have thousands."""
    first, more = labels[0], len(labels) - 1
    found = f"{first!r} and {more:,} more are files" if more else f"{first!r} is a file"
    return (
        f"expected one folder per person, but {found}. For a flat folder of photos use a FaceList or LargeFaceList: "
        "faces=..."
    )


def read_person(folder: FolderItem, names_by_key: dict[str, str]) -> SourceEntry:
    key = unicodedata.normalize("NFC", folder.name)
    problems = list(text_problems("the name of a person", key))
    if names_by_key.setdefault(key, folder.name) != folder.name:
        problems.append(f"two folders have the name {key!r} (in different Unicode forms)")
    return SourceEntry(key, key, repr(folder.label), [*problems, *read_photos(folder.path, folder.label)])


def read_list(folder: Path) -> SourceEntry:
    """Read the entry of a list from a flat folder."""
    return SourceEntry("", "", repr(folder.name), list(read_photos(str(folder), folder.name)))


def read_photos(folder: str, label: str) -> Iterator[SourceImage | str]:
    for item in visible_items(folder, label):
        if isinstance(item, str):
            yield item
        elif item.is_folder:
            yield f"{item.label!r} is a folder, but photos must be directly in {label!r}"
        elif has_image_extension(item.name):
            yield SourceImage(item.path, repr(item.label))


class FolderItem(NamedTuple):
    """A file or a subfolder. The path is a string, because `pathlib` would dominate the time for a large source."""

    name: str
    path: str
    label: str
    """The path in messages, relative to the parent of the source."""
    is_folder: bool


def visible_items(folder: str, label: str) -> Iterator[FolderItem | str]:
    """Yield the items of a folder that are not hidden, sorted by name.

    A broken link is a problem. If it were ignored, the person it stands for would be removed.
    """
    try:
        with os.scandir(folder) as scan:
            entries = sorted((entry for entry in scan if not entry.name.startswith(".")), key=lambda entry: entry.name)
    except OSError as error:
        yield unreadable_problem(label, error)
        return
    for entry in entries:
        item_label = f"{label}{os.sep}{entry.name}" if label else entry.name
        try:
            if entry.is_symlink():
                entry.stat()  # raises an error for a broken link
            yield FolderItem(entry.name, entry.path, item_label, entry.is_dir())
        except OSError as error:
            yield unreadable_problem(item_label, error)


def unreadable_problem(label: str, error: OSError) -> str:
    return f"{label!r} cannot be read: {error.strerror}"
