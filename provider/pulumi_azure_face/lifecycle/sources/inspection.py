"""Inspect image files: read the content of each file, or take the result for an unchanged file from the hash cache."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from pulumi_azure_face.lifecycle.cache.hash_cache import FileRecord, HashCache, file_version, path_key
from pulumi_azure_face.lifecycle.identity.digests import KEY_LENGTH

from .image_format import MAX_SIGNATURE_LENGTH, format_or_size_problem, has_known_signature

# A file that changed a moment ago is not cached. It may change again without a new timestamp, because the timestamps of
# some file systems have a resolution of two seconds.
MIN_AGE_TO_CACHE = 2_000_000_000  # nanoseconds
READER_THREADS = min(8, os.cpu_count() or 1)
BATCH_SIZE = 64  # files per task of a reader thread; with one file, the overhead of a task exceeds the reading
CHUNK_SIZE = 1024 * 1024  # bytes per read


class FileInspection(NamedTuple):
    """The result for one file."""

    content_key: str = ""
    """The content key."""
    problem: str | None = None
    """Why the service would not accept the image."""
    error: str | None = None
    """Why the file cannot be read."""


def inspect_files(files: Iterable[str], cache: HashCache) -> dict[str, FileInspection]:
    """Inspect the files, and update the cache. Only files that are new or changed are read."""
    keys = {path: path_key(path) for path in files}
    cached = cache.read()
    started_at = time.time_ns()
    unchanged = {path: record for path, key in keys.items() if (record := cached.get(key)) and is_current(record, path)}
    fresh = dict(read_all([path for path in keys if path not in unchanged]))
    records = unchanged | fresh
    cacheable = {
        keys[path]: record
        for path, record in records.items()
        if isinstance(record, FileRecord) and (path in unchanged or is_cacheable(record, started_at))
    }
    if cacheable != cached:
        cache.write(cacheable)
    return {path: to_inspection(records[path]) for path in keys}


def is_current(record: FileRecord, file: str) -> bool:
    try:
        return record.matches(os.stat(file))  # noqa: PTH116 - a `Path` costs more than the call
    except OSError:
        return False


def is_cacheable(record: FileRecord, now: int) -> bool:
    return max(record.modified_ns, record.changed_ns) < now - MIN_AGE_TO_CACHE


def to_inspection(record: FileRecord | OSError) -> FileInspection:
    if isinstance(record, OSError):
        return FileInspection(error=str(record.strerror))
    problem = format_or_size_problem(record.size, is_known_format=record.is_known_format)
    return FileInspection(record.content_key, problem)


def read_all(files: list[str]) -> Iterator[tuple[str, FileRecord | OSError]]:
    """Read files in parallel. Threads are enough, because hashing releases the interpreter lock."""
    if not files:
        return
    batches = [files[start : start + BATCH_SIZE] for start in range(0, len(files), BATCH_SIZE)]
    with ThreadPoolExecutor(min(READER_THREADS, len(batches))) as readers:
        for records in readers.map(read_batch, batches):
            yield from records


def read_batch(files: list[str]) -> list[tuple[str, FileRecord | OSError]]:
    return [(file, read_file(Path(file))) for file in files]


def read_file(file: Path) -> FileRecord | OSError:
    try:
        file_stat = file.stat()
        if not stat.S_ISREG(file_stat.st_mode):  # to open a pipe would block
            return OSError(errno.EINVAL, "not a file")
        return FileRecord(*file_version(file_stat), *content_of(file))
    except OSError as error:
        return error


def content_of(file: Path) -> tuple[str, bool]:
    """Return the content key, and whether the format is known. Reads in chunks, because a file may have any size."""
    with file.open("rb", buffering=0) as opened:
        start = chunk = opened.read(CHUNK_SIZE)
        digest = hashlib.sha256()
        while chunk:
            digest.update(chunk)
            chunk = opened.read(CHUNK_SIZE)
    return digest.hexdigest()[:KEY_LENGTH], has_known_signature(start[:MAX_SIGNATURE_LENGTH])
