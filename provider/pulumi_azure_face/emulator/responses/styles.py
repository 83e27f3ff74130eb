"""How replies write what has no value: left out, or as the v1.0 of 2019 did (face-api.md#response-null-members and
face-api.md#training-status-spelling).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from pulumi_azure_face.emulator import service

from . import replies


@dataclass(frozen=True, kw_only=True)
class Style:
    """One way of writing. `queued` is the status of a training that waits for its turn."""

    nulls: bool
    queued: str

    def optional(self, **members: Any) -> dict[str, Any]:
        """Members that may be without a value."""
        return members if self.nulls else replies.given(**members)


STRICT = Style(nulls=False, queued="notStarted")
V1_0 = Style(nulls=True, queued="notstarted")


def style_of(request: Request) -> Style:
    under_v1_0 = request.scope["root_path"].lower().endswith("/v1.0")
    return V1_0 if under_v1_0 and service.service_of(request).settings.v1_style else STRICT
