"""Containers: create, get, list, update, delete (face-api.md#container-calls)."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pulumi_azure_face.emulator.models import errors
from pulumi_azure_face.emulator.models.account import Container
from pulumi_azure_face.emulator.models.kinds import Kind
from pulumi_azure_face.emulator.requests import bodies, fields, parameters, paths, updates
from pulumi_azure_face.emulator.responses import replies
from pulumi_azure_face.emulator.responses.styles import Style
from pulumi_azure_face.emulator.service import get_service

from . import faces


async def create(kind: Kind, request: Request) -> Response:
    """Create a container. An id in use is rejected, not updated (face-api.md#container-create-conflict)."""
    container_id = request.path_params["container"]
    if not fields.is_container_id(container_id):
        raise errors.malformed_id(kind)
    body = await bodies.read_object(request, "name", "userData", "recognitionModel")
    get_service(request).account.create(
        kind,
        container_id,
        name=fields.parse_name(body.get("name")),
        user_data=fields.parse_user_data(body.get("userData")),
        recognition_model=fields.parse_recognition_model(body.get("recognitionModel")),
    )
    return replies.empty_reply()


async def get(kind: Kind, request: Request) -> Response:
    container = get_service(request).account.container(kind, request.path_params["container"])
    style = paths.select_style(request)
    body = _to_json(container, style, with_model=parameters.parse_return_model(request))
    if kind.inline:
        body["persistedFaces"] = [faces.to_json(face, style) for face in container.faces]
    return replies.json_reply(body)


async def list_page(kind: Kind, request: Request) -> Response:
    with_model = parameters.parse_return_model(request)
    page = get_service(request).account.containers(kind).page(*parameters.parse_page(request))
    return replies.json_reply(
        [_to_json(container, paths.select_style(request), with_model=with_model) for container in page]
    )


async def list_all(kind: Kind, request: Request) -> Response:
    """List all face lists, without paging and without their faces.

    See face-api.md#container-list-face-lists and face-api.md#container-list-without-faces.
    """
    with_model = parameters.parse_return_model(request)
    containers = get_service(request).account.containers(kind)
    return replies.json_reply(
        [_to_json(container, paths.select_style(request), with_model=with_model) for container in containers]
    )


async def update(kind: Kind, request: Request) -> Response:
    """Update a container.

    The model cannot change (face-api.md#container-recognition-model-fixed): it is rejected like any unknown member.
    """
    change = updates.parse_named_update(await bodies.read_object(request, "name", "userData"))
    change.apply(get_service(request).account.writable_container(kind, request.path_params["container"]))
    return replies.empty_reply()


async def delete(kind: Kind, request: Request) -> Response:
    get_service(request).account.delete(kind, request.path_params["container"])
    return replies.empty_reply()


def _to_json(container: Container, style: Style, *, with_model: bool) -> dict[str, Any]:
    return {
        container.kind.id_field: container.id,
        "name": container.name,
        **style.optional(userData=container.user_data),
        **({"recognitionModel": container.recognition_model} if with_model else {}),
    }
