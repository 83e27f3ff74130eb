"""Ownership tags: text in the `userData` of a person or face that says which gallery or resource owns it.

Objects without such a tag are unmanaged. A tag is a JSON object with one member, which applications can ignore:

    {"pulumi-azure-face": {"gallery": "1f2e3d4c", "person": "ann", "photos": "3-9f86d081884c7d65"}}
    {"pulumi-azure-face": {"gallery": "1f2e3d4c", "photo": "60303ae22b998861bce3b28f33eec1be"}}
    {"pulumi-azure-face": {"resource": "5d41402abc4b2a76b9719d911017c592"}}

The user data that the program sets is a second member, which an application reads as
`json.loads(userData)["userData"]`:

    {"pulumi-azure-face": {"gallery": "1f2e3d4c", "person": "ann", "photos": "1-..."}, "userData": "desk 12"}

Accounts contain these tags, so every later release must recognize a tag that is written today.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

MEMBER = "pulumi-azure-face"
USER_DATA_MEMBER = "userData"


@dataclass(frozen=True)
class PersonTag:
    """The tag of a person in a gallery.

    `photos` is the digest of the enrolled photos. While a person is being enrolled, it is that of the desired photos.
    """

    gallery: str
    person: str
    photos: str


@dataclass(frozen=True)
class FaceTag:
    """The tag of a face in a gallery. `photo` is the key of its photo."""

    gallery: str
    photo: str


@dataclass(frozen=True)
class ResourceTag:
    """The tag of a Person or Face resource whose program sets no user data."""

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


def read_resource_tag(user_data: str | None) -> ResourceTag | None:
    members = read_members(user_data, ("resource",))
    return ResourceTag(members["resource"]) if members else None


def read_user_data(user_data: str | None) -> str:
    """Return the user data that the program set beside a tag."""
    text = (read_object(user_data) or {}).get(USER_DATA_MEMBER)
    return text if isinstance(text, str) else ""


def read_members(user_data: str | None, names: tuple[str, ...]) -> dict[str, str] | None:
    """Return the named members of a tag, or None unless all of them are strings."""
    tag = (read_object(user_data) or {}).get(MEMBER)
    if not isinstance(tag, dict):
        return None
    members = {name: value for name in names if isinstance(value := tag.get(name), str)}
    return members if len(members) == len(names) else None


def read_object(user_data: str | None) -> dict[str, object] | None:
    try:
        document = json.loads(user_data or "")
    except (ValueError, RecursionError):  # unmanaged user data can be nested deeper than the parser allows
        return None
    return document if isinstance(document, dict) else None
