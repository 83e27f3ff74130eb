"""A glob as a source, for a list: every photo that it matches, as `photos/**/*.jpg`."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator
from pathlib import Path

from .entries import SourceEntry, SourceImage
from .folder import unreadable
from .image_format import looks_like_photo

WILDCARDS = re.compile(r"[*?[]")


def is_glob(source: str) -> bool:
    return bool(WILDCARDS.search(source))


def read_glob(pattern: str) -> SourceEntry:
    """Folders that match are left out, and so are hidden files and what does not look like a photo. A link to a folder
    is not followed below `**`.
    """
    return SourceEntry("", "", repr(pattern), list(matching_images(Path(pattern))))


def matching_images(pattern: Path) -> Iterator[SourceImage | str]:
    root, below = split_pattern(pattern)
    try:
        found = sorted(path for path in root.glob(below) if not is_hidden(path.relative_to(root)))
    except (ValueError, OSError) as error:
        yield f"{str(pattern)!r} is no pattern of files ({error})"
        return
    yield from unreadable_folders(root, below)
    yield from (
        SourceImage(str(path), repr(str(path))) for path in found if looks_like_photo(path.name) and not path.is_dir()
    )


def unreadable_folders(root: Path, below: str) -> Iterator[str]:
    """Folders that may hold what the pattern names, and that a glob passes in silence: left out, what is in them would
    be removed.
    """
    parts = Path(below).parts
    depth = math.inf if "**" in parts else len(parts) - 1
    errors: list[OSError] = []
    for folder, subfolders, _ in os.walk(root, onerror=errors.append):
        deep_enough = len(Path(folder).relative_to(root).parts) >= depth
        subfolders[:] = [] if deep_enough else [name for name in subfolders if not name.startswith(".")]
    yield from (unreadable(str(error.filename), error) for error in errors if not isinstance(error, FileNotFoundError))


def split_pattern(pattern: Path) -> tuple[Path, str]:
    """The folder to begin in, and the pattern below it."""
    fixed = next(number for number, part in enumerate(pattern.parts) if is_glob(part))
    return Path(*pattern.parts[:fixed]), str(Path(*pattern.parts[fixed:]))


def is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
