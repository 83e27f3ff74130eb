"""Containers of every kind, and their training."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from pulumi_azure_face.client import schemas
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import containers, training
from pulumi_azure_face.client.kinds import FACE_LIST, Kind
from pulumi_azure_face.lifecycle.training import NOT_TRAINED

from . import faces
from .listing import list_items
from .results import ContainerResult, FaceListResult, TrainingStatusResult
from .validation import ensure_container

C = TypeVar("C", bound=ContainerResult)


async def get(client: AccountClient, result_type: type[C], container_id: str) -> C:
    ensure_container(result_type.kind, container_id)
    return to_result(result_type, await containers.get(client, result_type.kind, container_id))


async def get_face_list(client: AccountClient, face_list_id: str) -> FaceListResult:
    """With its faces, which come with no other kind (face-api.md#face-list-inline-faces)."""
    ensure_container(FACE_LIST, face_list_id)
    found = await containers.get(client, FACE_LIST, face_list_id)
    return replace(to_result(FaceListResult, found), faces=[faces.to_result(face) for face in found.faces])


async def list_all(
    client: AccountClient, result_type: type[C], start: str | None = None, top: int | None = None
) -> list[C]:
    return [
        to_result(result_type, found)
        for found in await list_items(client, containers.listing(result_type.kind), start, top)
    ]


async def training_status(client: AccountClient, kind: Kind, container_id: str) -> TrainingStatusResult:
    ensure_container(kind, container_id)
    found = await training.status(client, kind, container_id)
    return to_training_result(found) if found else TrainingStatusResult(NOT_TRAINED, trained=False)


def to_result(result_type: type[C], found: schemas.Container) -> C:
    container_id = found.id_under(result_type.kind.id_field)
    return result_type(
        **{result_type.kind.id_input: container_id},
        id=container_id,
        display_name=found.name,
        user_data=found.user_data,
        recognition_model=found.recognition_model,
    )


def to_training_result(found: schemas.TrainingStatus) -> TrainingStatusResult:
    return TrainingStatusResult(
        found.status,
        found.has_succeeded,
        submitted_at=found.created or None,
        last_action_at=found.last_action,
        succeeded_at=found.last_success,
        message=found.message,
    )
