"""The body that asks for a new liveness session: JSON or a form, by version and by kind
(face-api.md#session-create-body).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request

from pulumi_azure_face.emulator.models.session_kinds import SessionKind
from pulumi_azure_face.emulator.responses import errors

from . import bodies, images, multipart, session_parameters
from .bodies import JSON
from .images import Image
from .multipart import FORM, Part
from .session_parameters import Parameters

Asked = tuple[Parameters, Image | None]
"""What is asked of a session, and the image to verify with where one came along."""


async def read(kind: SessionKind, request: Request) -> Asked:
    media_type, taken = bodies.media_type(request), _media_types(kind)
    if media_type not in taken:
        raise errors.wrong_media_type(*taken)
    if media_type == JSON:
        return session_parameters.read(kind.parameters, _object(await request.body())), None
    parts = await multipart.parts(request)
    return await (_from_fields(kind, parts) if kind.attempts else _from_two_parts(kind, parts))


def _media_types(kind: SessionKind) -> Sequence[str]:
    """With verify, the earlier versions take JSON or a form, the later ones a form of another kind and nothing else."""
    if not kind.verifies:
        return (JSON,)
    return (FORM,) if kind.attempts else (JSON, FORM)


async def _from_two_parts(kind: SessionKind, parts: dict[str, Part]) -> Asked:
    """The parameters as one part, and the image as another that has a file name."""
    if parts.keys() != {"Parameters", "VerifyImage"} or not parts["VerifyImage"].is_file:
        raise errors.invalid_request_body()
    parameters = session_parameters.read(kind.parameters, _object(parts["Parameters"].content))
    return parameters, await images.read(parts["VerifyImage"].content)


async def _from_fields(kind: SessionKind, parts: dict[str, Part]) -> Asked:
    """One part for each member, and one for the image."""
    image = parts.pop("verifyImage", None)
    if image is None:
        raise errors.invalid_request_body()
    members = {name: _text(part.content) for name, part in parts.items()}
    return session_parameters.read(kind.parameters, members, as_text=True), await images.read(image.content)


def _object(content: bytes) -> dict[str, Any]:
    try:
        return bodies.parse(content)
    except errors.ServiceError as unreadable:
        raise errors.invalid_request_body() from unreadable


def _text(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as no_text:
        raise errors.invalid_request_body() from no_text
