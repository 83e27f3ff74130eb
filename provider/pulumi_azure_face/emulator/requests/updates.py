"""What a PATCH changes (face-api.md#container-update-members, face-api.md#person-update, face-api.md#face-update).

What is left out or null stays as it is, empty user data clears it, and a name cannot be cleared
(face-api.md#open-patch-null). A PATCH that would change nothing is refused: documented for the Large kinds alone
(face-api.md#container-update-both-empty), but nowhere is it said that the others accept it, so this is the stricter
reading.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from pulumi_azure_face.emulator.responses import errors

from . import fields


class Described(Protocol):
    """Anything with user data."""

    user_data: str | None


class Named(Described, Protocol):
    """A container or a person."""

    name: str


@dataclass(frozen=True)
class NamedUpdate:
    """New values for a container or a person; None leaves the old one."""

    name: str | None
    user_data: str | None

    def apply(self, target: Named) -> None:
        if self.name is not None:
            target.name = self.name
        if self.user_data is not None:
            target.user_data = self.user_data or None


def of_named(body: dict[str, Any]) -> NamedUpdate:
    name = fields.name(body["name"]) if "name" in body else None
    user_data = fields.user_data(body.get("userData"))
    if not name and not user_data:
        raise errors.nothing_to_update(("'name'", "'userData'"))
    return NamedUpdate(name, user_data)


def of_face(body: dict[str, Any]) -> str:
    """A face has user data only, so empty user data alone is a change: it clears what was there."""
    user_data = fields.user_data(body.get("userData"), fields.LARGEST_FACE_USER_DATA)
    if user_data is None:
        raise errors.nothing_to_update(("'userData'",))
    return user_data
