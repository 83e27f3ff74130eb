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

from pulumi_azure_face.lifecycle.cache.hash_cache import FileRecord, HashCache, version_of
from pulumi_azure_face.lifecycle.identity.digests import KEY_LENGTH

from .image_format import MAX_SIGNATURE_LENGTH, has_signature, size_or_format_problem

# A file that was changed a moment ago may be changed again and bear the same time: the clocks of file systems tick
# every two seconds at the slowest. So a look at it is not kept.
MIN_AGE_TO_CACHE = 2_000_000_000  # nanoseconds
READER_THREADS = min(8, os.cpu_count() or 1)
BATCH_SIZE = 64  # files handed to a reader; one by one the handing over costs more than the reading
CHUNK_SIZE = 1024 * 1024  # bytes read at once


class FileInspection(NamedTuple):
    """What a file shows."""

    content: str = ""
    """The key of what it holds."""
    problem: str | None = None
    """Why it is no image for the service."""
    error: str | None = None
    """Why it cannot be read."""


def inspect_files(files: Iterable[str], cache: HashCache) -> dict[str, FileInspection]:
    """A look at each of the files. Only what `book` does not know, or not as it is now, is read."""
    wanted, kept, began = list(dict.fromkeys(files)), cache.read(), time.time_ns()
    known = {file: finding for file in wanted if (finding := kept.get(file)) and is_current(finding, file)}
    fresh = dict(read_all([file for file in wanted if file not in known]))
    lasting = known | {file: finding for file, finding in fresh.items() if is_cacheable(finding, began)}
    if lasting != kept:
        cache.write(lasting)
    found = known | fresh
    return {file: to_inspection(found[file]) for file in wanted}


def is_current(record: FileRecord, file: str) -> bool:
    try:
        return record.matches(os.stat(file))  # noqa: PTH116 - a `Path` costs more than the look
    except OSError:
        return False


def is_cacheable(record: FileRecord | OSError, now: int) -> TypeGuard[FileRecord]:
    return isinstance(record, FileRecord) and max(record.modified, record.changed) < now - MIN_AGE_TO_CACHE


def to_inspection(record: FileRecord | OSError) -> FileInspection:
    if isinstance(record, OSError):
        return FileInspection(error=str(record.strerror))
    return FileInspection(record.key, size_or_format_problem(record.size, known=record.is_known_format))


def read_all(files: list[str]) -> Iterator[tuple[str, FileRecord | OSError]]:
    """Read files side by side: hashing leaves the interpreter to others."""
    if not files:
        return
    portions = [files[first : first + BATCH_SIZE] for first in range(0, len(files), BATCH_SIZE)]
    with ThreadPoolExecutor(min(READER_THREADS, len(portions))) as readers:
        for findings in readers.map(read_batch, portions):
            yield from findings


def read_batch(files: list[str]) -> list[tuple[str, FileRecord | OSError]]:
    return [(file, read_file(Path(file))) for file in files]


def read_file(file: Path) -> FileRecord | OSError:
    try:
        seen = file.stat()
        if not stat.S_ISREG(seen.st_mode):  # a pipe would keep us waiting
            return OSError(errno.EINVAL, "not a file")
        return FileRecord(*version_of(seen), *content_of(file))
    except OSError as error:
        return error


def content_of(file: Path) -> tuple[str, bool]:
    """The key, and whether the format is known. Read piece by piece: what looks like a photo may be of any size."""
    with file.open("rb", buffering=0) as opened:
        start = piece = opened.read(CHUNK_SIZE)
        digest = hashlib.sha256()
        while piece:
            digest.update(piece)
            piece = opened.read(CHUNK_SIZE)
    return digest.hexdigest()[:KEY_LENGTH], has_signature(start[:MAX_SIGNATURE_LENGTH])
