"""Images by URL. They are fetched from this machine alone, unless whoever started the emulator allows more."""

from __future__ import annotations

import ssl
from functools import cache
from ipaddress import ip_address

import httpx

from pulumi_azure_face.emulator.responses import errors

from . import images
from .images import Image

_SECONDS = 10.0


async def fetch(url: str, *, anywhere: bool) -> Image:
    """Fetch an image. Only one that may come from anywhere may be redirected, for a redirection can lead off."""
    try:
        target = httpx.URL(url)
        if target.scheme not in ("http", "https") or not (anywhere or _is_loopback(target.host)):
            raise errors.invalid_url()
        async with (
            httpx.AsyncClient(verify=_tls(), trust_env=anywhere, follow_redirects=anywhere, timeout=_SECONDS) as client,
            client.stream("GET", target) as reply,
        ):
            if reply.status_code != httpx.codes.OK:
                raise errors.invalid_url()
            return await images.receive(reply.aiter_bytes())
    except errors.ServiceError:
        raise
    except Exception as failure:  # a name or a server can fail in any way
        raise errors.invalid_url() from failure


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@cache
def _tls() -> ssl.SSLContext:
    """Read the machine's certificates once, and only if somebody adds a face by URL."""
    return ssl.create_default_context()
