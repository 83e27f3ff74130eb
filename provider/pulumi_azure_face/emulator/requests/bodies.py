"""Request bodies: JSON objects, and images as bytes or by URL.

See face-api.md#request-json-media-type, face-api.md#face-add-url, face-api.md#face-add-bytes.

Unknown members are rejected. Whether the service ignores them is unknown (face-api.md#open-unknown-members).
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from pulumi_azure_face.emulator.models import errors
from pulumi_azure_face.emulator.models.vision import Image
from pulumi_azure_face.emulator.service import get_service

from . import downloads, fields, images

JSON = "application/json"
OCTETS = "application/octet-stream"


async def read_object(request: Request, *known: str) -> dict[str, Any]:
    """Read the members of a JSON object, without those that are null."""
    body = await read_object_with_nulls(request, *known)
    return {member: value for member, value in body.items() if value is not None}


async def read_object_with_nulls(request: Request, *known: str) -> dict[str, Any]:
    """Read the members of a JSON object, including those that are null."""
    if get_media_type(request) != JSON:
        raise errors.wrong_media_type(JSON)
    body = parse_object(await request.body())
    for member in body:
        if member not in known:
            raise errors.bad_argument(f"Unknown member {member!r} in the request body.")
    return body


async def read_image(request: Request) -> Image:
    """Read the image of a request: its body, or the image at the `url` in its body."""
    media_type = get_media_type(request)
    if media_type == OCTETS:
        return await images.read_stream(request.stream())
    if media_type != JSON:
        raise errors.wrong_media_type(OCTETS, JSON)
    url = fields.parse_text("url", (await read_object(request, "url")).get("url"))
    return await downloads.fetch(url, allow_any_host=get_service(request).settings.allow_url)


def get_media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def parse_object(content: bytes) -> dict[str, Any]:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as unreadable:
        raise errors.bad_argument("The request body is not valid JSON.") from unreadable
    if not isinstance(body, dict):
        raise errors.bad_argument("The request body must be a JSON object.")
    return body
