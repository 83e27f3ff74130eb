"""The table of container kinds as the service names them: one row a kind, and everything that differs between kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Holds = Literal["persons", "faces"]


@dataclass(frozen=True)
class Kind:
    """What the wire calls one kind of container, and what it holds."""

    name: str
    """Its name in programs, state and messages."""
    path: str
    """The path segment of its collection (face-api.md#container-paths)."""
    id_field: str
    """The member that carries its id in a reply."""
    id_input: str
    """Azure's name of that id, as an input and output of the resource."""
    holds: Holds
    """What lies directly in it."""
    is_trainable: bool = True
    """Whether it is trained before it is searched."""
    has_inline_faces: bool = False
    """Whether its faces come with it rather than in pages of their own, and are never changed
    (face-api.md#face-list-inline-faces and face-api.md#face-list-no-face-calls). Its kind's list has no pages either.
    """


PERSON_GROUP = Kind("PersonGroup", "persongroups", "personGroupId", "person_group_id", "persons")
LARGE_PERSON_GROUP = Kind(
    "LargePersonGroup", "largepersongroups", "largePersonGroupId", "large_person_group_id", "persons"
)
FACE_LIST = Kind(
    "FaceList", "facelists", "faceListId", "face_list_id", "faces", is_trainable=False, has_inline_faces=True
)
LARGE_FACE_LIST = Kind("LargeFaceList", "largefacelists", "largeFaceListId", "large_face_list_id", "faces")

KINDS = {kind.name: kind for kind in (PERSON_GROUP, LARGE_PERSON_GROUP, FACE_LIST, LARGE_FACE_LIST)}
