"""A manifest as a source: a table in CSV, JSON or YAML that names everybody and their images.

For a group a row is a person, for a list it is images of one kind. CSV has a header, JSON and YAML a list of objects:

    key           of a group: what the person is known by; no two rows have the same
    name          of a group: the person's display name; the key when left out
    user_data     text of the user's own, kept with the person, or with each face of a list
    images        paths, relative to the manifest, or URLs; in CSV several are parted by `|`
    target_face   which face, where an image has several: left, top, width and height in pixels; in CSV one for each
                  image, parted by `|`. In JSON and YAML it stands beside the only image, or an image is an object of
                  `image` and `target_face`
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from pulumi_azure_face.client.kinds import Holds
from pulumi_azure_face.lifecycle.identity import ownership_tags
from pulumi_azure_face.lifecycle.inputs.rules import (
    FACE_USER_DATA_BYTES,
    USER_DATA_BYTES,
    Name,
    Rectangle,
    ResourceInputs,
    Text,
    check_url,
    validate,
)
from pulumi_azure_face.lifecycle.inputs.values import Props, without

from . import image
from .entries import SourceEntry, SourceImage
from .manifest_files import READERS, ManifestFileError, Row, Table, read_table

SEPARATOR = "|"  # of several values in one cell: no part of a URL, nor of a file's name on Windows
EXAMPLE_TAG = "0" * 8  # as long as a gallery's
LONGEST_DIGEST = "248-" + "0" * 16  # the longest one (face-api.md#quota-faces-per-person)
EXAMPLE_PHOTO_KEY = "0" * 32


# --- rows -------------------------------------------------------------------------------------------------------------


def check_unicode(value: str) -> str:
    if value != value.encode(errors="replace").decode():
        raise ValueError(f"must be Unicode; {value!r} is not")
    return value


def check_image(value: str) -> str:
    if not value or "\0" in value:
        raise ValueError("must be a path or a URL")
    return check_url(value) if is_url(value) else value


def check_images(value: Any) -> list[Props]:
    """Each as an object; one alone may stand without a list."""
    images = [
        one if isinstance(one, dict) else {"image": one} for one in (value if isinstance(value, list) else [value])
    ]
    for one in images:
        if not {"image"} <= set(one) <= {"image", "target_face"} or not isinstance(one["image"], str):
            raise ValueError("must be paths or URLs, or objects of image and target_face")
    return images


NameText = Annotated[Name, AfterValidator(check_unicode)]
UnicodeText = Annotated[Text, AfterValidator(check_unicode)]


class ImageRow(ResourceInputs):
    image: Annotated[UnicodeText, AfterValidator(check_image)]
    target_face: Rectangle | None = None


class FaceRow(ResourceInputs):
    """Of a list: images that have the same text."""

    images: Annotated[list[ImageRow], BeforeValidator(check_images)]
    user_data: UnicodeText = ""
    target_face: Rectangle | None = None


class PersonRow(FaceRow):
    """Of a group: one person."""

    key: NameText
    name: NameText | None = None


ROW_MODELS: dict[Holds, type[FaceRow]] = {"persons": PersonRow, "faces": FaceRow}
COLUMNS: dict[Holds, tuple[str, ...]] = {
    "persons": ("key", "name", "user_data", "images", "target_face"),
    "faces": ("user_data", "images", "target_face"),
}


# --- from cells -------------------------------------------------------------------------------------------------------


def from_cells(cells: Mapping[str, str]) -> Props:
    """What a row of CSV means: images and target faces are several in one cell."""
    images = split(cells.get("images", ""))
    targets = [rectangle(part) for part in split(cells.get("target_face", ""))]
    if targets and len(targets) != len(images):
        raise ValueError(f"images names {len(images)} and target_face {len(targets)}; each image has its own, or none")
    pairs = zip(images, targets or [None] * len(images), strict=True)
    together = {"images": [{"image": one, "target_face": target} for one, target in pairs]} if images else {}
    return {**without(("target_face",), cells), **together}


def split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(SEPARATOR)] if cell else []


def rectangle(part: str) -> list[Any] | None:
    """The numbers of a target face; what is none is left for the rule to refuse."""
    return [int(edge) if edge.isdecimal() else edge for edge in re.split(r"[,\s]+", part)] if part else None


# --- drafts -----------------------------------------------------------------------------------------------------------


def is_manifest(source: Path) -> bool:
    return source.suffix.lower() in READERS and not source.is_dir()


def read_manifest(file: Path, holds: Holds) -> list[SourceEntry | str]:
    """The persons of a group, or a list as one."""
    try:
        table = read_table(file)
    except ManifestFileError as unreadable:
        return [f"{file_label(file)} {unreadable}"]
    faults = column_problems(table, holds)
    if faults or not table.rows:
        return [f"{file_label(file)} {fault}" for fault in faults or ["has no rows"]]
    return list(ManifestReader(file, holds, table).entries())


def column_problems(table: Table, holds: Holds) -> list[str]:
    """What is wrong with the header of a CSV file."""
    if table.columns is None:
        return []
    twice = ["a column is named twice"] if len(set(table.columns)) < len(table.columns) else []
    required = [name for name in ("key", "images") if name in COLUMNS[holds]]
    missing = [f"the column {name!r} is missing" for name in required if name not in table.columns]
    return [f"row 1: {fault}" for fault in [*unknown_names(table.columns, holds), *missing, *twice]]


def unknown_names(names: Iterable[str], holds: Holds) -> list[str]:
    known = COLUMNS[holds]
    return [f"{name!r} is none of {', '.join(known)}" for name in names if name not in known]


class RowError(ValueError):
    """What is wrong with a row: each a line that names what it is about."""

    def __init__(self, faults: Iterable[str]) -> None:
        super().__init__()
        self.faults = list(faults)


@dataclass
class ManifestReader:
    """From the rows of a manifest to drafts."""

    file: Path
    holds: Holds
    table: Table
    _rows_by_key: dict[str, str] = field(default_factory=dict)
    """Where each key was first."""

    def entries(self) -> Iterator[SourceEntry | str]:
        if self.holds == "persons":
            for row in self.table.rows:
                yield from self._person(row)
        else:
            yield SourceEntry(
                "", "", file_label(self.file), [item for row in self.table.rows for item in self._faces(row)]
            )

    def _person(self, row: Row) -> Iterator[SourceEntry | str]:
        try:
            declared = self._validate(row)
            key = unicodedata.normalize("NFC", declared["key"])
            self._ensure_new(key, row)
            text = ensure_user_data_fits(
                ownership_tags.PersonTag(EXAMPLE_TAG, key, LONGEST_DIGEST),
                declared.get("user_data", ""),
                USER_DATA_BYTES,
            )
            items = list(self._images(row, declared))
            yield SourceEntry(
                key, declared.get("name", key), f"{file_label(self.file)} {row.label}: {key!r}", items, text
            )
        except RowError as wrong:
            yield from self._problems(row, wrong)

    def _faces(self, row: Row) -> Iterator[SourceImage | str]:
        try:
            declared = self._validate(row)
            text = ensure_user_data_fits(
                ownership_tags.FaceTag(EXAMPLE_TAG, EXAMPLE_PHOTO_KEY),
                declared.get("user_data", ""),
                FACE_USER_DATA_BYTES,
            )
            yield from self._images(row, declared, text)
        except RowError as wrong:
            yield from self._problems(row, wrong)

    def _validate(self, row: Row) -> Props:
        """The members of a row, held against their rules."""
        unknown = unknown_names(row.members, self.holds)
        if unknown:
            raise RowError(unknown)
        try:
            members = from_cells(row.members) if self.table.columns else dict(row.members)
        except ValueError as wrong:
            raise RowError([str(wrong)]) from wrong
        declared, faults = validate(ROW_MODELS[self.holds], members)
        if faults:
            raise RowError(faults)
        return with_target(declared)

    def _ensure_new(self, key: str, row: Row) -> None:
        first = self._rows_by_key.setdefault(key, row.label)
        if first != row.label:
            raise RowError([f"the key {key!r} is that of {first} too"])

    def _images(self, row: Row, declared: Props, text: str = "") -> Iterator[SourceImage]:
        """An image's path begins at the manifest."""
        for one in declared["images"]:
            where = image.Url(one.image) if is_url(one.image) else str(self.file.parent / one.image)
            called = image.redact_url(one.image) if is_url(one.image) else repr(one.image)
            yield SourceImage(where, f"{self._label(row)}: {called}", tuple(one.target_face or ()), text)

    def _problems(self, row: Row, wrong: RowError) -> Iterator[str]:
        yield from (f"{self._label(row)}: {fault}" for fault in wrong.faults)

    def _label(self, row: Row) -> str:
        return f"{file_label(self.file)} {row.label}"


def with_target(declared: Props) -> Props:
    """A target face beside the only image is that image's."""
    target, images = declared.get("target_face"), declared["images"]
    if target is None:
        return declared
    if len(images) != 1 or images[0].target_face:
        raise RowError(["target_face stands with each image where there are several"])
    return {**declared, "images": [images[0].model_copy(update={"target_face": target})]}


def ensure_user_data_fits(mark: ownership_tags.PersonTag | ownership_tags.FaceTag, text: str, limit: int) -> str:
    """The user's text shares its place with our mark."""
    size = len(ownership_tags.write_tag(mark, text).encode())
    if size > limit:
        raise RowError([f"user_data has {size} bytes together with our mark; the service keeps {limit}"])
    return text


def is_url(text: str) -> bool:
    return "://" in text


def file_label(file: Path) -> str:
    return repr(file.name)
