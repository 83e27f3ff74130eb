"""What counts as a Face endpoint, and which host a key may go to."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

RULE = "must be an https address such as https://my-face.cognitiveservices.azure.com (http only on this machine)"


def normalise(text: str) -> str:
    """The bare `scheme://host[:port]` of an endpoint, forgiving a trailing slash or a pasted `/face/v1.0`.

    Raises ValueError with the rule that was broken.
    """
    parts = urlsplit(text.strip())
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise ValueError(f"{RULE}; it is {text!r}")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("must be a plain address, without user, password, query or fragment")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError(f"{RULE}: over plain http the key could be read on the way; it is {text!r}")
    if not re.fullmatch(r"/*(face(/+v[\w.-]+)?/*)?", parts.path, re.IGNORECASE):
        raise ValueError(f"must not have a path; it has {parts.path!r}")
    return f"{parts.scheme}://{authority(parts.hostname, read_port(parts.netloc, text))}"


def read_port(netloc: str, text: str) -> int | None:
    try:
        return urlsplit(f"//{netloc}").port
    except ValueError:
        raise ValueError(f"{RULE}; its port is not a number from 0 to 65535: {text!r}") from None


def authority(host: str, port: int | None) -> str:
    bracketed = f"[{host}]" if ":" in host else host
    return f"{bracketed}:{port}" if port else bracketed


def is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def on_this_machine(endpoint: str) -> bool:
    """Whether an endpoint is an emulator's rather than an account's."""
    return is_loopback(urlsplit(endpoint).hostname or "")


def may_be_one_account(one: str, other: str) -> bool:
    """Whether what is missing at `other` is really missing, when it was made at `one`.

    An emulator's port changes from run to run and it forgets everything anyway; any other change of host may be a
    mistake, and then nothing is certain.
    """
    return one == other or (on_this_machine(one) and on_this_machine(other))
