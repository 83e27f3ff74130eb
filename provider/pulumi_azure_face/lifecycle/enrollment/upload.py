"""Images on their way to the service: read piece by piece, and never sent whole unless they are what was declared."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

from anyio.to_thread import run_sync

from pulumi_azure_face.client.http import Upload

CHUNK_SIZE = 256 * 1024  # bytes in memory for each image under way


class FileChangedError(Exception):
    """A file does not hold any more what was declared."""


async def open_upload(file: Path, digest: str) -> Upload:
    """The file's content, whose SHA-256 is to begin with `digest`. Raises Changed, also in the middle of sending: the
    last piece is kept back, and the service drops a request that is not whole.
    """
    size = await run_sync(size_of, file)

    async def pieces() -> AsyncIterator[bytes]:
        seen = hashlib.sha256()
        for start in range(0, size, CHUNK_SIZE):
            piece = await run_sync(read_chunk, file, start, min(CHUNK_SIZE, size - start))
            seen.update(piece)
            if start + CHUNK_SIZE >= size and not seen.hexdigest().startswith(digest):
                raise FileChangedError
            yield piece

    return Upload(size, pieces)


def size_of(file: Path) -> int:
    try:
        size = file.stat().st_size
    except OSError as error:
        raise FileChangedError(error.strerror) from error
    if not size:
        raise FileChangedError
    return size


def read_chunk(file: Path, start: int, length: int) -> bytes:
    """Opened anew for each piece: a request that is given up leaves no open file behind."""
    try:
        with file.open("rb", buffering=0) as opened:
            opened.seek(start)
            return opened.read(length)
    except OSError as error:
        raise FileChangedError(error.strerror) from error
