"""Read and write small files that help a later run on this machine.

A write replaces the whole file. When two processes write at once, the last one wins and no reader sees a partial file.

Only the user can read the files and their folders (modes 0600 and 0700). Wider access, which an earlier version or
another program gave, is removed. What cannot be made private is not written. On Windows, where modes do not exist, the
files have the access rights of the user's profile.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from tempfile import NamedTemporaryFile

PACKAGE_FOLDER = "pulumi-azure-face"
"""The folder of this package in the user's cache and state folders."""
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
ACCESS_OF_OTHERS = 0o077
MAX_AGE = 90 * 24 * 3600.0  # seconds since a file was last read or written


def read(file: Path) -> str:
    """Return the content of a file and reset its age."""
    with suppress(OSError):  # the file may belong to another user
        os.utime(file)
        remove_access_of_others(file)
    return file.read_text(encoding="ascii")


def write(file: Path, text: str) -> None:
    """Write a file, and create its folder if necessary."""
    ensure_private_folder(file.parent)
    # The mode of a temporary file is 0600, and it keeps it when it replaces the file.
    with NamedTemporaryFile("w", dir=file.parent, prefix=".", delete=False, encoding="ascii") as temporary:
        try:
            temporary.write(text)
        except OSError:
            Path(temporary.name).unlink()
            raise
    Path(temporary.name).replace(file)


def append(file: Path, text: str) -> None:
    """Append to a file, and create it and its folder if necessary."""
    ensure_private_folder(file.parent)
    with open(file, "a", encoding="ascii", opener=open_private) as opened:
        remove_access_of_others(file)
        opened.write(text)


def open_private(path: str, flags: int) -> int:
    return os.open(path, flags, PRIVATE_FILE)


def ensure_private_folder(folder: Path) -> None:
    """Create a folder and its missing parents, and remove the access of others to the folders of this package."""
    missing = list(takewhile(lambda each: not each.exists(), (folder, *folder.parents)))
    for each in reversed(missing):
        each.mkdir(PRIVATE_FOLDER, exist_ok=True)  # another process may create it at the same time
    for each in own_folders(folder):
        remove_access_of_others(each)


def own_folders(folder: Path) -> Iterator[Path]:
    """Yield the folder, and the package's folder that contains it. Other programs use the folders above."""
    yield folder
    if folder.parent.name == PACKAGE_FOLDER:
        yield folder.parent


def remove_access_of_others(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & ACCESS_OF_OTHERS:
        path.chmod(mode & ~ACCESS_OF_OTHERS)


def prune(folder: Path) -> None:
    """Delete the files that were not used for `MAX_AGE` seconds."""
    for file in folder.iterdir():
        if file.stat().st_mtime < time.time() - MAX_AGE:
            file.unlink(missing_ok=True)
