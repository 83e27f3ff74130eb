"""Containers: create, get, list, update, delete (face-api.md#container-calls)."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pulumi_azure_face.emulator import service
from pulumi_azure_face.emulator.models.account import Container
from pulumi_azure_face.emulator.models.kinds import Kind
from pulumi_azure_face.emulator.requests import bodies, fields, parameters, updates
from pulumi_azure_face.emulator.responses import errors, replies, styles
from pulumi_azure_face.emulator.responses.styles import Style

from . import faces


async def create(kind: Kind, request: Request) -> Response:
    """Never an upsert: a taken id is refused (face-api.md#container-create-conflict)."""
    container_id = request.path_params["container"]
    if not fields.is_container_id(container_id):
        raise errors.malformed_id(kind)
    body = await bodies.json_object(request, "name", "userData", "recognitionModel")
    service.service_of(request).account.create(
        kind,
        container_id,
        name=fields.name(body.get("name")),
        user_data=fields.user_data(body.get("userData")),
        recognition_model=fields.recognition_model(body.get("recognitionModel")),
    )
    return replies.empty()


async def get(kind: Kind, request: Request) -> Response:
    container = service.service_of(request).account.container(kind, request.path_params["container"])
    style = styles.style_of(request)
    shown = _shown(container, style, with_model=parameters.wants_model(request))
    if kind.inline:
        shown["persistedFaces"] = [faces.shown(face, style) for face in container.faces]
    return replies.payload(shown)


async def list_page(kind: Kind, request: Request) -> Response:
    with_model = parameters.wants_model(request)
    page = service.service_of(request).account.containers(kind).page(*parameters.page(request))
    return replies.payload([_shown(container, styles.style_of(request), with_model=with_model) for container in page])


async def list_all(kind: Kind, request: Request) -> Response:
    """Face lists are few, and listed without paging and without their faces (face-api.md#container-list-face-lists and
    face-api.md#container-list-without-faces).
    """
    with_model = parameters.wants_model(request)
    containers = service.service_of(request).account.containers(kind)
    return replies.payload(
        [_shown(container, styles.style_of(request), with_model=with_model) for container in containers]
    )


async def update(kind: Kind, request: Request) -> Response:
    """The model is fixed (face-api.md#container-recognition-model-fixed): a body that carries it is refused like any
    unknown member.
    """
    change = updates.of_named(await bodies.json_object(request, "name", "userData"))
    change.apply(service.service_of(request).account.writable(kind, request.path_params["container"]))
    return replies.empty()


async def delete(kind: Kind, request: Request) -> Response:
    service.service_of(request).account.delete(kind, request.path_params["container"])
    return replies.empty()


def _shown(container: Container, style: Style, *, with_model: bool) -> dict[str, Any]:
    return {
        container.kind.id_field: container.id,
        "name": container.name,
        **style.optional(userData=container.user_data),
        **({"recognitionModel": container.recognition_model} if with_model else {}),
    }
