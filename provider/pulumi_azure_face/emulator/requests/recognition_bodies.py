"""What identify, verify, find similar and group are asked, read from their bodies (face-api.md#error-identify-scope and
face-api.md#limits-table).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_azure_face.emulator.models.kinds import KINDS, Kind
from pulumi_azure_face.emulator.models.vision import SAME_PERSON
from pulumi_azure_face.emulator.responses import errors

from . import fields

IDENTIFICATION = ("faceIds", "personGroupId", "largePersonGroupId", "maxNumOfCandidatesReturned", "confidenceThreshold")
VERIFICATION = ("faceId1", "faceId2", "faceId", "personId", "personGroupId", "largePersonGroupId")
SEARCH = ("faceId", "faceIds", "faceListId", "largeFaceListId", "maxNumOfCandidatesReturned", "mode")
GROUPING = ("faceIds",)

DIRECTORY = ("personIds", "dynamicPersonGroupId")
"""What identify takes besides where there is a Person Directory: in every version but v1.0."""

_GROUPS = ("personGroupId", "largePersonGroupId")
_TARGETS = ("faceIds", "faceListId", "largeFaceListId")
_THRESHOLDS = {"matchPerson": SAME_PERSON, "matchFace": 0.0}
_KINDS = {kind.id_field: kind for kind in KINDS}


@dataclass(frozen=True)
class ContainerRef:
    """A container as a question names it."""

    kind: Kind
    id: str


@dataclass(frozen=True, kw_only=True)
class Identification:
    """Who of a group are these? A candidate has at least this confidence."""

    face_ids: list[str]
    group: ContainerRef
    most: int
    threshold: float


@dataclass(frozen=True)
class FacePair:
    """Are these two the same person?"""

    face_id: str
    other_id: str


@dataclass(frozen=True)
class FaceOfPerson:
    """Is this that person of a group?"""

    face_id: str
    group: ContainerRef
    person_id: str


@dataclass(frozen=True, kw_only=True)
class Search:
    """Which of these, or which faces of a list, are like this one?"""

    face_id: str
    among: ContainerRef | list[str]
    most: int
    threshold: float


def identification(body: Mapping[str, Any], version: str) -> Identification:
    return Identification(
        face_ids=_face_ids(body, 1, 10),  # face-api.md#identify-face-ids
        group=_scope(body, version),
        # face-api.md#identify-candidates
        most=fields.whole_number("maxNumOfCandidatesReturned", body.get("maxNumOfCandidatesReturned", 1), 1, 100),
        threshold=fields.confidence("confidenceThreshold", body.get("confidenceThreshold", SAME_PERSON)),
    )


def verification(body: Mapping[str, Any]) -> FacePair | FaceOfPerson:
    if "faceId1" in body or "faceId2" in body:
        if len(body) > len(("faceId1", "faceId2")):
            raise errors.bad_argument("Request body is invalid.")
        return FacePair(fields.uuid("Face ID", body.get("faceId1")), fields.uuid("Face ID", body.get("faceId2")))
    face_id, person_id = fields.uuid("Face ID", body.get("faceId")), fields.uuid("Person ID", body.get("personId"))
    given = [member for member in _GROUPS if member in body]
    if len(given) > 1:
        raise errors.scopes_both_not_null()
    if not given:
        raise errors.scopes_both_null()
    return FaceOfPerson(face_id, _place(body, given[0]), person_id)


def search(body: Mapping[str, Any]) -> Search:
    mode = fields.text("mode", body.get("mode", "matchPerson"))
    if mode not in _THRESHOLDS:
        raise errors.bad_argument("Mode is invalid.")
    return Search(
        face_id=fields.text("faceId", body.get("faceId")),
        among=_target(body),
        # face-api.md#find-similar-candidates
        most=fields.whole_number("maxNumOfCandidatesReturned", body.get("maxNumOfCandidatesReturned", 20), 1, 1000),
        threshold=_THRESHOLDS[mode],
    )


def grouping(body: Mapping[str, Any]) -> list[str]:
    return _face_ids(body, 2, 1000)  # face-api.md#group-face-ids


def _scope(body: Mapping[str, Any], version: str) -> ContainerRef:
    """The group to identify in. In v1.0 there is nothing but groups, and the error for none says so."""
    given = [member for member in (*_GROUPS, *DIRECTORY) if member in body]
    if not given:
        raise errors.scopes_both_null() if version == "v1.0" else errors.no_scope()
    if given == list(_GROUPS):
        raise errors.scopes_both_not_null()
    if len(given) > 1:
        raise errors.incompatible_scopes()
    return _place(body, given[0])


def _target(body: Mapping[str, Any]) -> ContainerRef | list[str]:
    given = [member for member in _TARGETS if member in body]
    if not given:
        raise errors.bad_argument("LargeFaceListId, faceListId and faceIds are all null.")
    if len(given) > 1:
        raise errors.bad_argument("2 or more of largeFaceListId, faceListId and faceIds are not null.")
    return _face_ids(body, 1, 1000) if given == ["faceIds"] else _place(body, given[0])


def _place(body: Mapping[str, Any], member: str) -> ContainerRef:
    """The container that a member names. There is no Person Directory here, and so no group of it either."""
    if member == "dynamicPersonGroupId":
        raise errors.dynamic_person_group_not_found()
    if member == "personIds":
        raise errors.not_implemented("POST /identify with personIds")
    kind, container_id = _KINDS[member], body[member]
    if not isinstance(container_id, str) or not fields.is_container_id(container_id):
        raise errors.bad_argument(f"{kind.noun.capitalize()} ID is invalid.")
    return ContainerRef(kind, container_id)


def _face_ids(body: Mapping[str, Any], least: int, most: int) -> list[str]:
    face_ids = body.get("faceIds")
    if not isinstance(face_ids, list) or not least <= len(face_ids) <= most:
        raise errors.bad_argument(f"The length of faceIds is not in a valid range, from {least} to {most}.")
    return [fields.text("faceIds", face_id) for face_id in face_ids]
