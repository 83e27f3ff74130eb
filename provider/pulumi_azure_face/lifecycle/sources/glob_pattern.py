"""A glob pattern as the source of a list: every photo that matches, for example `photos/**/*.jpg`."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator
from pathlib import Path

from .entries import SourceEntry, SourceImage
from .folder import unreadable_problem
from .image_format import has_image_extension

WILDCARDS = re.compile(r"[*?[]")


def is_glob(source: str) -> bool:
    return bool(WILDCARDS.search(source))


def read_glob(pattern: str) -> SourceEntry:
    """Read the entry of a list from the files that match a pattern.

    Matching folders, hidden files, and files without the extension of an image are ignored. `**` does not follow links
    to folders.
    """
    return SourceEntry("", "", repr(pattern), list(matching_images(Path(pattern))))


def matching_images(pattern: Path) -> Iterator[SourceImage | str]:
    root, subpattern = split_pattern(pattern)
    try:
        paths = sorted(path for path in root.glob(subpattern) if not is_hidden(path.relative_to(root)))
    except (ValueError, OSError) as error:
        yield f"{str(pattern)!r} is not a valid glob ({error})"
        return
    yield from unreadable_folder_problems(root, subpattern)
    for path in paths:
        if has_image_extension(path.name) and not path.is_dir():
            yield SourceImage(str(path), repr(str(path)))


def unreadable_folder_problems(root: Path, subpattern: str) -> Iterator[str]:
    """Report folders that may hold matching files and cannot be read.

    `Path.glob` skips such folders silently. The faces of their photos would then be removed.
    """
    parts = Path(subpattern).parts
    max_depth = math.inf if "**" in parts else len(parts) - 1
    errors: list[OSError] = []
    for folder, subfolders, _ in os.walk(root, onerror=errors.append):
        is_deepest = len(Path(folder).relative_to(root).parts) >= max_depth
        subfolders[:] = [] if is_deepest else [name for name in subfolders if not name.startswith(".")]
    for error in errors:
        if not isinstance(error, FileNotFoundError):
            yield unreadable_problem(str(error.filename), error)


def split_pattern(pattern: Path) -> tuple[Path, str]:
    """Split a pattern into the folder before the first wildcard and the rest."""
    first_wildcard = next(index for index, part in enumerate(pattern.parts) if is_glob(part))
    return Path(*pattern.parts[:first_wildcard]), str(Path(*pattern.parts[first_wildcard:]))


def is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
