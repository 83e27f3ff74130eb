"""Queries for containers of every kind and their training."""

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
    """Read a FaceList with its faces. No other kind returns its faces with the container
    (face-api.md#face-list-inline-faces).
    """
    ensure_container(FACE_LIST, face_list_id)
    face_list = await containers.get(client, FACE_LIST, face_list_id)
    return replace(to_result(FaceListResult, face_list), faces=[faces.to_result(face) for face in face_list.faces])


async def list_all(
    client: AccountClient, result_type: type[C], start: str | None = None, top: int | None = None
) -> list[C]:
    listed = await list_items(client, containers.listing(result_type.kind), start, top)
    return [to_result(result_type, container) for container in listed]


async def training_status(client: AccountClient, kind: Kind, container_id: str) -> TrainingStatusResult:
    ensure_container(kind, container_id)
    status = await training.status(client, kind, container_id)
    return to_training_result(status) if status else TrainingStatusResult(NOT_TRAINED, trained=False)


def to_result(result_type: type[C], container: schemas.Container) -> C:
    container_id = container.id_under(result_type.kind.id_field)
    return result_type(
        **{result_type.kind.id_input: container_id},
        id=container_id,
        display_name=container.name,
        user_data=container.user_data,
        recognition_model=container.recognition_model,
    )


def to_training_result(status: schemas.TrainingStatus) -> TrainingStatusResult:
    return TrainingStatusResult(
        status.status,
        status.has_succeeded,
        submitted_at=status.created or None,
        last_action_at=status.last_action,
        succeeded_at=status.last_success,
        message=status.message,
    )
