"""The table of calls: which version of the API has which, and where (face-api.md#container-calls,
face-api.md#person-calls, face-api.md#face-calls, face-api.md#session-calls).

Containers, persons, faces and trainings are the same in every version. Sessions came with v1.1-preview.1; with v1.2
they moved and could no longer be listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from .kinds import KINDS, Kind

VERSIONS = ("v1.0", "v1.1-preview.1", "v1.2-preview.1", "v1.2", "v1.3-preview.1")
"""From the oldest to the newest."""
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

    subject: str
    """What it is about: the name of a kind of container, or of sessions."""
    verb: Verb
    method: str
    paths: Mapping[str, str] = field(hash=False)
    """Its path by version, with the names of ids in braces; empty where no version has it."""

    def version_for(self, wanted: str) -> str | None:
        """The wanted version where that has the call, else the newest one that does; None where none does."""
        return wanted if wanted in self.paths else max(self.paths, key=VERSIONS.index, default=None)


def api_call(subject: str, verb: Verb) -> ApiCall:
    return API_CALLS[subject, verb]


def container_calls(kind: Kind) -> Iterator[ApiCall]:
    """The calls of a kind of container, the same in every version."""

    def call(does: Verb, method: str, path: str, *, exists: bool = True) -> ApiCall:
        return ApiCall(kind.name, does, method, dict.fromkeys(VERSIONS, path) if exists else {})

    item = f"{kind.path}/{{{kind.id_field}}}"
    yield call("create", "PUT", item)
    yield call("get", "GET", item)
    yield call("update", "PATCH", item)
    yield call("delete", "DELETE", item)
    yield call("list", "GET", kind.path)
    yield call("train", "POST", f"{item}/train", exists=kind.is_trainable)
    yield call("get training", "GET", f"{item}/training", exists=kind.is_trainable)

    grouped = kind.holds == "persons"
    person = f"{item}/persons/{{personId}}"
    yield call("create person", "POST", f"{item}/persons", exists=grouped)
    yield call("get person", "GET", person, exists=grouped)
    yield call("update person", "PATCH", person, exists=grouped)
    yield call("delete person", "DELETE", person, exists=grouped)
    yield call("list persons", "GET", f"{item}/persons", exists=grouped)

    faces = f"{person if grouped else item}/persistedfaces"
    face = f"{faces}/{{persistedFaceId}}"
    yield call("add face", "POST", faces)
    yield call("get face", "GET", face, exists=not kind.has_inline_faces)
    yield call("update face", "PATCH", face, exists=not kind.has_inline_faces)
    yield call("delete face", "DELETE", face)
    yield call("list faces", "GET", faces, exists=not grouped and not kind.has_inline_faces)


def liveness_session_calls(subject: str, check: str) -> Iterator[ApiCall]:
    """The calls of the sessions for one of the two liveness checks, as the path names it."""
    listed = dict.fromkeys(("v1.1-preview.1", "v1.2-preview.1"), f"{check}/singleModal/sessions")
    everywhere = {**listed, **dict.fromkeys(("v1.2", "v1.3-preview.1"), f"{check}-sessions")}
    items = {version: f"{path}/{{sessionId}}" for version, path in everywhere.items()}
    yield ApiCall(subject, "get", "GET", items)
    yield ApiCall(subject, "delete", "DELETE", items)
    yield ApiCall(subject, "list", "GET", listed)


def all_calls() -> Iterator[ApiCall]:
    for kind in KINDS.values():
        yield from container_calls(kind)
    yield from liveness_session_calls(LIVENESS, "detectLiveness")
    yield from liveness_session_calls(LIVENESS_WITH_VERIFY, "detectLivenessWithVerify")


API_CALLS = {(call.subject, call.verb): call for call in all_calls()}
"""Every call that we make, by what it is about and what it does."""
