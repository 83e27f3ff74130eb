"""Upload image files in chunks. A file that changed since it was checked is never sent completely."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

from anyio.to_thread import run_sync

from pulumi_azure_face.client.http import Upload

CHUNK_SIZE = 256 * 1024  # bytes in memory for each concurrent upload


class FileChangedError(Exception):
    """A file no longer has the content that was checked, or cannot be read."""


async def open_upload(file: Path, digest: str) -> Upload:
    """Return the content of a file as an upload.

    The last chunk is held back until the digest matches. Without it the request is incomplete, and the service drops
    it.

    Args:
        file: The image file.
        digest: The start of the expected SHA-256.

    Raises:
        FileChangedError: The file has changed. The upload itself may raise this too.
    """
    size = await run_sync(file_size, file)

    async def chunks() -> AsyncIterator[bytes]:
        sha256 = hashlib.sha256()
        for start in range(0, size, CHUNK_SIZE):
            chunk = await run_sync(read_chunk, file, start, min(CHUNK_SIZE, size - start))
            sha256.update(chunk)
            if start + CHUNK_SIZE >= size and not sha256.hexdigest().startswith(digest):
                raise FileChangedError
            yield chunk

    return Upload(size, chunks)


def file_size(file: Path) -> int:
    try:
        size = file.stat().st_size
    except OSError as error:
        raise FileChangedError(error.strerror) from error
    if not size:
        raise FileChangedError
    return size


def read_chunk(file: Path, start: int, length: int) -> bytes:
    """Read one chunk. The file is opened for each chunk, so that a canceled request leaves no file open."""
    try:
        with file.open("rb", buffering=0) as opened:
            opened.seek(start)
            return opened.read(length)
    except OSError as error:
        raise FileChangedError(error.strerror) from error
