"""Parsers of the bodies of identify, verify, find similar and group.

See face-api.md#error-identify-scope and face-api.md#limits-table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulumi_azure_face.emulator.models import errors
from pulumi_azure_face.emulator.models.kinds import KINDS, Kind
from pulumi_azure_face.emulator.models.vision import SAME_PERSON_CONFIDENCE

from . import fields

IDENTIFY_MEMBERS = (
    "faceIds",
    "personGroupId",
    "largePersonGroupId",
    "maxNumOfCandidatesReturned",
    "confidenceThreshold",
)
VERIFY_MEMBERS = ("faceId1", "faceId2", "faceId", "personId", "personGroupId", "largePersonGroupId")
FIND_SIMILAR_MEMBERS = ("faceId", "faceIds", "faceListId", "largeFaceListId", "maxNumOfCandidatesReturned", "mode")
GROUP_MEMBERS = ("faceIds",)

PERSON_DIRECTORY_MEMBERS = ("personIds", "dynamicPersonGroupId")
"""Members of identify in the versions that have a Person Directory: all except v1.0."""

_GROUP_ID_MEMBERS = ("personGroupId", "largePersonGroupId")
_TARGET_MEMBERS = ("faceIds", "faceListId", "largeFaceListId")
_THRESHOLDS = {"matchPerson": SAME_PERSON_CONFIDENCE, "matchFace": 0.0}
_KINDS_BY_ID_FIELD = {kind.id_field: kind for kind in KINDS}


@dataclass(frozen=True)
class ContainerRef:
    """A reference to a container."""

    kind: Kind
    id: str


@dataclass(frozen=True, kw_only=True)
class IdentifyRequest:
    """An identify request: find the persons in a group who the faces belong to."""

    face_ids: list[str]
    group: ContainerRef
    max_candidates: int
    threshold: float


@dataclass(frozen=True)
class VerifyFacesRequest:
    """A verify request for two faces."""

    face_id: str
    other_id: str


@dataclass(frozen=True)
class VerifyPersonRequest:
    """A verify request for a face and a person of a group."""

    face_id: str
    group: ContainerRef
    person_id: str


@dataclass(frozen=True, kw_only=True)
class FindSimilarRequest:
    """A find similar request: find the similar faces in a list, or among detected faces."""

    face_id: str
    target: ContainerRef | list[str]
    max_candidates: int
    threshold: float


def parse_identify(body: Mapping[str, Any], version: str) -> IdentifyRequest:
    return IdentifyRequest(
        face_ids=_parse_face_ids(body, 1, 10),  # face-api.md#identify-face-ids
        group=_parse_group_to_search(body, version),
        # face-api.md#identify-candidates
        max_candidates=fields.parse_whole_number(
            "maxNumOfCandidatesReturned", body.get("maxNumOfCandidatesReturned", 1), 1, 100
        ),
        threshold=fields.parse_confidence(
            "confidenceThreshold", body.get("confidenceThreshold", SAME_PERSON_CONFIDENCE)
        ),
    )


def parse_verify(body: Mapping[str, Any]) -> VerifyFacesRequest | VerifyPersonRequest:
    if "faceId1" in body or "faceId2" in body:
        if len(body) > len(("faceId1", "faceId2")):
            raise errors.bad_argument("Request body is invalid.")
        return VerifyFacesRequest(
            fields.parse_uuid("Face ID", body.get("faceId1")), fields.parse_uuid("Face ID", body.get("faceId2"))
        )
    face_id, person_id = (
        fields.parse_uuid("Face ID", body.get("faceId")),
        fields.parse_uuid("Person ID", body.get("personId")),
    )
    given = [member for member in _GROUP_ID_MEMBERS if member in body]
    if len(given) > 1:
        raise errors.scopes_both_not_null()
    if not given:
        raise errors.scopes_both_null()
    return VerifyPersonRequest(face_id, _parse_container_ref(body, given[0]), person_id)


def parse_find_similar(body: Mapping[str, Any]) -> FindSimilarRequest:
    mode = fields.parse_text("mode", body.get("mode", "matchPerson"))
    if mode not in _THRESHOLDS:
        raise errors.bad_argument("Mode is invalid.")
    return FindSimilarRequest(
        face_id=fields.parse_text("faceId", body.get("faceId")),
        target=_parse_target(body),
        # face-api.md#find-similar-candidates
        max_candidates=fields.parse_whole_number(
            "maxNumOfCandidatesReturned", body.get("maxNumOfCandidatesReturned", 20), 1, 1000
        ),
        threshold=_THRESHOLDS[mode],
    )


def parse_group(body: Mapping[str, Any]) -> list[str]:
    return _parse_face_ids(body, 2, 1000)  # face-api.md#group-face-ids


def _parse_group_to_search(body: Mapping[str, Any], version: str) -> ContainerRef:
    """Parse the group to identify in. v1.0 has groups only, and its error for a missing group names them."""
    given = [member for member in (*_GROUP_ID_MEMBERS, *PERSON_DIRECTORY_MEMBERS) if member in body]
    if not given:
        raise errors.scopes_both_null() if version == "v1.0" else errors.no_scope()
    if given == list(_GROUP_ID_MEMBERS):
        raise errors.scopes_both_not_null()
    if len(given) > 1:
        raise errors.incompatible_scopes()
    return _parse_container_ref(body, given[0])


def _parse_target(body: Mapping[str, Any]) -> ContainerRef | list[str]:
    given = [member for member in _TARGET_MEMBERS if member in body]
    if not given:
        raise errors.bad_argument("LargeFaceListId, faceListId and faceIds are all null.")
    if len(given) > 1:
        raise errors.bad_argument("2 or more of largeFaceListId, faceListId and faceIds are not null.")
    return _parse_face_ids(body, 1, 1000) if given == ["faceIds"] else _parse_container_ref(body, given[0])


def _parse_container_ref(body: Mapping[str, Any], member: str) -> ContainerRef:
    """Parse the container id in a member. The emulator has no Person Directory, and no dynamic person groups."""
    if member == "dynamicPersonGroupId":
        raise errors.dynamic_person_group_not_found()
    if member == "personIds":
        raise errors.not_implemented("POST /identify with personIds")
    kind, container_id = _KINDS_BY_ID_FIELD[member], body[member]
    if not isinstance(container_id, str) or not fields.is_container_id(container_id):
        raise errors.bad_argument(f"{kind.noun.capitalize()} ID is invalid.")
    return ContainerRef(kind, container_id)


def _parse_face_ids(body: Mapping[str, Any], minimum: int, maximum: int) -> list[str]:
    face_ids = body.get("faceIds")
    if not isinstance(face_ids, list) or not minimum <= len(face_ids) <= maximum:
        raise errors.bad_argument(f"The length of faceIds is not in a valid range, from {minimum} to {maximum}.")
    return [fields.parse_text("faceIds", face_id) for face_id in face_ids]
