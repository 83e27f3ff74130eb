"""Parsers of the body that creates a liveness session: JSON or a form, by version and kind.

See face-api.md#session-create-body.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request

from pulumi_azure_face.emulator.models import errors
from pulumi_azure_face.emulator.models.vision import Image

from . import bodies, images, multipart, session_parameters
from .bodies import JSON
from .multipart import FORM, Part
from .session_kinds import SessionKind
from .session_parameters import Parameters

SessionRequest = tuple[Parameters, Image | None]
"""The parameters of a new session, and its verify image if it has one."""


async def read(kind: SessionKind, request: Request) -> SessionRequest:
    media_type, accepted = bodies.get_media_type(request), _accepted_media_types(kind)
    if media_type not in accepted:
        raise errors.wrong_media_type(*accepted)
    if media_type == JSON:
        return session_parameters.parse(kind.parameters, _parse_object(await request.body())), None
    parts = await multipart.read_parts(request)
    return await (_parse_fields(kind, parts) if kind.has_attempts else _parse_two_parts(kind, parts))


def _accepted_media_types(kind: SessionKind) -> Sequence[str]:
    """Return the accepted media types. With verify, early versions accept JSON or a form, later ones only a form."""
    if not kind.verifies:
        return (JSON,)
    return (FORM,) if kind.has_attempts else (JSON, FORM)


async def _parse_two_parts(kind: SessionKind, parts: dict[str, Part]) -> SessionRequest:
    """Parse a form with the parameters in one part and the image in another, which has a file name."""
    if parts.keys() != {"Parameters", "VerifyImage"} or not parts["VerifyImage"].is_file:
        raise errors.invalid_request_body()
    parameters = session_parameters.parse(kind.parameters, _parse_object(parts["Parameters"].content))
    return parameters, await images.decode(parts["VerifyImage"].content)


async def _parse_fields(kind: SessionKind, parts: dict[str, Part]) -> SessionRequest:
    """Parse a form with one part for each parameter and one for the image."""
    image = parts.pop("verifyImage", None)
    if image is None:
        raise errors.invalid_request_body()
    members = {name: _decode_text(part.content) for name, part in parts.items()}
    return session_parameters.parse(kind.parameters, members, as_text=True), await images.decode(image.content)


def _parse_object(content: bytes) -> dict[str, Any]:
    try:
        return bodies.parse_object(content)
    except errors.ServiceError as unreadable:
        raise errors.invalid_request_body() from unreadable


def _decode_text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as malformed:
        raise errors.invalid_request_body() from malformed
