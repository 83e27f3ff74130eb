"""Looking at image files: what each holds, from its bytes, or from what an earlier look at the same file has kept."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, TypeGuard

from pulumi_azure_face.lifecycle.cache.hash_cache import Finding, Lookbook, version_of
from pulumi_azure_face.lifecycle.identity.digests import KEY_LENGTH

from .image_format import LONGEST_SIGNATURE, fault_of, has_signature

# A file that was changed a moment ago may be changed again and bear the same time: the clocks of file systems tick
# every two seconds at the slowest. So a look at it is not kept.
UNSETTLED = 2_000_000_000  # nanoseconds
READERS = min(8, os.cpu_count() or 1)
AT_A_TIME = 64  # files handed to a reader; one by one the handing over costs more than the reading
PIECE = 1024 * 1024  # bytes read at once


class Look(NamedTuple):
    """What a file shows."""

    content: str = ""
    """The key of what it holds."""
    fault: str | None = None
    """Why it is no image for the service."""
    error: str | None = None
    """Why it cannot be read."""


def look_at(files: Iterable[str], book: Lookbook) -> dict[str, Look]:
    """A look at each of the files. Only what `book` does not know, or not as it is now, is read."""
    wanted, kept, began = list(dict.fromkeys(files)), book.read(), time.time_ns()
    known = {file: finding for file in wanted if (finding := kept.get(file)) and is_current(finding, file)}
    fresh = dict(read_all([file for file in wanted if file not in known]))
    lasting = known | {file: finding for file, finding in fresh.items() if is_settled(finding, began)}
    if lasting != kept:
        book.write(lasting)
    found = known | fresh
    return {file: look_of(found[file]) for file in wanted}


def is_current(finding: Finding, file: str) -> bool:
    try:
        return finding.is_of(os.stat(file))  # noqa: PTH116 - a `Path` costs more than the look
    except OSError:
        return False


def is_settled(finding: Finding | OSError, now: int) -> TypeGuard[Finding]:
    return isinstance(finding, Finding) and max(finding.modified, finding.changed) < now - UNSETTLED


def look_of(finding: Finding | OSError) -> Look:
    if isinstance(finding, OSError):
        return Look(error=str(finding.strerror))
    return Look(finding.key, fault_of(finding.size, known=finding.known))


def read_all(files: list[str]) -> Iterator[tuple[str, Finding | OSError]]:
    """Read files side by side: hashing leaves the interpreter to others."""
    if not files:
        return
    portions = [files[first : first + AT_A_TIME] for first in range(0, len(files), AT_A_TIME)]
    with ThreadPoolExecutor(min(READERS, len(portions))) as readers:
        for findings in readers.map(read_portion, portions):
            yield from findings


def read_portion(files: list[str]) -> list[tuple[str, Finding | OSError]]:
    return [(file, read_file(Path(file))) for file in files]


def read_file(file: Path) -> Finding | OSError:
    try:
        seen = file.stat()
        if not stat.S_ISREG(seen.st_mode):  # a pipe would keep us waiting
            return OSError(errno.EINVAL, "not a file")
        return Finding(*version_of(seen), *content_of(file))
    except OSError as error:
        return error


def content_of(file: Path) -> tuple[str, bool]:
    """The key, and whether the format is known. Read piece by piece: what looks like a photo may be of any size."""
    with file.open("rb", buffering=0) as opened:
        start = piece = opened.read(PIECE)
        digest = hashlib.sha256()
        while piece:
            digest.update(piece)
            piece = opened.read(PIECE)
    return digest.hexdigest()[:KEY_LENGTH], has_signature(start[:LONGEST_SIGNATURE])
