"""Parse the files of manifests: CSV with a header, or a list of objects in JSON or YAML. Rows are not validated."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yaml import Node


class ManifestFileError(ValueError):
    """A file that cannot be parsed. Messages print the text after the name of the file."""


@dataclass(frozen=True)
class Row:
    """One row of a manifest."""

    label: str
    """The name in messages, for example `row 3`. In CSV, the header is row 1."""
    members: Mapping[str, object]


@dataclass(frozen=True)
class Table:
    """The rows of a manifest."""

    rows: list[Row]
    columns: tuple[str, ...] | None = None
    """The header of a CSV file, whose cells are text. None for JSON and YAML."""


def read_table(file: Path) -> Table:
    """Parse a file by its extension."""
    return READERS[file.suffix.lower()](read_text(file))


def read_text(file: Path) -> str:
    """Return the text of a UTF-8 file. Spreadsheets may start it with a byte order mark."""
    try:
        content = file.read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise ManifestFileError(f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise ManifestFileError(f"row {row} is not UTF-8. Save the file as UTF-8") from error


def read_csv(text: str) -> Table:
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise ManifestFileError(f"is not valid CSV ({error})") from error
    if not lines:
        return Table([])
    header, *lines = lines
    columns = tuple(name.strip() for name in header)
    rows = [
        Row(f"row {number}", cells_by_column(columns, cells, number))
        for number, cells in enumerate(lines, 2)
        if any(cells)
    ]
    return Table(rows, columns)


def cells_by_column(columns: tuple[str, ...], cells: list[str], number: int) -> dict[str, str]:
    """Return the cells of a row by column, without empty cells."""
    if len(cells) > len(columns):
        raise ManifestFileError(f"row {number} has {len(cells)} cells, but the header has {len(columns)}")
    return {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if cell.strip()}


class ObjectWithDuplicates(dict[str, object]):
    """A JSON object in which members were given more than once."""

    duplicates: list[str]


def object_from_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    invalid = ObjectWithDuplicates(members)
    invalid.duplicates = [name for name, times in Counter(name for name, _ in pairs).items() if times > 1]
    return invalid


def read_json(text: str) -> Table:
    try:
        document = json.loads(text, object_pairs_hook=object_from_pairs) if text.strip() else []
        reject_duplicates_in_rows(document)
    except RecursionError as error:
        raise ManifestFileError("is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise ManifestFileError(f"is not valid JSON (line {error.lineno}: {error.msg})") from error
    except ManifestFileError:
        raise
    except ValueError as error:  # Python limits the digits of an integer
        raise ManifestFileError(f"is not valid JSON ({error})") from error
    return table_from_document(document)


def reject_duplicates_in_rows(document: object) -> None:
    for number, row in enumerate(document if isinstance(document, list) else [], 1):
        for name in duplicates_in(row):
            raise ManifestFileError(f"row {number}: duplicate member {name!r}. Keep one of them")


def duplicates_in(value: object) -> Iterator[str]:
    """Yield the duplicate members of an object and of all objects in it."""
    if isinstance(value, ObjectWithDuplicates):
        yield from value.duplicates
    for member in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from duplicates_in(member)


def read_yaml(text: str) -> Table:
    import yaml

    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        node = loader.get_single_node()
        reject_duplicates_in_mappings(node)
        document = loader.construct_document(node) if node else None
    except ManifestFileError:
        raise
    except RecursionError as error:
        raise ManifestFileError("is nested too deeply") from error
    except (yaml.YAMLError, ValueError) as error:  # an invalid date raises ValueError
        raise ManifestFileError(f"is not valid YAML ({describe_yaml_error(error)})") from error
    return table_from_document([] if document is None else document)


def describe_yaml_error(error: Exception) -> str:
    """Return the text of an error of the YAML library, without the excerpt from the file that it may contain."""
    context, problem = getattr(error, "context", None), getattr(error, "problem", None)
    mark = getattr(error, "problem_mark", None)
    parts = (context, problem or str(error), f"line {mark.line + 1}" if mark else None)
    return ", ".join(" ".join(part.split()) for part in parts if part)


def reject_duplicates_in_mappings(root: Node | None) -> None:
    """Raise ManifestFileError if a mapping has a member twice. The loader would silently keep the last value.

    Call this before the loader merges other mappings into a node (`<<`), because a member may override a merged one.
    """
    from yaml import MappingNode, SequenceNode

    pending: deque[Node | None] = deque([root])
    seen: set[Node | None] = set()  # an alias is the node that it names, so one node can be in several places
    while pending:
        node = pending.popleft()
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, MappingNode):
            ensure_unique(name for name, _ in node.value)
            pending += [value for _, value in node.value]
        elif isinstance(node, SequenceNode):
            pending += node.value


def ensure_unique(names: Iterable[Node]) -> None:
    first_lines: dict[str, int] = {}
    for node in names:
        name, line = str(node.value), node.start_mark.line + 1
        if name in first_lines:
            raise ManifestFileError(
                f"line {line}: duplicate member {name!r} (first used in line {first_lines[name]}). Keep one of them"
            )
        first_lines[name] = line


def table_from_document(document: object) -> Table:
    """Convert a list of objects to rows. A null member is treated as absent."""
    if not isinstance(document, list):
        raise ManifestFileError(f"must contain a list of objects, got {type(document).__name__}")
    for number, row in enumerate(document, 1):
        if not isinstance(row, dict):
            raise ManifestFileError(f"row {number} must be an object, got {type(row).__name__}")
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
"""Parsers by file extension."""
