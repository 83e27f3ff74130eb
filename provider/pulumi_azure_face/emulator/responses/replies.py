"""Responses in the service's form (face-api.md#response-json). The headers that every reply has come later
(`headers`).
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from .errors import ServiceError

JSON_TYPE = "application/json; charset=utf-8"


def payload(value: Any, status: int = 200) -> Response:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, media_type=JSON_TYPE)


def empty(status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """No payload: `Content-Length: 0` and no content type, also where the status is 200
    (face-api.md#response-empty-success).
    """
    return Response(status_code=status, headers=headers)


def error(failure: ServiceError) -> Response:
    return payload({"error": failure.error}, failure.status)


async def service_error(_: Request, failure: Exception) -> Response:
    """Starlette's hook for an error raised by a handler."""
    assert isinstance(failure, ServiceError)
    return error(failure)


async def to_nobody(_: Request, __: Exception) -> Response:
    """The caller left before the request was read: nothing is done, and this is never sent."""
    return empty(400)


def given(**members: Any) -> dict[str, Any]:
    """An object without the members that are null: they are left out, as in 2021 and 2024
    (face-api.md#response-null-members).
    """
    return {member: value for member, value in members.items() if value is not None}
