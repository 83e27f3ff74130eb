"""The local cache: where it is, whether it can be written and locked, and how large it is. Nothing is created."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import anyio.to_thread

from pulumi_azure_face.lifecycle.cache.database import (
    FILE_NAME,
    SCHEMA_VERSION,
    SQLITE_ERRORS,
    connect,
    schema_version,
    user_cache_folder,
)

from .examination import Examination
from .results import Result, ok, warning

LOCK_TIMEOUT_MS = 2000  # another run holds the lock for milliseconds
ELSEWHERE_CURE = "Set XDG_CACHE_HOME to a writable local folder. Until then, runs work without the cache."


async def check(examination: Examination) -> Result:
    return await anyio.to_thread.run_sync(check_folder, user_cache_folder(), abandon_on_cancel=True)


def check_folder(folder: Path) -> Result:
    file = folder / FILE_NAME
    existing = next(path for path in (file, *file.parents) if path.exists())
    if existing != file and not existing.is_dir():
        return warning(f"could not create the cache: {str(existing)!r} is not a folder", ELSEWHERE_CURE)
    if not os.access(existing, os.W_OK):
        return warning(f"could not write the cache: no permission for {str(existing)!r}", ELSEWHERE_CURE)
    if existing != file:
        return ok(f"no cache yet; the next run creates {str(file)!r}")
    try:
        version = lock(file)
    except sqlite3.OperationalError as error:
        return warning(f"could not lock the cache {str(file)!r}: {error}", ELSEWHERE_CURE)
    except SQLITE_ERRORS:
        cure = "The next run replaces it, and takes longer than usual."
        return warning(f"the cache {str(file)!r} is damaged", cure)
    if version > SCHEMA_VERSION:
        return warning(
            f"a newer release wrote the cache {str(file)!r} (schema {version}, this release supports {SCHEMA_VERSION})",
            "Upgrade pulumi-azure-face, or delete the file.",
        )
    return ok(f"{str(file)!r} can be written and locked ({size(file)})")


def lock(file: Path) -> int:
    """Take and release the write lock. Returns the schema version."""
    with closing(connect(file)) as connection:
        connection.execute(f"PRAGMA busy_timeout = {LOCK_TIMEOUT_MS}")
        version = schema_version(connection)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("ROLLBACK")
        return version


def size(file: Path) -> str:
    with_log = sum(path.stat().st_size for path in file.parent.glob(f"{FILE_NAME}*"))
    return f"{with_log / 1024 / 1024:.1f} MB"
