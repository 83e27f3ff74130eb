"""The table of calls: the calls of each kind of container, the recognition calls, and the liveness sessions.

See face-api.md#container-calls, face-api.md#person-calls, face-api.md#face-calls, face-api.md#recognition-errors and
face-api.md#session-calls. The calls on containers are the same in every version, the liveness sessions differ.

A call that is not in the table returns 501 with its name. To add a call, add a row here and a handler in its module.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, Router

from pulumi_azure_face.emulator.models import errors
from pulumi_azure_face.emulator.models.kinds import KINDS, Kind
from pulumi_azure_face.emulator.requests import parameters, paths
from pulumi_azure_face.emulator.requests.session_kinds import SESSION_KINDS
from pulumi_azure_face.emulator.responses import replies

from . import containers, detection, faces, liveness_sessions, persons, recognition, training

VERSIONS = ("v1.0", "v1.1-preview.1", "v1.2-preview.1", "v1.2", "v1.3-preview.1")

AnyRoute = TypeVar("AnyRoute", Route, Mount)
Handler = Callable[[Any, Request], Awaitable[Response]]
"""Answers a request. The first argument is the kind of container, the kind of session, or the version."""

RETURN_MODEL_QUERY = ("returnRecognitionModel",)
PAGE_QUERY = ("start", "top")
ADD_FACE_QUERY = ("targetFace", "detectionModel", "userData")


@dataclass(frozen=True)
class Call:
    """A call: its method, its path below a collection, its handler, and its query parameters."""

    method: str
    path: str
    handler: Handler
    query: tuple[str, ...] = ()


EVERY_KIND = (
    Call("PUT", "/{container}", containers.create),
    Call("GET", "/{container}", containers.get, RETURN_MODEL_QUERY),
    Call("PATCH", "/{container}", containers.update),
    Call("DELETE", "/{container}", containers.delete),
)
LISTED_IN_PAGES = (Call("GET", "", containers.list_page, RETURN_MODEL_QUERY + PAGE_QUERY),)
LISTED_AT_ONCE = (Call("GET", "", containers.list_all, RETURN_MODEL_QUERY),)
TRAINED = (
    Call("POST", "/{container}/train", training.start),
    Call("GET", "/{container}/training", training.get_status),
)
WITH_PERSONS = (
    Call("POST", "/{container}/persons", persons.create),
    Call("GET", "/{container}/persons", persons.list_page, PAGE_QUERY),
    Call("GET", "/{container}/persons/{person}", persons.get),
    Call("PATCH", "/{container}/persons/{person}", persons.update),
    Call("DELETE", "/{container}/persons/{person}", persons.delete),
    Call("POST", "/{container}/persons/{person}/persistedfaces", faces.add, ADD_FACE_QUERY),
    Call("GET", "/{container}/persons/{person}/persistedfaces/{face}", faces.get),
    Call("PATCH", "/{container}/persons/{person}/persistedfaces/{face}", faces.update),
    Call("DELETE", "/{container}/persons/{person}/persistedfaces/{face}", faces.delete),
)
WITH_FACES = (
    Call("POST", "/{container}/persistedfaces", faces.add, ADD_FACE_QUERY),
    Call("DELETE", "/{container}/persistedfaces/{face}", faces.delete),
)
WITH_LISTED_FACES = (
    Call("GET", "/{container}/persistedfaces", faces.list_page, PAGE_QUERY),
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
    Call("GET", "", liveness_sessions.list_page, PAGE_QUERY),
    Call("GET", "/{session}/audit", liveness_sessions.audit, PAGE_QUERY),
)


def calls_of_kind(kind: Kind) -> Iterator[Call]:
    """Yield the calls of a kind."""
    yield from EVERY_KIND
    yield from LISTED_AT_ONCE if kind.inline else LISTED_IN_PAGES
    if kind.trains:
        yield from TRAINED
    if kind.holds == "persons":
        yield from WITH_PERSONS
    else:
        yield from WITH_FACES if kind.inline else WITH_FACES + WITH_LISTED_FACES


def _create_route(collection: str, kind_or_version: object, call: Call) -> Route:
    async def handle(request: Request) -> Response:
        parameters.reject_unknown(request, call.query)
        return await call.handler(kind_or_version, request)

    route = _ignore_case(Route(collection + call.path, handle, methods=[call.method]))
    # Starlette adds HEAD to every GET; the service has no HEAD calls.
    route.methods = {call.method}
    return route


def _ignore_case(route: AnyRoute) -> AnyRoute:
    """Ignore the case of the words in a path (face-api.md#request-path-case).

    The documentation has both `persistedfaces` and `persistedFaces`.
    """
    route.path_regex = re.compile(route.path_regex.pattern, re.IGNORECASE)
    return route


def _version_routes(version: str) -> Iterator[Route]:
    """Yield the routes that differ by version: recognition calls and liveness sessions."""
    for call in ON_DETECTED_FACES:
        yield _create_route("", version, call)
    for kind in SESSION_KINDS.get(version, ()):
        for call in SESSIONS if kind.has_attempts else SESSIONS + LISTED_SESSIONS:
            yield _create_route(kind.collection, kind, call)


def _create_routes() -> list[BaseRoute]:
    """Create the routes of all versions. The calls on containers are the same in every version."""
    container_routes = [_create_route(f"/{kind.segment}", kind, call) for kind in KINDS for call in calls_of_kind(kind)]
    return [
        _ignore_case(
            Mount(
                paths.FACE_PREFIX + version,
                Router([*container_routes, *_version_routes(version)], redirect_slashes=False),
            )
        )
        for version in VERSIONS
    ]


FACE_ROUTES = _create_routes()

# The words in a path that are followed by an id, and the name of the id in the documentation.
_ID_NAMES = {
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


async def handle_unknown_call(request: Request, _: Exception) -> Response:
    """Answer a request that matches no route: 501 with the name of a Face call, 404 for any other path."""
    if paths.is_face_call(request.url.path):
        return replies.error_reply(errors.not_implemented(f"{request.method} {_path_template(request.url.path)}"))
    return replies.error_reply(errors.resource_not_found())


def _path_template(path: str) -> str:
    """Return a path as in the documentation: `/face/v1.2/facelists/{faceListId}` for `/face/v1.2/facelists/mine`."""
    words = path.split("/")
    names = [_ID_NAMES.get(previous.lower()) for previous in ["", *words]]
    return "/".join(f"{{{name}}}" if name and word else word for name, word in zip(names, words, strict=False))
