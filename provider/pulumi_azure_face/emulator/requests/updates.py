"""Parsers of PATCH bodies (face-api.md#container-update-members, face-api.md#person-update, face-api.md#face-update).

A missing or null member is not changed, empty user data clears the user data, and a name cannot be cleared
(face-api.md#open-patch-null). A PATCH without a change is rejected. This is documented for the Large kinds only
(face-api.md#container-update-both-empty), but no source says that the other kinds accept it, so the emulator does the
stricter of both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from pulumi_azure_face.emulator.models import errors

from . import fields


class Named(Protocol):
    """A container or a person."""

    name: str
    user_data: str | None


@dataclass(frozen=True)
class NamedUpdate:
    """The changes of a container or a person. None means no change."""

    name: str | None
    user_data: str | None

    def apply(self, target: Named) -> None:
        if self.name is not None:
            target.name = self.name
        if self.user_data is not None:
            target.user_data = self.user_data or None


def parse_named_update(body: dict[str, Any]) -> NamedUpdate:
    name = fields.parse_name(body["name"]) if "name" in body else None
    user_data = fields.parse_user_data(body.get("userData"))
    if not name and not user_data:
        raise errors.nothing_to_update(("'name'", "'userData'"))
    return NamedUpdate(name, user_data)


def parse_face_update(body: dict[str, Any]) -> str:
    """Parse the new user data of a face. Empty user data is a change too: it clears the user data."""
    user_data = fields.parse_user_data(body.get("userData"), fields.MAX_FACE_USER_DATA_SIZE)
    if user_data is None:
        raise errors.nothing_to_update(("'userData'",))
    return user_data
