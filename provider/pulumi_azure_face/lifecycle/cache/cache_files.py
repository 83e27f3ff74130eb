"""Files that are kept on this machine to help a later run.

They are put in place as a whole, so that of two processes at once the last one's stays and nobody reads half of one.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

MAX_AGE = 90 * 24 * 3600.0  # seconds since a file was last taken or put


def read(file: Path) -> str:
    with suppress(OSError):  # it may be another's to change
        os.utime(file)
    return file.read_text(encoding="ascii")


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=file.parent, prefix=".", delete=False, encoding="ascii") as fresh:
        try:
            fresh.write(text)
        except OSError:
            Path(fresh.name).unlink()
            raise
    Path(fresh.name).replace(file)


def prune(folder: Path) -> None:
    """Remove what nobody has needed for long."""
    for kept in folder.iterdir():
        if kept.stat().st_mtime < time.time() - MAX_AGE:
            kept.unlink(missing_ok=True)
