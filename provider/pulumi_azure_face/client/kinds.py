"""The table of container kinds: one row per kind, with everything that differs between kinds at the service.

To add a kind, add a row here, a resource class in `resources/`, and a row to the emulator's own table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Holds = Literal["persons", "faces"]


@dataclass(frozen=True)
class Kind:
    """One kind of container."""

    name: str
    """The name in programs, state, messages, and the service's error codes."""
    path: str
    """The path segment of the collection (face-api.md#container-calls)."""
    id_field: str
    """The JSON member of a response that contains the container's id."""
    id_input: str
    """The resource input and output that contains the id."""
    holds: Holds
    """What a container of this kind directly contains."""
    capacity: Mapping[str, int] = field(hash=False)
    """The maximum number of persons or faces in one container, by pricing tier (face-api.md#quota-table)."""
    max_containers: Mapping[str, int] = field(hash=False)
    """The maximum number of containers of this kind in one account, by pricing tier (face-api.md#quota-table)."""
    is_trainable: bool = True
    """Whether the container must be trained before it can be searched."""
    has_inline_faces: bool = False
    """Whether a GET of the container returns its faces. Such faces cannot be listed in pages or changed, and containers
    of the kind are listed in one response (face-api.md#face-calls).
    """

    @property
    def not_found_code(self) -> str:
        """The service's error code for a missing container of this kind."""
        return f"{self.name}NotFound"

    @property
    def cli_name(self) -> str:
        """The spelling on the command line, such as `person-group`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", self.name).lower()


PERSON_GROUP = Kind(
    "PersonGroup",
    "persongroups",
    "personGroupId",
    "person_group_id",
    "persons",
    {"F0": 1_000, "S0": 10_000},
    {"F0": 1_000, "S0": 1_000_000},
)
LARGE_PERSON_GROUP = Kind(
    "LargePersonGroup",
    "largepersongroups",
    "largePersonGroupId",
    "large_person_group_id",
    "persons",
    {"F0": 1_000, "S0": 1_000_000},
    {"F0": 1_000, "S0": 1_000_000},
)
FACE_LIST = Kind(
    "FaceList",
    "facelists",
    "faceListId",
    "face_list_id",
    "faces",
    {"F0": 1_000, "S0": 1_000},
    {"F0": 64, "S0": 64},
    is_trainable=False,
    has_inline_faces=True,
)
LARGE_FACE_LIST = Kind(
    "LargeFaceList",
    "largefacelists",
    "largeFaceListId",
    "large_face_list_id",
    "faces",
    {"F0": 1_000, "S0": 1_000_000},
    {"F0": 64, "S0": 1_000_000},
)

KINDS = {kind.name: kind for kind in (PERSON_GROUP, LARGE_PERSON_GROUP, FACE_LIST, LARGE_FACE_LIST)}
"""Every kind by name."""
GROUP_NAMES = " or ".join(kind.name for kind in KINDS.values() if kind.holds == "persons")
LIST_NAMES = " or ".join(kind.name for kind in KINDS.values() if kind.holds == "faces")
"""As messages name them: "FaceList or LargeFaceList"."""
