"""Faces of persons and of large face lists. Those of a face list come with it (face-api.md#face-list)."""

from __future__ import annotations

from pulumi_azure_face.client import schemas
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import faces
from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, Kind

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


async def get_of_list(client: AccountClient, large_face_list_id: str, persisted_face_id: str) -> PersistedFaceResult:
    ensure_container(LARGE_FACE_LIST, large_face_list_id)
    ensure_uuid("persisted_face_id", persisted_face_id)
    owner = faces.FaceOwner(LARGE_FACE_LIST, large_face_list_id)
    return to_result(await faces.get(client, owner, persisted_face_id))


async def list_all(
    client: AccountClient, large_face_list_id: str, start: str | None = None, top: int | None = None
) -> list[PersistedFaceResult]:
    ensure_container(LARGE_FACE_LIST, large_face_list_id)
    listing = faces.listing(faces.FaceOwner(LARGE_FACE_LIST, large_face_list_id))
    return [to_result(found) for found in await list_items(client, listing, start, top)]


def to_result(found: schemas.PersistedFace) -> PersistedFaceResult:
    return PersistedFaceResult(found.face_id, found.face_id, found.user_data)
