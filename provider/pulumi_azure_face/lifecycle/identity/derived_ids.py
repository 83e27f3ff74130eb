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

LONGEST_ID = 64  # face-api.md#container-id-rule
HEX = 8
KIN = 16  # hex digits


def container_id(origin: Mapping[str, Any], replacing: Mapping[str, Any]) -> str:
    """`<logical name>-<8 hex>`: the hex from where the resource stands in its stack, and from what replaces it.

    Two inputs that cannot live in one container thus never meet under one id, so the old one serves until the new is
    ready.
    """
    return with_hex(str(origin["name"]), digest(origin, replacing))


def successor(taken_id: str) -> str:
    """The id to try when a worked-out one is held by a container with content of its own."""
    return with_hex(taken_id.rpartition("-")[0], digest(taken_id))


def with_hex(name: str, full_digest: str) -> str:
    """`name` in the letters that an id may have, cut so that the hex fits."""
    letters = re.sub(r"[^a-z0-9_-]+", "-", name.lower())[: LONGEST_ID - HEX - 1]
    return f"{letters}-{full_digest[:HEX]}"


def gallery_mark(origin: Mapping[str, Any]) -> str:
    """What a gallery signs its persons and faces with; the same in a run that follows a killed one."""
    return digest(origin)[:HEX]


def resource_mark(origin: Mapping[str, Any], place: Mapping[str, Any], look: Mapping[str, Any]) -> str:
    """What a person or a face of its own is signed with: which resource it is of, and as what it was declared.

    So what replaces it is told from it while both are there, and what a killed run left of an older program is known.
    """
    return digest(origin, place)[:KIN] + digest(look)[:KIN]


def kin(mark: str) -> str:
    """The part of a mark that stays while its resource is declared otherwise."""
    return mark[:KIN]


def new_generation() -> str:
    """Drawn, not worked out: what is made anew must never look like what was there before."""
    return secrets.token_hex(4)


def new_revision() -> str:
    return secrets.token_hex(8)


def digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
