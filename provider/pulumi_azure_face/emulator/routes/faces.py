"""Persisted faces of persons and of lists: add, get, list, update, delete (face-api.md#face-calls).

The same handlers serve both owners: a person in the path is the owner, without one the list is.
Which owner lacks which call is decided by the table of calls (`routes`).
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pulumi_azure_face.emulator import service
from pulumi_azure_face.emulator.models.account import Container, FaceOwner, PersistedFace
from pulumi_azure_face.emulator.models.kinds import Kind
from pulumi_azure_face.emulator.requests import bodies, fields, parameters, updates
from pulumi_azure_face.emulator.responses import replies, styles
from pulumi_azure_face.emulator.responses.styles import Style


async def add(kind: Kind, request: Request) -> Response:
    """The image is taken in before anything is looked at, so that an add is one step in the account."""
    query = request.query_params
    user_data = fields.user_data(query.get("userData"), fields.LARGEST_FACE_USER_DATA)
    detection_model = fields.detection_model(query.get("detectionModel"))
    target_face = fields.target_face(query.get("targetFace"))
    image = await bodies.image(request)
    looks = service.service_of(request).vision.face_to_add(image, target_face).features
    face = _to_change(kind, request).add_face(
        image, looks, user_data=user_data, detection_model=detection_model, target_face=target_face
    )
    return replies.payload({"persistedFaceId": face.id})


async def get(kind: Kind, request: Request) -> Response:
    return replies.payload(shown(_to_read(kind, request).face(request.path_params["face"]), styles.style_of(request)))


async def list_page(kind: Kind, request: Request) -> Response:
    page = _to_read(kind, request).faces.page(*parameters.page(request))
    return replies.payload([shown(face, styles.style_of(request)) for face in page])


async def update(kind: Kind, request: Request) -> Response:
    user_data = updates.of_face(await bodies.json_object(request, "userData"))
    _to_change(kind, request).face(request.path_params["face"]).user_data = user_data or None
    return replies.empty()


async def delete(kind: Kind, request: Request) -> Response:
    _to_change(kind, request).delete_face(request.path_params["face"])
    return replies.empty()


def shown(face: PersistedFace, style: Style) -> dict[str, Any]:
    return {"persistedFaceId": face.id, **style.optional(userData=face.user_data)}


def _to_read(kind: Kind, request: Request) -> FaceOwner:
    return _owner(service.service_of(request).account.container(kind, request.path_params["container"]), request)


def _to_change(kind: Kind, request: Request) -> FaceOwner:
    return _owner(service.service_of(request).account.writable(kind, request.path_params["container"]), request)


def _owner(container: Container, request: Request) -> FaceOwner:
    return container.face_owner(request.path_params.get("person"))
