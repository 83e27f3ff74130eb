"""Validation of endpoints. A key is only sent to a host that passes it."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

RULE = "must be an https URL such as https://my-face.cognitiveservices.azure.com (http only on this machine)"
DEFAULT_PORTS = {"https": 443, "http": 80}
LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
HOST_NAME = re.compile(rf"{LABEL}(\.{LABEL})*")
PASTED_PATH = re.compile(r"/*(face(/+v[\w.-]+)?/*)?", re.IGNORECASE)


def normalize(text: str) -> str:
    """Return `scheme://host[:port]`. A trailing slash or a pasted `/face/v1.0` is dropped.

    Raises:
        ValueError: The text breaks a rule. The error does not quote it: it may be a key in the wrong setting.
    """
    parts = split(text.strip())
    host = parts.hostname or ""
    if parts.scheme not in DEFAULT_PORTS or not is_host(host):
        raise ValueError(RULE)
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("must be a plain address, without user, password, query or fragment")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError(f"{RULE}. Plain http would expose the key")
    if not PASTED_PATH.fullmatch(parts.path):
        raise ValueError("must not have a path other than /face/<version>")
    return f"{parts.scheme}://{authority(host, read_port(parts))}"


def split(text: str) -> SplitResult:
    """Split a URL. Rejects characters that `urlsplit` silently drops or normalizes."""
    try:
        parts = urlsplit(text)
    except ValueError:
        raise ValueError(RULE) from None
    if not (text.isascii() and text.isprintable()):
        raise ValueError(RULE)
    return parts


def read_port(parts: SplitResult) -> int | None:
    """Return the port, or None for the default port of the scheme."""
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError(f"{RULE}. Its port must be a number from 1 to 65535")
    return None if port == DEFAULT_PORTS[parts.scheme] else port


def authority(host: str, port: int | None) -> str:
    bracketed = f"[{host}]" if ":" in host else host
    return f"{bracketed}:{port}" if port else bracketed


def is_host(host: str) -> bool:
    """Whether DNS can resolve the name. Others would fail with an internal error of the resolver."""
    if ":" not in host:
        return HOST_NAME.fullmatch(host) is not None
    try:
        return not ipaddress.IPv6Address(host).scope_id
    except ValueError:
        return False


def is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_local(endpoint: str) -> bool:
    """Whether the endpoint is on this machine, so an emulator."""
    return is_loopback(urlsplit(endpoint).hostname or "")


def may_be_same_account(one: str, other: str) -> bool:
    """Whether a 404 at `other` proves that an item created at `one` no longer exists.

    It does for the same endpoint and between emulators, whose port changes from run to run. Any other change of host
    may be a mistake in the settings.
    """
    return one == other or (is_local(one) and is_local(other))
