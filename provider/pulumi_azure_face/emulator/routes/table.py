"""The table of calls: which exist for which kind, in every version of the API (face-api.md#container-calls,
face-api.md#person-calls, face-api.md#face-calls), what may be asked about detected faces
(face-api.md#recognition-errors), and which liveness sessions a version has (face-api.md#session-calls).

A call that is not in the table is answered 501 by name. To add one: a row here, a handler in its subject's module.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, Router

from pulumi_azure_face.emulator.middleware.stack import FACE, is_face_call
from pulumi_azure_face.emulator.models.kinds import KINDS, Kind
from pulumi_azure_face.emulator.models.session_kinds import SESSION_KINDS
from pulumi_azure_face.emulator.requests import parameters
from pulumi_azure_face.emulator.responses import errors, replies

from . import containers, detection, faces, liveness_sessions, persons, recognition, training

VERSIONS = ("v1.0", "v1.1-preview.1", "v1.2-preview.1", "v1.2", "v1.3-preview.1")

Pathed = TypeVar("Pathed", Route, Mount)
Handler = Callable[[Any, Request], Awaitable[Response]]
"""Takes what the call is about, its kind of container or of session or the version, and answers the request."""

MODEL = ("returnRecognitionModel",)
PAGE = ("start", "top")
NEW_FACE = ("targetFace", "detectionModel", "userData")


@dataclass(frozen=True)
class Call:
    """One call below a collection: its method, its path, its handler and the query parameters it knows."""

    method: str
    path: str
    handler: Handler
    query: tuple[str, ...] = ()


EVERY_KIND = (
    Call("PUT", "/{container}", containers.create),
    Call("GET", "/{container}", containers.get, MODEL),
    Call("PATCH", "/{container}", containers.update),
    Call("DELETE", "/{container}", containers.delete),
)
LISTED_IN_PAGES = (Call("GET", "", containers.list_page, MODEL + PAGE),)
LISTED_AT_ONCE = (Call("GET", "", containers.list_all, MODEL),)
TRAINED = (
    Call("POST", "/{container}/train", training.start),
    Call("GET", "/{container}/training", training.get_status),
)
WITH_PERSONS = (
    Call("POST", "/{container}/persons", persons.create),
    Call("GET", "/{container}/persons", persons.list_page, PAGE),
    Call("GET", "/{container}/persons/{person}", persons.get),
    Call("PATCH", "/{container}/persons/{person}", persons.update),
    Call("DELETE", "/{container}/persons/{person}", persons.delete),
    Call("POST", "/{container}/persons/{person}/persistedfaces", faces.add, NEW_FACE),
    Call("GET", "/{container}/persons/{person}/persistedfaces/{face}", faces.get),
    Call("PATCH", "/{container}/persons/{person}/persistedfaces/{face}", faces.update),
    Call("DELETE", "/{container}/persons/{person}/persistedfaces/{face}", faces.delete),
)
WITH_FACES = (
    Call("POST", "/{container}/persistedfaces", faces.add, NEW_FACE),
    Call("DELETE", "/{container}/persistedfaces/{face}", faces.delete),
)
WITH_LISTED_FACES = (
    Call("GET", "/{container}/persistedfaces", faces.list_page, PAGE),
    Call("GET", "/{container}/persistedfaces/{face}", faces.get),
    Call("PATCH", "/{container}/persistedfaces/{face}", faces.update),
)
ON_DETECTED_FACES = (
    Call("POST", "/detect", detection.detect, detection.QUERY),
    Call("POST", "/identify", recognition.identify),
    Call("POST", "/verify", recognition.verify),
    Call("POST", "/findsimilars", recognition.find_similar),
    Call("POST", "/group", recognition.group),
)
SESSIONS = (
    Call("POST", "", liveness_sessions.create),
    Call("GET", "/{session}", liveness_sessions.get),
    Call("DELETE", "/{session}", liveness_sessions.delete),
)
LISTED_SESSIONS = (
    Call("GET", "", liveness_sessions.list_page, PAGE),
    Call("GET", "/{session}/audit", liveness_sessions.audit, PAGE),
)


def calls(kind: Kind) -> Iterator[Call]:
    """The calls this kind has."""
    yield from EVERY_KIND
    yield from LISTED_AT_ONCE if kind.inline else LISTED_IN_PAGES
    if kind.trains:
        yield from TRAINED
    if kind.holds == "persons":
        yield from WITH_PERSONS
    else:
        yield from WITH_FACES if kind.inline else WITH_FACES + WITH_LISTED_FACES


def _route(collection: str, subject: object, call: Call) -> Route:
    async def answer(request: Request) -> Response:
        parameters.refuse_unknown(request, call.query)
        return await call.handler(subject, request)

    route = _in_any_case(Route(collection + call.path, answer, methods=[call.method]))
    # Starlette answers HEAD wherever it answers GET; the service has no such call.
    route.methods = {call.method}
    return route


def _in_any_case(route: Pathed) -> Pathed:
    """Documents write `persistedfaces` and `persistedFaces`: the words of a path may have any case
    (face-api.md#request-path-case).
    """
    route.path_regex = re.compile(route.path_regex.pattern, re.IGNORECASE)
    return route


def _routes_of(version: str) -> Iterator[Route]:
    """The calls that a version has in a way of its own."""
    for call in ON_DETECTED_FACES:
        yield _route("", version, call)
    for kind in SESSION_KINDS.get(version, ()):
        for call in SESSIONS if kind.attempts else SESSIONS + LISTED_SESSIONS:
            yield _route(kind.collection, kind, call)


def _every_route() -> list[BaseRoute]:
    """The calls on containers, which every version has alike, and the version's own."""
    on_containers = [_route(f"/{kind.segment}", kind, call) for kind in KINDS for call in calls(kind)]
    return [
        _in_any_case(Mount(FACE + version, Router([*on_containers, *_routes_of(version)], redirect_slashes=False)))
        for version in VERSIONS
    ]


FACE_ROUTES = _every_route()

# The words of a path that an id follows, and what documents call that id.
_ID_AFTER = {
    **{kind.segment: kind.id_field for kind in KINDS},
    "persons": "personId",
    "persistedfaces": "persistedFaceId",
    "sessions": "sessionId",
    "detectliveness-sessions": "sessionId",
    "detectlivenesswithverify-sessions": "sessionId",
    "sessionimages": "sessionImageId",
    "dynamicpersongroups": "dynamicPersonGroupId",
    "operations": "operationId",
}


async def no_such_call(request: Request, _: Exception) -> Response:
    """Answer what no route fits: a Face call by its name, anything else as not there."""
    if is_face_call(request.url.path):
        return replies.error(errors.not_implemented(f"{request.method} {template(request.url.path)}"))
    return replies.error(errors.resource_not_found())


def template(path: str) -> str:
    """A path as documents write it: `/face/v1.2/facelists/mine` is `/face/v1.2/facelists/{faceListId}`."""
    words = path.split("/")
    names = [_ID_AFTER.get(before.lower()) for before in ["", *words]]
    return "/".join(f"{{{name}}}" if name and word else word for name, word in zip(names, words, strict=False))
