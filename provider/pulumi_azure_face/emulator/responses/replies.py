"""Responses in the format of the service.

See face-api.md#response-json. The middleware adds the headers that all responses have.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pulumi_azure_face.emulator.models.errors import ServiceError

JSON_TYPE = "application/json; charset=utf-8"


def json_reply(value: Any, status: int = 200) -> Response:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Response(text, status, media_type=JSON_TYPE)


def empty_reply(status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """Return a response without a body: `Content-Length: 0` and no content type, even with status 200.

    See face-api.md#response-empty-success.
    """
    return Response(status_code=status, headers=headers)


def error_reply(error: ServiceError) -> Response:
    return json_reply({"error": error.error}, error.status)


async def handle_service_error(_: Request, error: Exception) -> Response:
    """Convert an error that a handler raised, as an exception handler of Starlette."""
    assert isinstance(error, ServiceError)
    return error_reply(error)


async def handle_disconnect(_: Request, __: Exception) -> Response:
    """End a request whose caller disconnected before it was read. The response is never sent."""
    return empty_reply(400)


def drop_nulls(**members: Any) -> dict[str, Any]:
    """Return an object without null members, as in responses since 2021 (face-api.md#response-null-members)."""
    return {member: value for member, value in members.items() if value is not None}
