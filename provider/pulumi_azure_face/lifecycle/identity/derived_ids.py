"""Names that are worked out rather than drawn, so that a killed run finds again what it made.

State is forever: a change of these rules changes what programs own.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from typing import Any

MAX_ID_LENGTH = 64  # face-api.md#container-id-rule
SUFFIX_LENGTH = 8
TAG_HALF_LENGTH = 16  # hex digits


def derive_container_id(origin: Mapping[str, Any], replacing: Mapping[str, Any]) -> str:
    """`<logical name>-<8 hex>`: the hex from where the resource stands in its stack, and from what replaces it.

    Two inputs that cannot live in one container thus never meet under one id, so the old one serves until the new is
    ready.
    """
    return with_suffix(str(origin["name"]), digest(origin, replacing))


def successor_id(taken_id: str) -> str:
    """The id to try when a worked-out one is held by a container with content of its own."""
    return with_suffix(taken_id.rpartition("-")[0], digest(taken_id))


def with_suffix(name: str, full_digest: str) -> str:
    """`name` in the letters that an id may have, cut so that the hex fits."""
    letters = re.sub(r"[^a-z0-9_-]+", "-", name.lower())[: MAX_ID_LENGTH - SUFFIX_LENGTH - 1]
    return f"{letters}-{full_digest[:SUFFIX_LENGTH]}"


def derive_gallery_tag(origin: Mapping[str, Any]) -> str:
    """What a gallery signs its persons and faces with; the same in a run that follows a killed one."""
    return digest(origin)[:SUFFIX_LENGTH]


def derive_resource_tag(origin: Mapping[str, Any], location: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    """What a person or a face of its own is signed with: which resource it is of, and as what it was declared.

    So what replaces it is told from it while both are there, and what a killed run left of an older program is known.
    """
    return digest(origin, location)[:TAG_HALF_LENGTH] + digest(content)[:TAG_HALF_LENGTH]


def tag_family(tag: str) -> str:
    """The part of a mark that stays while its resource is declared otherwise."""
    return tag[:TAG_HALF_LENGTH]


def new_generation() -> str:
    """Drawn, not worked out: what is made anew must never look like what was there before."""
    return secrets.token_hex(4)


def new_revision() -> str:
    return secrets.token_hex(8)


def digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
