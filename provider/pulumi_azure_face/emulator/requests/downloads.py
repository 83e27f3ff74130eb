"""Images by URL. By default they are fetched from this machine only (`Settings.allow_url`)."""

from __future__ import annotations

import ssl
from functools import cache
from ipaddress import ip_address

import httpx
from anyio import CancelScope

from pulumi_azure_face.emulator.models import errors
from pulumi_azure_face.emulator.models.vision import Image

from . import images

_TIMEOUT = 10.0


async def fetch(url: str, *, allow_any_host: bool) -> Image:
    """Fetch an image. Redirects are followed only if any host is allowed: a redirect can lead to another host."""
    try:
        target = httpx.URL(url)
        if target.scheme not in ("http", "https") or not (allow_any_host or _is_loopback(target.host)):
            raise errors.invalid_url()
        async with (
            httpx.AsyncClient(
                verify=_tls_context(), trust_env=allow_any_host, follow_redirects=allow_any_host, timeout=_TIMEOUT
            ) as client,
            client.stream("GET", target) as reply,
        ):
            if reply.status_code != httpx.codes.OK:
                raise errors.invalid_url()
            content = await _read(reply)
        return await images.decode(content)
    except errors.ServiceError:
        raise
    except Exception as failure:  # a lookup or a download can fail in any way
        raise errors.invalid_url() from failure


async def _read(reply: httpx.Response) -> bytes:
    """Read the body, and stop soon after the largest size that an image can have.

    Cancellation ends all the nested generators in which httpx reads. Leaving the loop would close only the outermost.
    """
    content = bytearray()
    with CancelScope() as scope:
        async for chunk in reply.aiter_bytes():
            content += chunk
            if len(content) > images.MAX_SIZE:
                scope.cancel()
    return bytes(content)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@cache
def _tls_context() -> ssl.SSLContext:
    """Load the certificates of this machine once, when the first image is fetched: loading takes time."""
    return ssl.create_default_context()
