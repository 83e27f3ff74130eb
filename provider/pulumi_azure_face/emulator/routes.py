"""The table of calls: which exist for which kind (contract 4.2, 5 and 6.2), in every version of the API.

A call that is not in the table is answered 501 by name. To add one: a row here, a handler in its subject's module.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, Router

from . import containers, errors, faces, parameters, persons, replies, training
from .gates import FACE
from .kinds import KINDS, Kind

VERSIONS = ("v1.0", "v1.1-preview.1", "v1.2-preview.1", "v1.2", "v1.3-preview.1")

Handler = Callable[[Kind, Request], Awaitable[Response]]

MODEL = ("returnRecognitionModel",)
PAGE = ("start", "top")
NEW_FACE = ("targetFace", "detectionModel", "userData")


@dataclass(frozen=True)
class Call:
    """One call below a kind's collection: its method, its path, its handler and the query parameters it knows."""

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


def _route(kind: Kind, call: Call) -> Route:
    async def answer(request: Request) -> Response:
        parameters.refuse_unknown(request, call.query)
        return await call.handler(kind, request)

    route = Route(f"/{kind.segment}{call.path}", answer, methods=[call.method])
    # Documents write both `persistedfaces` and `persistedFaces`: the words of a path may have any case (contract 3.1).
    route.path_regex = re.compile(route.path_regex.pattern, re.IGNORECASE)
    # Starlette answers HEAD wherever it answers GET; the service has no such call.
    route.methods = {call.method}
    return route


def _every_route() -> list[BaseRoute]:
    """Every call of every kind in every version."""
    router = Router([_route(kind, call) for kind in KINDS for call in calls(kind)], redirect_slashes=False)
    return [Mount(FACE + version, router) for version in VERSIONS]


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
    if request.url.path.startswith(FACE):
        return replies.error(errors.not_implemented(f"{request.method} {template(request.url.path)}"))
    return replies.error(errors.resource_not_found())


def template(path: str) -> str:
    """A path as documents write it: `/face/v1.2/facelists/mine` is `/face/v1.2/facelists/{faceListId}`."""
    words = path.split("/")
    names = [_ID_AFTER.get(before.lower()) for before in ["", *words]]
    return "/".join(f"{{{name}}}" if name and word else word for name, word in zip(names, words, strict=False))
