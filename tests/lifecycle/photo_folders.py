"""Folders of photos, as a program's user keeps them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from pictures import picture
from pulumi_azure_face.client.kinds import Kind

from .account import photo_key

Photos = tuple[int, ...]
Persons = Mapping[str, Photos]
"""The numbers of the photos by person; a list has the one name ''."""

PERSONS: Persons = {"ann": (1, 2), "bob": (3,)}
"""What the fixture `program` declares."""


def photo(number: int, size: int = 1500) -> bytes:
    """A JPEG that differs from every other number's."""
    return picture(number, size=size)


def write(folder: Path, declared: Persons) -> Path:
    """Make the folder hold exactly this."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, numbers in declared.items():
        home = folder / name
        home.mkdir(exist_ok=True)
        for number in numbers:
            (home / f"{number}.jpg").write_bytes(photo(number))
    return folder


def expected(declared: Persons) -> list[tuple[str, list[str]]]:
    """What an account holds that was made like this; see `Account.enrolled`."""
    return sorted((name, sorted(photo_key(photo(number)) for number in numbers)) for name, numbers in declared.items())


def for_kind(kind: Kind, declared: Persons) -> Persons:
    """All persons' photos in one list, where the kind holds faces."""
    if kind.holds == "persons":
        return declared
    return {"": tuple(sorted({number for numbers in declared.values() for number in numbers}))}
