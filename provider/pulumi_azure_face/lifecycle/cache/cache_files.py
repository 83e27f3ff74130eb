"""Read and write small files that help a later run on this machine.

A write replaces the whole file. When two processes write at once, the last one wins and no reader sees a partial file.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

MAX_AGE = 90 * 24 * 3600.0  # seconds since a file was last read or written


def read(file: Path) -> str:
    """Return the content of a file and reset its age."""
    with suppress(OSError):  # the file may belong to another user
        os.utime(file)
    return file.read_text(encoding="ascii")


def write(file: Path, text: str) -> None:
    """Write a file, and create its folder if necessary."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=file.parent, prefix=".", delete=False, encoding="ascii") as temporary:
        try:
            temporary.write(text)
        except OSError:
            Path(temporary.name).unlink()
            raise
    Path(temporary.name).replace(file)


def prune(folder: Path) -> None:
    """Delete the files that were not used for `MAX_AGE` seconds."""
    for file in folder.iterdir():
        if file.stat().st_mtime < time.time() - MAX_AGE:
            file.unlink(missing_ok=True)
