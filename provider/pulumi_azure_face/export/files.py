"""Write the files of an export, and never over a file that somebody else wrote or changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.queries.validation import InvalidInputError

PROGRAM, PROJECT, IMPORT, NAMES = "__main__.py", "Pulumi.yaml", "import.json", "names.json"
MARKER = "# Written by `azure-face export`"
PROJECT_TEXT = f"""\
{MARKER}, which does not change this file again: edit it freely.
name: face-account
description: The containers of an Azure AI Face account
runtime: python
"""


def with_checksum(text: str) -> str:
    """Add a line that tells a later export whether somebody has changed the text."""
    return f"{MARKER}, which replaces this file only if you have not changed it: {checksum(text)}\n{text}"


def checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def is_unchanged(text: str) -> bool:
    """Whether an export has written exactly this text."""
    first_line, _, rest = text.partition("\n")
    return first_line.startswith(MARKER) and first_line.endswith(f" {checksum(rest)}")


def ensure_replaceable(folder: Path) -> None:
    """Raise InvalidInputError if a folder has a file that an export would have to replace and that is not its own."""
    with readable_errors(f"read {folder}"):
        program, project = text_of(folder / PROGRAM), text_of(folder / PROJECT)
        if program is not None and not is_unchanged(program):
            raise refusal(folder, PROGRAM)
        if project is not None and not project.startswith(MARKER):
            raise refusal(folder, PROJECT)
        if program is None and (folder / IMPORT).exists():
            raise refusal(folder, IMPORT)


def refusal(folder: Path, name: str) -> InvalidInputError:
    rule = f"has a {name} that an export did not write, or that was changed. Choose another folder, or move the file"
    return InvalidInputError(f"--out {folder}", rule)


def text_of(file: Path) -> str | None:
    """Return the text of a file, or None if there is none. Bytes that are not text are kept apart from any text."""
    try:
        return file.read_text(encoding="utf-8", errors="surrogateescape")
    except FileNotFoundError:
        return None


def write_all(texts: Mapping[Path, str]) -> None:
    """Write files in this order, each either as a whole or not at all.

    They are renamed once all of them are written, so that only a kill in that moment leaves files of two exports.
    """
    prepared = {file: file.with_name(f".{file.name}.tmp") for file in texts}
    with readable_errors("write the files"):
        try:
            for file, temporary in prepared.items():
                file.parent.mkdir(parents=True, exist_ok=True)
                temporary.write_text(texts[file], encoding="utf-8", newline="\n")
            for file, temporary in prepared.items():
                temporary.replace(file)
        finally:
            for temporary in prepared.values():
                with suppress(OSError):
                    temporary.unlink(missing_ok=True)


@contextmanager
def readable_errors(operation: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FaceError(operation, f"{error.filename}: {error.strerror}", "") from error
