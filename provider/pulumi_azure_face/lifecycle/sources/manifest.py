"""Manifests as sources: a table in CSV, JSON, or YAML that lists persons or faces with their images.

For a group, a row is a person. For a list, a row is one or more images with the same user data. CSV has a header. JSON
and YAML have a list of objects. The columns, or members, are:

    key           groups only: the stable id of the person, unique in the manifest
    name          groups only: the display name of the person; defaults to the key
    user_data     the user's own text, stored with the person, or with each face of a list
    images        paths relative to the manifest, or URLs; CSV separates several images with `|`
    target_face   the face to use in an image with several faces: left, top, width, and height in pixels. CSV has one
                  per image, separated with `|`. In JSON and YAML, it is a member of a row with one image, or an image
                  is an object of `image` and `target_face`
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator

from pulumi_azure_face.client.kinds import Holds
from pulumi_azure_face.lifecycle.identity import ownership_tags
from pulumi_azure_face.lifecycle.inputs.model import Checked, InvalidInputsError
from pulumi_azure_face.lifecycle.inputs.rules import (
    FACE_USER_DATA_BYTES,
    USER_DATA_BYTES,
    Name,
    Rectangle,
    Text,
    check_url,
)
from pulumi_azure_face.lifecycle.inputs.values import without

from . import image
from .entries import SourceEntry, SourceImage
from .manifest_files import READERS, ManifestFileError, Row, Table, read_table

SEPARATOR = "|"  # between values in one cell; not a valid character in a URL, or in a file name on Windows
EXAMPLE_TAG = "0" * 8  # has the length of a gallery's tag
LONGEST_DIGEST = "248-" + "0" * 16  # the longest photos digest (face-api.md#quota-faces-per-person)
EXAMPLE_PHOTO_KEY = "0" * 32  # has the length of a photo key


# --- rows -------------------------------------------------------------------------------------------------------------


def check_unicode(value: str) -> str:
    if value != value.encode(errors="replace").decode():
        raise ValueError(f"must be valid Unicode, got {value!r}")
    return value


def check_image(value: str) -> str:
    if not value or "\0" in value:
        raise ValueError(f"must be a path or a URL, got {'a NUL character' if value else 'an empty string'}")
    return check_url(value) if is_url(value) else value


def check_images(value: object) -> list[dict[str, object]]:
    """Return a list of objects. Accepts one image without a list, and an image without an object."""
    items = value if isinstance(value, list) else [value]
    images = [item if isinstance(item, dict) else {"image": item} for item in items]
    for item in images:
        if not {"image"} <= set(item) <= {"image", "target_face"} or not isinstance(item["image"], str):
            raise ValueError("must be paths, URLs, or objects with the members image and target_face")
    return images


NameText = Annotated[Name, AfterValidator(check_unicode)]
UnicodeText = Annotated[Text, AfterValidator(check_unicode)]


class ImageItem(Checked):
    """One image of a row."""

    image: Annotated[UnicodeText, AfterValidator(check_image)]
    target_face: Rectangle | None = None


class FaceRow(Checked):
    """A row of a list: images with the same user data."""

    images: Annotated[list[ImageItem], BeforeValidator(check_images)]
    user_data: UnicodeText = ""
    target_face: Rectangle | None = None


class PersonRow(FaceRow):
    """A row of a group: one person."""

    key: NameText
    name: NameText | None = None


RowT = TypeVar("RowT", bound=FaceRow)

COLUMNS: dict[Holds, tuple[str, ...]] = {
    "persons": ("key", "name", "user_data", "images", "target_face"),
    "faces": ("user_data", "images", "target_face"),
}


# --- CSV cells --------------------------------------------------------------------------------------------------------


def row_from_cells(cells: Mapping[str, object]) -> dict[str, object]:
    """Convert the cells of a CSV row to the members of a JSON row."""
    images = split_cell(str(cells.get("images", "")))
    targets = [parse_rectangle(value) for value in split_cell(str(cells.get("target_face", "")))]
    if targets and len(targets) != len(images):
        raise ValueError(
            f"target_face must have one value per image, separated by {SEPARATOR}, got {len(targets)} for {len(images)}"
        )
    pairs = zip(images, targets or [None] * len(images), strict=True)
    members = {"images": [{"image": name, "target_face": target} for name, target in pairs]} if images else {}
    return {**without(("target_face",), cells), **members}


def split_cell(cell: str) -> list[str]:
    return [value.strip() for value in cell.split(SEPARATOR)] if cell else []


def parse_rectangle(text: str) -> list[int | str] | None:
    """Return the edges of a target face. Edges that are not numbers stay text, which the row model rejects."""
    return [int(edge) if edge.isdecimal() else edge for edge in re.split(r"[,\s]+", text)] if text else None


# --- entries ----------------------------------------------------------------------------------------------------------


def is_manifest(source: Path) -> bool:
    return source.suffix.lower() in READERS and not source.is_dir()


def read_manifest(file: Path, holds: Holds) -> list[SourceEntry | str]:
    """Return the persons of a group or the one entry of a list, and the problems."""
    try:
        table = read_table(file)
    except ManifestFileError as error:
        return [f"{file_label(file)} {error}"]
    problems = column_problems(table, holds)
    if problems or not table.rows:
        return [f"{file_label(file)} {problem}" for problem in problems or ["has no rows"]]
    return list(ManifestReader(file, holds, table).entries())


def column_problems(table: Table, holds: Holds) -> list[str]:
    """Return the problems of a CSV header."""
    if table.columns is None:
        return []
    duplicates = [f"duplicate column {name!r}" for name, times in Counter(table.columns).items() if times > 1]
    required = [name for name in ("key", "images") if name in COLUMNS[holds]]
    missing = [f"column {name!r} is required" for name in required if name not in table.columns]
    unknown = unknown_name_problems("column", table.columns, holds)
    return [f"row 1: {problem}" for problem in [*unknown, *missing, *duplicates]]


def unknown_name_problems(noun: str, names: Iterable[str], holds: Holds) -> list[str]:
    known = COLUMNS[holds]
    return [f"unknown {noun} {name!r}, expected one of {', '.join(known)}" for name in names if name not in known]


class RowError(ValueError):
    """The problems of a row. Each one is a line that names the column."""

    def __init__(self, problems: Iterable[str]) -> None:
        super().__init__()
        self.problems = list(problems)


@dataclass
class ManifestReader:
    """Convert the rows of a manifest to entries."""

    file: Path
    holds: Holds
    table: Table
    _labels_by_key: dict[str, str] = field(default_factory=dict)
    """The label of the first row with each key."""

    def entries(self) -> Iterator[SourceEntry | str]:
        """Yield a person for each row of a group, or the one entry of a list."""
        if self.holds == "persons":
            for row in self.table.rows:
                yield from self._person(row)
        else:
            items = [item for row in self.table.rows for item in self._faces(row)]
            yield SourceEntry("", "", file_label(self.file), items)

    def _person(self, row: Row) -> Iterator[SourceEntry | str]:
        try:
            person = self._validated(row, PersonRow)
            key = unicodedata.normalize("NFC", person.key)
            self._ensure_new(key, row)
            user_data = ensure_user_data_fits(
                ownership_tags.PersonTag(EXAMPLE_TAG, key, LONGEST_DIGEST), person.user_data, USER_DATA_BYTES
            )
            items = list(self._images(row, person))
            yield SourceEntry(key, person.name or key, f"{self._label(row)}: {key!r}", items, user_data)
        except RowError as error:
            yield from self._problems(row, error)

    def _faces(self, row: Row) -> Iterator[SourceImage | str]:
        try:
            faces = self._validated(row, FaceRow)
            user_data = ensure_user_data_fits(
                ownership_tags.FaceTag(EXAMPLE_TAG, EXAMPLE_PHOTO_KEY), faces.user_data, FACE_USER_DATA_BYTES
            )
            yield from self._images(row, faces, user_data)
        except RowError as error:
            yield from self._problems(row, error)

    def _validated(self, row: Row, model: type[RowT]) -> RowT:
        unknown = unknown_name_problems("member", row.members, self.holds)
        if unknown:
            raise RowError(unknown)
        try:
            members = row_from_cells(row.members) if self.table.columns else dict(row.members)
        except ValueError as error:
            raise RowError([str(error)]) from error
        try:
            return move_target_to_image(model.validated(members))
        except InvalidInputsError as error:
            raise RowError(error.problems) from error

    def _ensure_new(self, key: str, row: Row) -> None:
        first_label = self._labels_by_key.setdefault(key, row.label)
        if first_label != row.label:
            raise RowError([f"duplicate key {key!r} (first used in {first_label})"])

    def _images(self, row: Row, images: FaceRow, user_data: str = "") -> Iterator[SourceImage]:
        """Yield the images of a row. Paths are relative to the folder of the manifest."""
        for item in images.images:
            location = image.Url(item.image) if is_url(item.image) else str(self.file.parent / item.image)
            name = image.redact_url(item.image) if is_url(item.image) else repr(item.image)
            yield SourceImage(location, f"{self._label(row)}: {name}", tuple(item.target_face or ()), user_data)

    def _problems(self, row: Row, error: RowError) -> Iterator[str]:
        yield from (f"{self._label(row)}: {problem}" for problem in error.problems)

    def _label(self, row: Row) -> str:
        return f"{file_label(self.file)} {row.label}"


def move_target_to_image(row: RowT) -> RowT:
    """Move the target face of a row to its only image."""
    if row.target_face is None:
        return row
    if len(row.images) != 1 or row.images[0].target_face:
        raise RowError(["target_face needs a row with one image. With several, give each image its own target_face"])
    return row.model_copy(update={"images": [row.images[0].model_copy(update={"target_face": row.target_face})]})


def ensure_user_data_fits(tag: ownership_tags.PersonTag | ownership_tags.FaceTag, user_data: str, limit: int) -> str:
    """Return the user data. Raise `RowError` if it exceeds the limit together with the ownership tag."""
    size = len(ownership_tags.write_tag(tag, user_data).encode())
    if size > limit:
        raise RowError([f"user_data must have at most {limit} bytes together with the ownership tag, got {size}"])
    return user_data


def is_url(text: str) -> bool:
    return "://" in text


def file_label(file: Path) -> str:
    return repr(file.name)
