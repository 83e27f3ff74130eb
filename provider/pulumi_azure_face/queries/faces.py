"""Queries for faces of persons and of lists that list faces in pages. Those of a FaceList are read with it
(face-api.md#face-list).
"""

from __future__ import annotations

from pulumi_azure_face.client import schemas
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import faces
from pulumi_azure_face.client.kinds import Kind

from .listing import list_items
from .results import PersistedFaceResult
from .validation import ensure_container, ensure_uuid


async def get_of_person(
    client: AccountClient, kind: Kind, container_id: str, person_id: str, persisted_face_id: str
) -> PersistedFaceResult:
    ensure_container(kind, container_id)
    ensure_uuid("person_id", person_id)
    ensure_uuid("persisted_face_id", persisted_face_id)
    owner = faces.FaceOwner(kind, container_id, person_id)
    return to_result(await faces.get(client, owner, persisted_face_id))


async def get_of_list(
    client: AccountClient, kind: Kind, container_id: str, persisted_face_id: str
) -> PersistedFaceResult:
    ensure_container(kind, container_id)
    ensure_uuid("persisted_face_id", persisted_face_id)
    owner = faces.FaceOwner(kind, container_id)
    return to_result(await faces.get(client, owner, persisted_face_id))


async def list_all(
    client: AccountClient, kind: Kind, container_id: str, start: str | None = None, top: int | None = None
) -> list[PersistedFaceResult]:
    ensure_container(kind, container_id)
    listing = faces.listing(faces.FaceOwner(kind, container_id))
    return [to_result(face) for face in await list_items(client, listing, start, top)]


def to_result(face: schemas.PersistedFace) -> PersistedFaceResult:
    return PersistedFaceResult(face.face_id, face.face_id, face.user_data)
