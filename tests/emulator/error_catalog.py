"""The calls of docs/face-api.md and their errors, once more (face-api.md#container-calls, face-api.md#person-calls,
face-api.md#face-calls, face-api.md#recognition-errors, face-api.md#session-calls and face-api.md#error-table).

A call is written against what `test_contract_walk` sets up: a container `staff` with a person (in a group) and a face,
a detected face, a liveness session. An error is written as the documentation has it, `{kind}` for the name of the kind.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .documented_calls import EVERY_KIND, FACE_LIST, GROUPS, LARGE_FACE_LIST, PERSON_GROUP, TRAINED, Kind, photo
from .liveness_requests import SESSIONS, SessionKind

Subject = Kind | SessionKind | None
"""What a call is about: a kind of container, of session, or neither."""

JSON_NAME = {"json": {"name": "New"}}
JSON_DATA = {"json": {"userData": "new"}}
IMAGE = {"content": photo(), "headers": {"Content-Type": "application/octet-stream"}}

# Any call may meet these (the reference pages; D-err, "common error codes").
OF_EVERY_CALL = ("401 Unspecified", "403 403", "409 ConcurrentOperationConflict", "429 429", "503 ServiceUnavailable")

OF_JSON = ("400 BadArgument: body", "415 BadArgument")
OF_NAMES = (*OF_JSON, "400 BadArgument: name", "400 BadArgument: userData")
OF_IMAGES = (
    "400 InvalidURL",
    "400 InvalidImage",
    "400 InvalidImageSize",
    "400 NoFaceFound",
    "400 BadArgument: targetFace",
    "400 BadArgument: detectionModel",
    "408 OperationTimeOut",
    "415 BadArgument",
)
OF_PAGES = ("400 BadArgument: start", "400 BadArgument: top")
CONTAINER, PERSON, FACE = "404 {kind}NotFound", "404 PersonNotFound", "404 PersistedFaceNotFound"
UNDER_TRAINING = "409 {kind}TrainingNotFinished"
FULL = "403 QuotaExceeded"


@dataclass(frozen=True)
class Call:
    """A call that succeeds as it is written here, what it can be about, and the errors that are documented for it."""

    name: str
    method: str
    path: str
    of: tuple[Subject, ...]
    errors: tuple[str, ...]
    send: dict[str, Any] = field(default_factory=dict)
    answer: int = 200


ITEM = "{kind}/staff"
PERSONS, A_PERSON = f"{ITEM}/persons", f"{ITEM}/persons/{{person}}"
THEIR_FACES, THEIR_FACE = f"{A_PERSON}/persistedfaces", f"{A_PERSON}/persistedfaces/{{face}}"
ITS_FACES, ITS_FACE = f"{ITEM}/persistedfaces", f"{ITEM}/persistedfaces/{{face}}"
LARGE = (LARGE_FACE_LIST,)

CONTAINERS = (
    Call(
        "create a container",
        "PUT",
        "{kind}/new",
        EVERY_KIND,
        (*OF_NAMES, "400 BadArgument: recognitionModel", "400 BadArgument: id", "409 {kind}Exists", FULL),
        JSON_NAME,
    ),
    Call("get a container", "GET", ITEM, EVERY_KIND, (CONTAINER,)),
    Call("update a face list", "PATCH", ITEM, (FACE_LIST,), (*OF_NAMES, CONTAINER), JSON_NAME),
    Call("update a container", "PATCH", ITEM, TRAINED, (*OF_NAMES, CONTAINER, UNDER_TRAINING), JSON_NAME),
    Call("delete a face list", "DELETE", ITEM, (FACE_LIST,), (CONTAINER,)),
    Call("delete a container", "DELETE", ITEM, TRAINED, (CONTAINER, UNDER_TRAINING)),
    Call("list the face lists", "GET", "{kind}", (FACE_LIST,), ()),
    Call("list containers", "GET", "{kind}", TRAINED, OF_PAGES),
    Call("train", "POST", f"{ITEM}/train", TRAINED, (CONTAINER, UNDER_TRAINING), answer=202),
    Call("get the training status", "GET", f"{ITEM}/training", TRAINED, (CONTAINER, "404 {kind}NotTrained")),
)

CREATED_PERSON = (*OF_NAMES, CONTAINER, UNDER_TRAINING)
CHANGED_PERSON = (CONTAINER, PERSON, UNDER_TRAINING)
PEOPLE = (
    Call("create a person", "POST", PERSONS, GROUPS, (*CREATED_PERSON, FULL), JSON_NAME),
    Call("list persons", "GET", PERSONS, GROUPS, (*OF_PAGES, CONTAINER)),
    Call("get a person", "GET", A_PERSON, GROUPS, (CONTAINER, PERSON)),
    Call("update a person", "PATCH", A_PERSON, GROUPS, (*OF_NAMES, *CHANGED_PERSON), JSON_NAME),
    Call("delete a person", "DELETE", A_PERSON, GROUPS, CHANGED_PERSON),
)

OF_FACE_DATA = (*OF_JSON, "400 BadArgument: userData")
OF_THEIR_FACE, OF_ITS_FACE = (CONTAINER, PERSON, FACE), (CONTAINER, FACE)
FACES = (
    Call("add a face", "POST", THEIR_FACES, GROUPS, (*OF_IMAGES, *CHANGED_PERSON, FULL), IMAGE),
    Call("get a face", "GET", THEIR_FACE, GROUPS, OF_THEIR_FACE),
    Call("update a face", "PATCH", THEIR_FACE, GROUPS, (*OF_FACE_DATA, *OF_THEIR_FACE, UNDER_TRAINING), JSON_DATA),
    Call("delete a face", "DELETE", THEIR_FACE, GROUPS, (*OF_THEIR_FACE, UNDER_TRAINING)),
    Call("add a face", "POST", ITS_FACES, (FACE_LIST,), (*OF_IMAGES, CONTAINER, FULL), IMAGE),
    Call("add a face", "POST", ITS_FACES, LARGE, (*OF_IMAGES, CONTAINER, UNDER_TRAINING, FULL), IMAGE),
    Call("list faces", "GET", ITS_FACES, LARGE, (*OF_PAGES, CONTAINER)),
    Call("get a face", "GET", ITS_FACE, LARGE, OF_ITS_FACE),
    Call("update a face", "PATCH", ITS_FACE, LARGE, (*OF_FACE_DATA, *OF_ITS_FACE, UNDER_TRAINING), JSON_DATA),
    Call("delete a face", "DELETE", ITS_FACE, (FACE_LIST,), OF_ITS_FACE),
    Call("delete a face", "DELETE", ITS_FACE, LARGE, (*OF_ITS_FACE, UNDER_TRAINING)),
)

OF_SESSION_BODIES = (
    "400 InvalidRequestBody",
    "400 InvalidTokenLifetime",
    "400 InvalidLivenessOperationMode",
    "400 InvalidDeviceCorrelationId",
    "415 BadArgument",
)
SESSION = "404 SessionNotFound"
PLAIN = tuple(kind for kind in SESSIONS if not kind.verifies)
VERIFYING = tuple(kind for kind in SESSIONS if kind.verifies)
EARLIER = tuple(kind for kind in SESSIONS if kind.listed)
LATER = tuple(kind for kind in SESSIONS if not kind.listed)
# One page documents `SessionNotFound` for the listing too, which names no session
# (face-api.md#contradiction-session-list-404): there is no way to meet it.
LIVENESS = (
    Call("create a session", "POST", "{kind}", PLAIN, OF_SESSION_BODIES),
    Call(
        "create a session with verify",
        "POST",
        "{kind}",
        VERIFYING,
        (*OF_SESSION_BODIES, "400 InvalidImage", "400 InvalidImageSize", "400 NoFaceFound"),
    ),
    Call("get a session", "GET", "{kind}/{session}", SESSIONS, (SESSION,)),
    Call("delete a session", "DELETE", "{kind}/{session}", EARLIER, (SESSION,)),
    Call("delete a session", "DELETE", "{kind}/{session}", LATER, (SESSION,), answer=204),
    Call("list sessions", "GET", "{kind}", EARLIER, OF_PAGES),
    Call("audit a session", "GET", "{kind}/{session}/audit", EARLIER, (*OF_PAGES, SESSION)),
)

OF_FACE_IDS = (*OF_JSON, "400 BadArgument: faceIds")
OF_SEARCHES = (*OF_JSON, "400 BadArgument: id", "400 BadArgument: models", "400 BadArgument: candidates")
MISSING = "400 {kind}NotFound"
UNTRAINED = "400 {kind}NotTrained"
UNAPPROVED = "403 UnsupportedFeature"
QUESTIONS = (
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
            *(*OF_SEARCHES, "400 BadArgument: faceIds", "400 BadArgument: threshold", UNAPPROVED),
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
            *(*OF_JSON, "400 BadArgument: id", "400 BadArgument: models", "400 BadArgument: personId", UNAPPROVED),
            *(MISSING, "404 FaceNotFound", PERSON, FACE),
        ),
    ),
    Call(
        "verify two faces",
        "POST",
        "/verify",
        (None,),
        (*OF_JSON, "400 BadArgument: faceId", "400 BadArgument: models", "404 FaceNotFound"),
    ),
    Call("find similar", "POST", "/findsimilars", (FACE_LIST,), (*OF_SEARCHES, MISSING, "400 FaceListNotReady")),
    Call("find similar", "POST", "/findsimilars", LARGE, (*OF_SEARCHES, MISSING, UNTRAINED, UNDER_TRAINING)),
    Call(
        "find similar faces",
        "POST",
        "/findsimilars",
        (None,),
        (*OF_FACE_IDS, "400 FaceNotFound", "400 BadArgument: mode", "400 BadArgument: scope"),
    ),
    Call("group", "POST", "/group", (None,), (*OF_FACE_IDS, "400 FaceNotFound", "400 BadArgument: models")),
)

CALLS = CONTAINERS + PEOPLE + FACES + LIVENESS + QUESTIONS

OF_V1_0 = Call(
    "identify in v1.0", "POST", "/identify", (PERSON_GROUP,), ("400 PersonGroupIdAndLargePersonGroupIdBothNull",)
)
