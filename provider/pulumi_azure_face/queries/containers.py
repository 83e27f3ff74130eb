"""Containers of every kind, and their training."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from pulumi_azure_face.client import schemas
from pulumi_azure_face.client.account_client import Session
from pulumi_azure_face.client.api import containers, training
from pulumi_azure_face.client.kinds import FACE_LIST, Kind
from pulumi_azure_face.lifecycle.training import NEVER

from . import faces
from .listing import items
from .results import ContainerResult, FaceListResult, TrainingStatusResult
from .validation import ensure_container

C = TypeVar("C", bound=ContainerResult)


async def get(session: Session, shape: type[C], container_id: str) -> C:
    ensure_container(shape.kind, container_id)
    return result(shape, await containers.get(session, shape.kind, container_id))


async def get_face_list(session: Session, face_list_id: str) -> FaceListResult:
    """With its faces, which come with no other kind (face-api.md#face-list-inline-faces)."""
    ensure_container(FACE_LIST, face_list_id)
    found = await containers.get(session, FACE_LIST, face_list_id)
    return replace(result(FaceListResult, found), faces=[faces.result(face) for face in found.faces])


async def every(session: Session, shape: type[C], start: str | None = None, top: int | None = None) -> list[C]:
    return [result(shape, found) for found in await items(session, containers.listing(shape.kind), start, top)]


async def training_status(session: Session, kind: Kind, container_id: str) -> TrainingStatusResult:
    ensure_container(kind, container_id)
    found = await training.status(session, kind, container_id)
    return training_result(found) if found else TrainingStatusResult(NEVER, trained=False)


def result(shape: type[C], found: schemas.Container) -> C:
    container_id = found.id_under(shape.kind.wire_id)
    return shape(
        **{shape.kind.id_input: container_id},
        id=container_id,
        display_name=found.name,
        user_data=found.user_data,
        recognition_model=found.recognition_model,
    )


def training_result(found: schemas.TrainingStatus) -> TrainingStatusResult:
    return TrainingStatusResult(
        found.status,
        found.succeeded,
        submitted_at=found.created or None,
        last_action_at=found.last_action,
        succeeded_at=found.last_success,
        message=found.message,
    )
