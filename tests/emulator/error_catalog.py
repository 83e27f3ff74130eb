"""The calls of docs/face-api.md and their errors, repeated so that tests do not import them from the emulator.

See face-api.md#container-calls, face-api.md#person-calls, face-api.md#face-calls, face-api.md#recognition-errors,
face-api.md#session-calls and face-api.md#error-table.

The calls use the objects that `test_documented_errors.py` creates: a container `staff` with a face (of a person, in a
group), a detected face, and a liveness session. In paths and errors, `{kind}` stands for the kind of container.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .documented_calls import EVERY_KIND, FACE_LIST, GROUPS, LARGE_FACE_LIST, PERSON_GROUP, TRAINED, Kind, photo
from .liveness_requests import SESSIONS, SessionKind

CallKind = Kind | SessionKind | None
"""The kind of container or session that a call is tested with, or None."""

JSON_NAME = {"json": {"name": "New"}}
JSON_DATA = {"json": {"userData": "new"}}
IMAGE = {"content": photo(), "headers": {"Content-Type": "application/octet-stream"}}

# Errors of every call (face-api.md#source-reference-pages, "common error codes").
COMMON_ERRORS = ("401 Unspecified", "403 403", "409 ConcurrentOperationConflict", "429 429", "503 ServiceUnavailable")

JSON_ERRORS = ("400 BadArgument: body", "415 BadArgument")
NAME_ERRORS = (*JSON_ERRORS, "400 BadArgument: name", "400 BadArgument: userData")
IMAGE_ERRORS = (
    "400 InvalidURL",
    "400 InvalidImage",
    "400 InvalidImageSize",
    "400 NoFaceFound",
    "400 BadArgument: targetFace",
    "400 BadArgument: detectionModel",
    "408 OperationTimeOut",
    "415 BadArgument",
)
PAGING_ERRORS = ("400 BadArgument: start", "400 BadArgument: top")
CONTAINER, PERSON, FACE = "404 {kind}NotFound", "404 PersonNotFound", "404 PersistedFaceNotFound"
UNDER_TRAINING = "409 {kind}TrainingNotFinished"
QUOTA_EXCEEDED = "403 QuotaExceeded"


@dataclass(frozen=True)
class Call:
    """A call that succeeds as defined here, and its documented errors.

    kinds: The kinds of container or session that have the call.
    arguments: The body and headers of the request.
    status: The status of a successful response.
    """

    name: str
    method: str
    path: str
    kinds: tuple[CallKind, ...]
    errors: tuple[str, ...]
    arguments: dict[str, Any] = field(default_factory=dict)
    status: int = 200


ITEM = "{kind}/staff"
PERSONS, PERSON_ITEM = f"{ITEM}/persons", f"{ITEM}/persons/{{person}}"
PERSON_FACES, PERSON_FACE = f"{PERSON_ITEM}/persistedfaces", f"{PERSON_ITEM}/persistedfaces/{{face}}"
LIST_FACES, LIST_FACE = f"{ITEM}/persistedfaces", f"{ITEM}/persistedfaces/{{face}}"
LARGE = (LARGE_FACE_LIST,)

CONTAINERS = (
    Call(
        "create a container",
        "PUT",
        "{kind}/new",
        EVERY_KIND,
        (*NAME_ERRORS, "400 BadArgument: recognitionModel", "400 BadArgument: id", "409 {kind}Exists", QUOTA_EXCEEDED),
        JSON_NAME,
    ),
    Call("get a container", "GET", ITEM, EVERY_KIND, (CONTAINER,)),
    Call("update a face list", "PATCH", ITEM, (FACE_LIST,), (*NAME_ERRORS, CONTAINER), JSON_NAME),
    Call("update a container", "PATCH", ITEM, TRAINED, (*NAME_ERRORS, CONTAINER, UNDER_TRAINING), JSON_NAME),
    Call("delete a face list", "DELETE", ITEM, (FACE_LIST,), (CONTAINER,)),
    Call("delete a container", "DELETE", ITEM, TRAINED, (CONTAINER, UNDER_TRAINING)),
    Call("list the face lists", "GET", "{kind}", (FACE_LIST,), ()),
    Call("list containers", "GET", "{kind}", TRAINED, PAGING_ERRORS),
    Call("train", "POST", f"{ITEM}/train", TRAINED, (CONTAINER, UNDER_TRAINING), status=202),
    Call("get the training status", "GET", f"{ITEM}/training", TRAINED, (CONTAINER, "404 {kind}NotTrained")),
)

CREATE_PERSON_ERRORS = (*NAME_ERRORS, CONTAINER, UNDER_TRAINING)
CHANGE_PERSON_ERRORS = (CONTAINER, PERSON, UNDER_TRAINING)
PERSON_CALLS = (
    Call("create a person", "POST", PERSONS, GROUPS, (*CREATE_PERSON_ERRORS, QUOTA_EXCEEDED), JSON_NAME),
    Call("list persons", "GET", PERSONS, GROUPS, (*PAGING_ERRORS, CONTAINER)),
    Call("get a person", "GET", PERSON_ITEM, GROUPS, (CONTAINER, PERSON)),
    Call("update a person", "PATCH", PERSON_ITEM, GROUPS, (*NAME_ERRORS, *CHANGE_PERSON_ERRORS), JSON_NAME),
    Call("delete a person", "DELETE", PERSON_ITEM, GROUPS, CHANGE_PERSON_ERRORS),
)

FACE_DATA_ERRORS = (*JSON_ERRORS, "400 BadArgument: userData")
PERSON_FACE_ERRORS, LIST_FACE_ERRORS = (CONTAINER, PERSON, FACE), (CONTAINER, FACE)
FACES = (
    Call("add a face", "POST", PERSON_FACES, GROUPS, (*IMAGE_ERRORS, *CHANGE_PERSON_ERRORS, QUOTA_EXCEEDED), IMAGE),
    Call("get a face", "GET", PERSON_FACE, GROUPS, PERSON_FACE_ERRORS),
    Call(
        "update a face",
        "PATCH",
        PERSON_FACE,
        GROUPS,
        (*FACE_DATA_ERRORS, *PERSON_FACE_ERRORS, UNDER_TRAINING),
        JSON_DATA,
    ),
    Call("delete a face", "DELETE", PERSON_FACE, GROUPS, (*PERSON_FACE_ERRORS, UNDER_TRAINING)),
    Call("add a face", "POST", LIST_FACES, (FACE_LIST,), (*IMAGE_ERRORS, CONTAINER, QUOTA_EXCEEDED), IMAGE),
    Call("add a face", "POST", LIST_FACES, LARGE, (*IMAGE_ERRORS, CONTAINER, UNDER_TRAINING, QUOTA_EXCEEDED), IMAGE),
    Call("list faces", "GET", LIST_FACES, LARGE, (*PAGING_ERRORS, CONTAINER)),
    Call("get a face", "GET", LIST_FACE, LARGE, LIST_FACE_ERRORS),
    Call("update a face", "PATCH", LIST_FACE, LARGE, (*FACE_DATA_ERRORS, *LIST_FACE_ERRORS, UNDER_TRAINING), JSON_DATA),
    Call("delete a face", "DELETE", LIST_FACE, (FACE_LIST,), LIST_FACE_ERRORS),
    Call("delete a face", "DELETE", LIST_FACE, LARGE, (*LIST_FACE_ERRORS, UNDER_TRAINING)),
)

SESSION_BODY_ERRORS = (
    "400 InvalidRequestBody",
    "400 InvalidTokenLifetime",
    "400 InvalidLivenessOperationMode",
    "400 InvalidDeviceCorrelationId",
    "415 BadArgument",
)
SESSION = "404 SessionNotFound"
WITHOUT_VERIFY = tuple(kind for kind in SESSIONS if not kind.verifies)
WITH_VERIFY = tuple(kind for kind in SESSIONS if kind.verifies)
LISTED_SESSIONS = tuple(kind for kind in SESSIONS if kind.listed)
UNLISTED_SESSIONS = tuple(kind for kind in SESSIONS if not kind.listed)
# One page documents `SessionNotFound` for the list call too, which has no session id
# (face-api.md#contradiction-session-list-404), so the error is omitted.
LIVENESS = (
    Call("create a session", "POST", "{kind}", WITHOUT_VERIFY, SESSION_BODY_ERRORS),
    Call(
        "create a session with verify",
        "POST",
        "{kind}",
        WITH_VERIFY,
        (*SESSION_BODY_ERRORS, "400 InvalidImage", "400 InvalidImageSize", "400 NoFaceFound"),
    ),
    Call("get a session", "GET", "{kind}/{session}", SESSIONS, (SESSION,)),
    Call("delete a session", "DELETE", "{kind}/{session}", LISTED_SESSIONS, (SESSION,)),
    Call("delete a session", "DELETE", "{kind}/{session}", UNLISTED_SESSIONS, (SESSION,), status=204),
    Call("list sessions", "GET", "{kind}", LISTED_SESSIONS, PAGING_ERRORS),
    Call("audit a session", "GET", "{kind}/{session}/audit", LISTED_SESSIONS, (*PAGING_ERRORS, SESSION)),
)

FACE_IDS_ERRORS = (*JSON_ERRORS, "400 BadArgument: faceIds")
SEARCH_ERRORS = (*JSON_ERRORS, "400 BadArgument: id", "400 BadArgument: models", "400 BadArgument: candidates")
MISSING = "400 {kind}NotFound"
UNTRAINED = "400 {kind}NotTrained"
UNAPPROVED = "403 UnsupportedFeature"
RECOGNITION = (
    Call(
        "detect",
        "POST",
        "/detect",
        (None,),
        (
            *("400 InvalidURL", "400 InvalidImage", "400 InvalidImageSize", "415 BadArgument", UNAPPROVED),
            *("400 BadArgument: recognitionModel", "400 BadArgument: detectionModel", "400 BadArgument: attributes"),
        ),
        IMAGE,
    ),
    Call(
        "identify",
        "POST",
        "/identify",
        GROUPS,
        (
            *(*SEARCH_ERRORS, "400 BadArgument: faceIds", "400 BadArgument: threshold", UNAPPROVED),
            *("400 FaceNotFound", MISSING, UNTRAINED, UNDER_TRAINING),
            *("400 MissingIdentificationScopeParameters", "400 IncompatibleIdentificationScopeParametersCombination"),
            "400 PersonGroupIdAndLargePersonGroupIdBothNotNull",
        ),
    ),
    Call(
        "verify with a person",
        "POST",
        "/verify",
        GROUPS,
        (
            *(*JSON_ERRORS, "400 BadArgument: id", "400 BadArgument: models", "400 BadArgument: personId", UNAPPROVED),
            *(MISSING, "404 FaceNotFound", PERSON, FACE),
        ),
    ),
    Call(
        "verify two faces",
        "POST",
        "/verify",
        (None,),
        (*JSON_ERRORS, "400 BadArgument: faceId", "400 BadArgument: models", "404 FaceNotFound"),
    ),
    Call("find similar", "POST", "/findsimilars", (FACE_LIST,), (*SEARCH_ERRORS, MISSING, "400 FaceListNotReady")),
    Call("find similar", "POST", "/findsimilars", LARGE, (*SEARCH_ERRORS, MISSING, UNTRAINED, UNDER_TRAINING)),
    Call(
        "find similar faces",
        "POST",
        "/findsimilars",
        (None,),
        (*FACE_IDS_ERRORS, "400 FaceNotFound", "400 BadArgument: mode", "400 BadArgument: scope"),
    ),
    Call("group", "POST", "/group", (None,), (*FACE_IDS_ERRORS, "400 FaceNotFound", "400 BadArgument: models")),
)

CALLS = CONTAINERS + PERSON_CALLS + FACES + LIVENESS + RECOGNITION

IDENTIFY_IN_V1_0 = Call(
    "identify in v1.0", "POST", "/identify", (PERSON_GROUP,), ("400 PersonGroupIdAndLargePersonGroupIdBothNull",)
)
