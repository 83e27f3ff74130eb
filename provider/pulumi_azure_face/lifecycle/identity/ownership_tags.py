"""What is ours in a container: a mark in the `userData` of persons and faces. Everything else is somebody else's.

A mark is a JSON object with one member of our name, so that applications can read past it:

    {"pulumi-azure-face": {"gallery": "1f2e3d4c", "person": "ann", "photos": "3-9f86d081884c7d65"}}
    {"pulumi-azure-face": {"gallery": "1f2e3d4c", "photo": "60303ae22b998861bce3b28f33eec1be"}}
    {"pulumi-azure-face": {"resource": "5d41402abc4b2a76b9719d911017c592"}}

Text of the user's own is a member beside it, which an application reads as `json.loads(userData)["userData"]`:

    {"pulumi-azure-face": {"gallery": "1f2e3d4c", "person": "ann", "photos": "1-..."}, "userData": "desk 12"}

State is forever: a mark written today must be known in every release to come.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

MEMBER = "pulumi-azure-face"
USER_DATA_MEMBER = "userData"


@dataclass(frozen=True)
class PersonTag:
    """Signs a person. `photos` is the digest of those that were enrolled, or are about to be while it is fresh."""

    gallery: str
    person: str
    photos: str


@dataclass(frozen=True)
class FaceTag:
    gallery: str
    photo: str


@dataclass(frozen=True)
class ResourceTag:
    """Signs a person or a face that is a resource of its own, while it has no user data of the user's."""

    resource: str


def write_tag(tag: PersonTag | FaceTag | ResourceTag, user_data: str = "") -> str:
    document = {MEMBER: tag_members(tag), **({USER_DATA_MEMBER: user_data} if user_data else {})}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def tag_members(tag: PersonTag | FaceTag | ResourceTag) -> dict[str, str]:
    """Name the written members here, so that a renamed field of a class does not change accounts."""
    if isinstance(tag, PersonTag):
        return {"gallery": tag.gallery, "person": tag.person, "photos": tag.photos}
    if isinstance(tag, FaceTag):
        return {"gallery": tag.gallery, "photo": tag.photo}
    return {"resource": tag.resource}


def read_person_tag(user_data: str | None) -> PersonTag | None:
    members = read_members(user_data, ("gallery", "person", "photos"))
    return PersonTag(members["gallery"], members["person"], members["photos"]) if members else None


def read_face_tag(user_data: str | None) -> FaceTag | None:
    members = read_members(user_data, ("gallery", "photo"))
    return FaceTag(members["gallery"], members["photo"]) if members else None


def read_user_data(user_data: str | None) -> str:
    """The user's own text beside a mark."""
    text = (read_object(user_data) or {}).get(USER_DATA_MEMBER)
    return text if isinstance(text, str) else ""


def read_members(user_data: str | None, names: tuple[str, ...]) -> dict[str, str] | None:
    """The members of a mark as text; None for anything that is not a whole mark."""
    mark = (read_object(user_data) or {}).get(MEMBER)
    if not isinstance(mark, dict) or not all(isinstance(mark.get(name), str) for name in names):
        return None
    return {name: mark[name] for name in names}


def read_object(user_data: str | None) -> dict[str, Any] | None:
    try:
        document = json.loads(user_data or "")
    except (ValueError, RecursionError):  # a stranger's text may be nested deeper than the parser goes
        return None
    return document if isinstance(document, dict) else None
