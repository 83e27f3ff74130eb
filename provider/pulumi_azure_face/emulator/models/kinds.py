"""The four kinds of container, one row each (face-api.md#container-paths, face-api.md#container-calls,
face-api.md#quota-table). A new kind starts here.

Left out: S0's limits on persons over all groups of an account, which are far beyond what this process could hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .tiers import Tier


@dataclass(frozen=True)
class Quota:
    """How many there may be: containers in an account, persons or faces in one of them, and in all of them together."""

    containers: int
    members: int
    in_all: int | None = None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What sets one kind of container apart from the others.

    title: the name that begins the kind's error codes.
    segment: its collection in the path.
    id_field: the member that holds its id.
    noun: what messages call it.
    holds: what is added to it directly. The faces of a group belong to its persons.
    trains: whether it has `train` and `training`.
    inline: its faces come with the container and nowhere else; neither it nor its faces are listed in pages.
    free, standard: how many an account of tier F0 and of S0 may have.
    """

    title: str
    segment: str
    id_field: str
    noun: str
    holds: Literal["persons", "faces"]
    trains: bool = True
    inline: bool = False
    free: Quota
    standard: Quota

    def quota(self, tier: Tier) -> Quota:
        return self.free if tier == "F0" else self.standard


KINDS = (
    Kind(
        title="PersonGroup",
        segment="persongroups",
        id_field="personGroupId",
        noun="person group",
        holds="persons",
        # face-api.md#quota-person-groups, face-api.md#quota-persons-per-group, face-api.md#quota-persons-in-all-groups
        free=Quota(1_000, 1_000, in_all=1_000),
        standard=Quota(1_000_000, 10_000),
    ),
    Kind(
        title="LargePersonGroup",
        segment="largepersongroups",
        id_field="largePersonGroupId",
        noun="large person group",
        holds="persons",
        # face-api.md#quota-large-person-groups, face-api.md#quota-persons-per-large-group,
        # face-api.md#quota-persons-in-all-large-groups
        free=Quota(1_000, 1_000, in_all=1_000),
        standard=Quota(1_000_000, 1_000_000),
    ),
    Kind(
        title="FaceList",
        segment="facelists",
        id_field="faceListId",
        noun="face list",
        holds="faces",
        trains=False,
        inline=True,
        # face-api.md#quota-face-lists, face-api.md#quota-faces-per-face-list
        free=Quota(64, 1_000),
        standard=Quota(64, 1_000),
    ),
    Kind(
        title="LargeFaceList",
        segment="largefacelists",
        id_field="largeFaceListId",
        noun="large face list",
        holds="faces",
        # face-api.md#quota-large-face-lists, face-api.md#quota-faces-per-large-face-list
        free=Quota(64, 1_000),
        standard=Quota(1_000_000, 1_000_000),
    ),
)

FACES_PER_PERSON = 248  # face-api.md#quota-faces-per-person
