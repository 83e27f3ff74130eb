"""Request bodies: JSON objects, and images by bytes or by URL (face-api.md#request-json-media-type,
face-api.md#face-add-url, face-api.md#face-add-bytes).

A member the call does not know is refused; whether the service ignores it is not known
(face-api.md#open-unknown-members).
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from pulumi_azure_face.emulator import service
from pulumi_azure_face.emulator.responses import errors

from . import downloads, fields, images
from .images import Image

JSON = "application/json"
OCTETS = "application/octet-stream"


async def json_object(request: Request, *known: str) -> dict[str, Any]:
    """The body's members. One that is null counts as not given."""
    body = await members(request, *known)
    return {member: value for member, value in body.items() if value is not None}


async def members(request: Request, *known: str) -> dict[str, Any]:
    """The body's members as they came."""
    if media_type(request) != JSON:
        raise errors.wrong_media_type(JSON)
    body = parse(await request.body())
    for member in body:
        if member not in known:
            raise errors.bad_argument(f"Unknown member {member!r} in the request body.")
    return body


async def image(request: Request) -> Image:
    """The image of an add: the body itself, or what is found at its `url`."""
    if media_type(request) == OCTETS:
        return await images.receive(request.stream())
    if media_type(request) != JSON:
        raise errors.wrong_media_type(OCTETS, JSON)
    url = fields.text("url", (await json_object(request, "url")).get("url"))
    return await downloads.fetch(url, anywhere=service.service_of(request).settings.allow_url)


def media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def parse(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as unreadable:
        raise errors.bad_argument("The request body is not valid JSON.") from unreadable
    if not isinstance(body, dict):
        raise errors.bad_argument("The request body must be a JSON object.")
    return body
