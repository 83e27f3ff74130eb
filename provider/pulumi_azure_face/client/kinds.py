"""The table of container kinds as the service names them: one row a kind, and everything that differs between kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Kind:
    """What the wire calls one kind of container, and what it holds."""

    name: str
    """Its name in programs, state and messages."""
    path: str
    """The path segment of its collection (contract 4.1)."""
    wire_id: str
    """The member that carries its id in a reply."""
    id_input: str
    """Azure's name of that id, as an input and output of the resource."""
    holds: Literal["persons", "faces"]
    """What lies directly in it."""

    def item(self, container_id: str) -> tuple[str, ...]:
        """The path of one container, as segments."""
        return (self.path, container_id)


PERSON_GROUP = Kind("PersonGroup", "persongroups", "personGroupId", "person_group_id", "persons")
LARGE_FACE_LIST = Kind("LargeFaceList", "largefacelists", "largeFaceListId", "large_face_list_id", "faces")

KINDS = {kind.name: kind for kind in (PERSON_GROUP, LARGE_FACE_LIST)}
