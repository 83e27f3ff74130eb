"""The four kinds of container, one row each.

See face-api.md#container-paths, face-api.md#container-calls, face-api.md#quota-table. To add a kind, add a row here.

The S0 quotas of persons in all groups of an account are omitted: this process could not hold that many persons.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pulumi_azure_face.emulator.tiers import Tier


@dataclass(frozen=True)
class Quota:
    """The quotas of a kind in one tier.

    containers: Containers of the kind in an account.
    members: Persons or faces in one container.
    in_all: Persons or faces in all containers of the kind together. None means no quota.
    """

    containers: int
    members: int
    in_all: int | None = None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of container.

    title: The prefix of its error codes.
    segment: The name of its collection in paths.
    id_field: The JSON member with its id.
    noun: Its name in error messages.
    holds: The members added to it directly. The faces of a group belong to its persons.
    trains: Whether it has the calls `train` and `training`.
    inline: Whether the container is returned with its faces, which then have no calls to list, get or update them. Such
        containers are not listed in pages either.
    free, standard: The quotas of tiers F0 and S0.
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
