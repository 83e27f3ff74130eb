"""Tables in files: CSV with a header, or a list of objects in JSON or YAML. Rows as they stand there."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class ManifestFileError(ValueError):
    """Why a file is no table, in words that follow its name."""


@dataclass(frozen=True)
class Row:
    label: str
    """Where it stands, as messages say it: `row 3`; in CSV the header is row 1."""
    members: Mapping[str, Any]


@dataclass(frozen=True)
class Table:
    rows: list[Row]
    columns: tuple[str, ...] | None = None
    """Of a CSV file, whose cells are text."""


def read_table(file: Path) -> Table:
    return READERS[file.suffix.lower()](read_text(file))


def read_text(file: Path) -> str:
    """UTF-8, with or without the mark that spreadsheets put before it."""
    try:
        content = file.read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise ManifestFileError(f"cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise ManifestFileError(f"must be UTF-8; row {row} is not") from error


def read_csv(text: str) -> Table:
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise ManifestFileError(f"is no CSV ({error})") from error
    if not lines:
        return Table([])
    header, *lines = lines
    columns = tuple(name.strip() for name in header)
    rows = [Row(f"row {number}", cells_by(columns, line, number)) for number, line in enumerate(lines, 2) if any(line)]
    return Table(rows, columns)


def cells_by(columns: tuple[str, ...], line: list[str], number: int) -> dict[str, str]:
    """The cells of a line by column; an empty one is none."""
    if len(line) > len(columns):
        raise ManifestFileError(f"row {number} has {len(line)} cells, the header has {len(columns)}")
    return {column: cell.strip() for column, cell in zip(columns, line, strict=False) if cell.strip()}


def read_json(text: str) -> Table:
    try:
        document = json.loads(text) if text.strip() else []
    except RecursionError as error:
        raise ManifestFileError("is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise ManifestFileError(f"is no JSON (line {error.lineno}: {error.msg})") from error
    except ValueError as error:  # a number of thousands of digits
        raise ManifestFileError(f"is no JSON ({error})") from error
    return table_of(document)


def read_yaml(text: str) -> Table:
    import yaml

    try:
        document = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    except RecursionError as error:
        raise ManifestFileError("is nested too deeply") from error
    except (yaml.YAMLError, ValueError) as error:  # a date that is none is a ValueError
        raise ManifestFileError(f"is no YAML ({' '.join(str(error).split())})") from error
    return table_of([] if document is None else document)


def table_of(document: object) -> Table:
    """The rows of a list of objects; a member that is null is none."""
    if not isinstance(document, list):
        raise ManifestFileError(f"must be a list; it is of type {type(document).__name__}")
    for number, row in enumerate(document, 1):
        if not isinstance(row, dict):
            raise ManifestFileError(f"row {number} must be an object; it is of type {type(row).__name__}")
    return Table(
        [
            Row(f"row {number}", {str(name): value for name, value in row.items() if value is not None})
            for number, row in enumerate(document, 1)
        ]
    )


READERS: dict[str, Callable[[str], Table]] = {
    ".csv": read_csv,
    ".json": read_json,
    ".yaml": read_yaml,
    ".yml": read_yaml,
}
"""By the ending of the file."""
