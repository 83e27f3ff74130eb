"""Ids and tags derived from stable inputs, so that an interrupted run finds the resources it created.

Saved states and accounts contain these values. A change of the rules changes which resources a program owns.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping

MAX_ID_LENGTH = 64  # face-api.md#container-id-rule
SUFFIX_LENGTH = 8  # hex digits
TAG_PART_LENGTH = 16  # hex digits; a tag has two parts


def derive_container_id(origin: Mapping[str, object], replacing: Mapping[str, object]) -> str:
    """Return `<logical name>-<8 hex digits>`, derived from the origin in the stack and the replacing inputs.

    Two sets of inputs that cannot share a container get different ids, so the old container works until the new one
    is ready.
    """
    return add_suffix(str(origin["name"]), digest(origin, replacing))


def derive_successor_id(taken_id: str) -> str:
    """Return the id to try when another container with content has the derived id `taken_id`."""
    return add_suffix(taken_id.rpartition("-")[0], digest(taken_id))


def add_suffix(name: str, full_digest: str) -> str:
    """Replace the characters of `name` that an id cannot have, and cut it so that the suffix fits."""
    prefix = re.sub(r"[^a-z0-9_-]+", "-", name.lower())[: MAX_ID_LENGTH - SUFFIX_LENGTH - 1]
    return f"{prefix}-{full_digest[:SUFFIX_LENGTH]}"


def derive_gallery_tag(origin: Mapping[str, object]) -> str:
    """Return the tag of a gallery's persons and faces. A run after an interrupted one derives the same tag."""
    return digest(origin)[:SUFFIX_LENGTH]


def derive_resource_tag(
    origin: Mapping[str, object], location: Mapping[str, object], content: Mapping[str, object]
) -> str:
    """Return the tag of a Person or Face resource: one part for the resource, one part for its desired content.

    The second part distinguishes a replacement from its predecessor while both exist. It also identifies a version
    that an interrupted run created from an older program.
    """
    return digest(origin, location)[:TAG_PART_LENGTH] + digest(content)[:TAG_PART_LENGTH]


def tag_family(tag: str) -> str:
    """Return the part of a tag that does not change with the desired content of its resource."""
    return tag[:TAG_PART_LENGTH]


def new_generation() -> str:
    """Return a random generation, because a new resource must never match an older one."""
    return secrets.token_hex(4)


def new_revision() -> str:
    return secrets.token_hex(8)


def digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
