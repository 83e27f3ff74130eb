"""Persisted faces of persons and of lists: add, get, list, update, delete (face-api.md#face-calls).

The handlers serve both owners: the person in the path, or the list if there is none. `table.py` tells which calls each
owner has.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pulumi_azure_face.emulator.models.account import Container, FaceOwner, PersistedFace
from pulumi_azure_face.emulator.models.kinds import Kind
from pulumi_azure_face.emulator.requests import bodies, fields, parameters, paths, updates
from pulumi_azure_face.emulator.responses import replies
from pulumi_azure_face.emulator.responses.styles import Style
from pulumi_azure_face.emulator.service import get_service


async def add(kind: Kind, request: Request) -> Response:
    """Add a face. The image is read first, so that the check and the write are one step in the account."""
    query = request.query_params
    user_data = fields.parse_user_data(query.get("userData"), fields.MAX_FACE_USER_DATA_SIZE)
    detection_model = fields.parse_detection_model(query.get("detectionModel"))
    target_face = fields.parse_target_face(query.get("targetFace"))
    image = await bodies.read_image(request)
    features = get_service(request).vision.find_face_to_add(image, target_face).features
    face = _get_writable_owner(kind, request).add_face(
        image, features, user_data=user_data, detection_model=detection_model, target_face=target_face
    )
    return replies.json_reply({"persistedFaceId": face.id})


async def get(kind: Kind, request: Request) -> Response:
    return replies.json_reply(
        to_json(_get_owner(kind, request).face(request.path_params["face"]), paths.select_style(request))
    )


async def list_page(kind: Kind, request: Request) -> Response:
    page = _get_owner(kind, request).faces.page(*parameters.parse_page(request))
    return replies.json_reply([to_json(face, paths.select_style(request)) for face in page])


async def update(kind: Kind, request: Request) -> Response:
    user_data = updates.parse_face_update(await bodies.read_object(request, "userData"))
    _get_writable_owner(kind, request).face(request.path_params["face"]).user_data = user_data or None
    return replies.empty_reply()


async def delete(kind: Kind, request: Request) -> Response:
    _get_writable_owner(kind, request).delete_face(request.path_params["face"])
    return replies.empty_reply()


def to_json(face: PersistedFace, style: Style) -> dict[str, Any]:
    return {"persistedFaceId": face.id, **style.optional(userData=face.user_data)}


def _get_owner(kind: Kind, request: Request) -> FaceOwner:
    return _select_owner(get_service(request).account.container(kind, request.path_params["container"]), request)


def _get_writable_owner(kind: Kind, request: Request) -> FaceOwner:
    return _select_owner(
        get_service(request).account.writable_container(kind, request.path_params["container"]), request
    )


def _select_owner(container: Container, request: Request) -> FaceOwner:
    return container.face_owner(request.path_params.get("person"))
