"""Folders of photos, as a user of the provider keeps them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from pictures import picture
from pulumi_azure_face.client.kinds import Kind

from .account import photo_key

Photos = tuple[int, ...]
Persons = Mapping[str, Photos]
"""The photo numbers by person. A list has the single name ''."""

PERSONS: Persons = {"ann": (1, 2), "bob": (3,)}
"""The content of the fixture `program`."""


def photo(number: int, size: int = 1500) -> bytes:
    """Return a JPEG that is different for each number."""
    return picture(number, size=size)


def write_photos(folder: Path, persons: Persons) -> Path:
    """Replace the content of the folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, numbers in persons.items():
        person_folder = folder / name
        person_folder.mkdir(exist_ok=True)
        for number in numbers:
            (person_folder / f"{number}.jpg").write_bytes(photo(number))
    return folder


def expected(persons: Persons) -> list[tuple[str, list[str]]]:
    """Return the value of `Account.gallery_content` after these photos are enrolled."""
    return sorted((name, sorted(photo_key(photo(number)) for number in numbers)) for name, numbers in persons.items())


def for_kind(kind: Kind, persons: Persons) -> Persons:
    """Merge the photos of all persons into one list if the kind holds faces."""
    if kind.holds == "persons":
        return persons
    return {"": tuple(sorted({number for numbers in persons.values() for number in numbers}))}
