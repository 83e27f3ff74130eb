"""The table of API calls: which versions have each call, and at which path (face-api.md#container-calls,
face-api.md#person-calls, face-api.md#face-calls, face-api.md#session-calls).

Calls for containers, persons, faces, and trainings are the same in every version. Liveness sessions appeared in
v1.1-preview.1; in v1.2 they moved to another path and lost the list call.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from .kinds import KINDS, Kind

VERSIONS = ("v1.0", "v1.1-preview.1", "v1.2-preview.1", "v1.2", "v1.3-preview.1")
"""Oldest first."""
DEFAULT_VERSION = "v1.2"

LIVENESS, LIVENESS_WITH_VERIFY = "LivenessSession", "LivenessWithVerifySession"

Verb = Literal[
    "create",
    "get",
    "update",
    "delete",
    "list",
    "train",
    "get training",
    "create person",
    "get person",
    "update person",
    "delete person",
    "list persons",
    "add face",
    "get face",
    "update face",
    "delete face",
    "list faces",
]


@dataclass(frozen=True)
class ApiCall:
    """One call of the service."""

    resource: str
    """The name of a container kind, or of a kind of liveness session."""
    verb: Verb
    method: str
    paths: Mapping[str, str] = field(hash=False)
    """The path in each version that has the call, with id names in braces."""

    def version_for(self, preferred: str) -> str | None:
        """Return the preferred version if it has the call, else the newest that does, else None."""
        return preferred if preferred in self.paths else max(self.paths, key=VERSIONS.index, default=None)


def api_call(resource: str, verb: Verb) -> ApiCall:
    return API_CALLS[resource, verb]


def container_calls(kind: Kind) -> Iterator[ApiCall]:
    """Yield the calls of a container kind. They are the same in every version."""

    def call(verb: Verb, method: str, path: str, *, exists: bool = True) -> ApiCall:
        return ApiCall(kind.name, verb, method, dict.fromkeys(VERSIONS, path) if exists else {})

    item = f"{kind.path}/{{{kind.id_field}}}"
    yield call("create", "PUT", item)
    yield call("get", "GET", item)
    yield call("update", "PATCH", item)
    yield call("delete", "DELETE", item)
    yield call("list", "GET", kind.path)
    yield call("train", "POST", f"{item}/train", exists=kind.is_trainable)
    yield call("get training", "GET", f"{item}/training", exists=kind.is_trainable)

    has_persons = kind.holds == "persons"
    person = f"{item}/persons/{{personId}}"
    yield call("create person", "POST", f"{item}/persons", exists=has_persons)
    yield call("get person", "GET", person, exists=has_persons)
    yield call("update person", "PATCH", person, exists=has_persons)
    yield call("delete person", "DELETE", person, exists=has_persons)
    yield call("list persons", "GET", f"{item}/persons", exists=has_persons)

    faces = f"{person if has_persons else item}/persistedfaces"
    face = f"{faces}/{{persistedFaceId}}"
    yield call("add face", "POST", faces)
    yield call("get face", "GET", face, exists=not kind.has_inline_faces)
    yield call("update face", "PATCH", face, exists=not kind.has_inline_faces)
    yield call("delete face", "DELETE", face)
    yield call("list faces", "GET", faces, exists=not has_persons and not kind.has_inline_faces)


def liveness_session_calls(resource: str, check: str) -> Iterator[ApiCall]:
    """Yield the calls for the sessions of one liveness check, named as in the path."""
    with_list = dict.fromkeys(("v1.1-preview.1", "v1.2-preview.1"), f"{check}/singleModal/sessions")
    collections = {**with_list, **dict.fromkeys(("v1.2", "v1.3-preview.1"), f"{check}-sessions")}
    items = {version: f"{path}/{{sessionId}}" for version, path in collections.items()}
    yield ApiCall(resource, "get", "GET", items)
    yield ApiCall(resource, "delete", "DELETE", items)
    yield ApiCall(resource, "list", "GET", with_list)


def all_calls() -> Iterator[ApiCall]:
    for kind in KINDS.values():
        yield from container_calls(kind)
    yield from liveness_session_calls(LIVENESS, "detectLiveness")
    yield from liveness_session_calls(LIVENESS_WITH_VERIFY, "detectLivenessWithVerify")


API_CALLS = {(call.resource, call.verb): call for call in all_calls()}
"""Every call that the client makes, by resource and verb."""
