"""What counts as a Face endpoint, and which host a key may go to."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

RULE = "must be an https address such as https://my-face.cognitiveservices.azure.com (http only on this machine)"
DEFAULT_PORTS = {"https": 443, "http": 80}
LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
HOST_NAME = re.compile(rf"{LABEL}(\.{LABEL})*")
PASTED_PATH = re.compile(r"/*(face(/+v[\w.-]+)?/*)?", re.IGNORECASE)


def normalize(text: str) -> str:
    """The bare `scheme://host[:port]` of an endpoint, forgiving a trailing slash or a pasted `/face/v1.0`.

    Raises ValueError with the rule that was broken. It does not repeat the text: that may be a key in the wrong place.
    """
    parts = split(text.strip())
    host = parts.hostname or ""
    if parts.scheme not in DEFAULT_PORTS or not is_host(host):
        raise ValueError(RULE)
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("must be a plain address, without user, password, query or fragment")
    if parts.scheme == "http" and not is_loopback(host):
        raise ValueError(f"{RULE}: over plain http the key could be read on the way")
    if not PASTED_PATH.fullmatch(parts.path):
        raise ValueError("must not have a path other than /face/<version>")
    return f"{parts.scheme}://{authority(host, read_port(parts))}"


def split(text: str) -> SplitResult:
    """The parts of an address. Refused here is what `urlsplit` would silently drop or fold into other letters."""
    try:
        parts = urlsplit(text)
    except ValueError:
        raise ValueError(RULE) from None
    if not (text.isascii() and text.isprintable()):
        raise ValueError(RULE)
    return parts


def read_port(parts: SplitResult) -> int | None:
    """The port, or None where it is the scheme's own."""
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError(f"{RULE}; its port must be a number from 1 to 65535")
    return None if port == DEFAULT_PORTS[parts.scheme] else port


def authority(host: str, port: int | None) -> str:
    bracketed = f"[{host}]" if ":" in host else host
    return f"{bracketed}:{port}" if port else bracketed


def is_host(host: str) -> bool:
    """A name or an address that can be looked up; a name that cannot would fail as a fault of ours."""
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
    """Whether an endpoint is an emulator's rather than an account's."""
    return is_loopback(urlsplit(endpoint).hostname or "")


def may_be_same_account(one: str, other: str) -> bool:
    """Whether what is missing at `other` is really missing, when it was made at `one`.

    An emulator's port changes from run to run and it forgets everything anyway; any other change of host may be a
    mistake, and then nothing is certain.
    """
    return one == other or (is_local(one) and is_local(other))
