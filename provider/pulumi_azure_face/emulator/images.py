"""Images on their way in: their size, their format, and what is remembered of them (contract 6.3, 6.4).

A format is told by its signature. Left out: decoding, and with it the finding of faces, so that any picture passes
for one that shows exactly one face.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from . import errors

SMALLEST = 1024
LARGEST = 6 * 1024 * 1024

_SIGNATURES = {
    b"\xff\xd8\xff": "jpeg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
    b"BM": "bmp",
}
_LONGEST_SIGNATURE = max(map(len, _SIGNATURES))
_DOWNLOAD_SECONDS = 10.0


@dataclass(frozen=True)
class Image:
    """What stays of an image: enough to tell whether it is the one somebody meant to add."""

    sha256: str
    size: int
    format: str


async def receive(chunks: AsyncIterator[bytes]) -> Image:
    """Take an image in as it arrives, without ever holding the whole of it."""
    digest, size, head = sha256(), 0, b""
    async for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
        head = head if len(head) >= _LONGEST_SIGNATURE else head + chunk[:_LONGEST_SIGNATURE]
        if size > LARGEST:
            raise errors.invalid_image_size()
    if size < SMALLEST:
        raise errors.invalid_image_size()
    return Image(digest.hexdigest(), size, _format(head))


def _format(head: bytes) -> str:
    for signature, name in _SIGNATURES.items():
        if head.startswith(signature):
            return name
    raise errors.invalid_image()


async def download(url: str) -> Image:
    """Fetch an image from this machine. Redirects are not followed, for they could lead off it."""
    if not _is_loopback(url):
        raise errors.invalid_url()
    try:
        async with (
            httpx.AsyncClient(verify=_tls(), trust_env=False, timeout=_DOWNLOAD_SECONDS) as client,
            client.stream("GET", url) as reply,
        ):
            if reply.status_code != httpx.codes.OK:
                raise errors.invalid_url()
            return await receive(reply.aiter_bytes())
    except (httpx.HTTPError, httpx.InvalidURL) as failure:
        raise errors.invalid_url() from failure


def _is_loopback(url: str) -> bool:
    """The emulator stays on the machine it runs on, whatever it is asked to fetch."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.scheme in ("http", "https") and (host == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False


@cache
def _tls() -> ssl.SSLContext:
    """Read the machine's certificates once, and only if somebody adds a face by URL."""
    return ssl.create_default_context()
