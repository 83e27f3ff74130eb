"""The kinds of liveness sessions and their requests, repeated so that tests do not import them from the emulator.

See face-api.md#session-calls and face-api.md#session-create-members.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx

from .documented_calls import photo

SESSION_VERSIONS = ("v1.1-preview.1", "v1.2-preview.1", "v1.2", "v1.3-preview.1")


@dataclass(frozen=True)
class SessionKind:
    """The sessions for one call in one version. Only the earlier versions list their sessions."""

    version: str
    call: str

    def __str__(self) -> str:
        return f"{self.version} {self.call}"

    @property
    def listed(self) -> bool:
        return self.version in ("v1.1-preview.1", "v1.2-preview.1")

    @property
    def verifies(self) -> bool:
        return self.call == "detectLivenessWithVerify"

    @property
    def path(self) -> str:
        return f"/face/{self.version}/{self.call}{'/singleModal/sessions' if self.listed else '-sessions'}"

    @property
    def image_part(self) -> str:
        return "VerifyImage" if self.listed else "verifyImage"

    def members(self, **changes: Any) -> dict[str, Any]:
        return {"livenessOperationMode": "Passive", "deviceCorrelationId": "device", **changes}

    def fields(self, **changes: Any) -> dict[str, str]:
        """Return the form fields of a request: one for all members in earlier versions, one per member in later ones."""
        members = self.members(**changes)
        if self.listed:
            return {"Parameters": json.dumps(members)}
        return {name: str(value) for name, value in members.items() if value is not None}

    def form(self, image: bytes | None = None, **changes: Any) -> dict[str, Any]:
        """Return the arguments of a request with an image."""
        image_bytes = photo() if image is None else image
        return {"data": self.fields(**changes), "files": {self.image_part: ("photo.jpg", image_bytes)}}

    def body(self, **changes: Any) -> dict[str, Any]:
        """Return the arguments of the simplest request that the version accepts."""
        if self.verifies and not self.listed:
            return self.form(**changes)
        return {"json": self.members(**changes)}


SESSIONS = tuple(
    SessionKind(version, call)
    for version in SESSION_VERSIONS
    for call in ("detectLiveness", "detectLivenessWithVerify")
)


def create_session(root: httpx.Client, kind: SessionKind, **changes: Any) -> str:
    """Create a session and return its path."""
    reply = root.post(kind.path, **kind.body(**changes))
    assert reply.status_code == 200, reply.text
    return f"{kind.path}/{reply.json()['sessionId']}"
