"""Questions about detected faces: identify, verify, find similar and group (face-api.md#recognition-errors).

Identify, and find similar in a large face list, know what the latest successful training covered and nothing else:
who was added since is not found, who was removed since still is (face-api.md#training-content-changes). Verify and face
lists need no training. What is missing is 400 here, where the same on a management call is 404
(face-api.md#error-status-by-call). Left out: the Person Directory (face-api.md#person-directory-not-managed).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pulumi_azure_face.emulator import service
from pulumi_azure_face.emulator.models.account import Account, Container
from pulumi_azure_face.emulator.models.detected_faces import DetectedFace
from pulumi_azure_face.emulator.models.vision import SAME_PERSON, Known, candidates, similarity
from pulumi_azure_face.emulator.requests import bodies, recognition_bodies
from pulumi_azure_face.emulator.responses import errors, replies


async def identify(version: str, request: Request) -> Response:
    known_members = (
        recognition_bodies.IDENTIFICATION
        if version == "v1.0"
        else recognition_bodies.IDENTIFICATION + recognition_bodies.DIRECTORY
    )
    asked = recognition_bodies.identification(await bodies.json_object(request, *known_members), version)
    account = service.service_of(request).account
    group = _container(account, asked.group)
    known = _learnt(account, group)
    faces = [_face(account, face_id, group.recognition_model) for face_id in asked.face_ids]
    found = [candidates(face.looks, known, asked.threshold, asked.most) for face in faces]
    return replies.payload(
        [
            {"faceId": face_id, "candidates": _as(persons, "personId")}
            for face_id, persons in zip(asked.face_ids, found, strict=True)
        ]
    )


async def verify(version: str, request: Request) -> Response:
    """What is missing is 404 here as well, but for the group (face-api.md#verify-person-missing)."""
    asked = recognition_bodies.verification(await bodies.json_object(request, *recognition_bodies.VERIFICATION))
    account = service.service_of(request).account
    if isinstance(asked, recognition_bodies.FacePair):
        face = _face(account, asked.face_id, status=404)
        others: Sequence[str] = [_face(account, asked.other_id, face.recognition_model, status=404).looks]
    else:
        group = _container(account, asked.group)
        face = _face(account, asked.face_id, group.recognition_model, status=404)
        others = _looks_of_person(group, asked.person_id)
    confidence = similarity(face.looks, others)
    return replies.payload({"isIdentical": confidence >= SAME_PERSON, "confidence": confidence})


async def find_similar(version: str, request: Request) -> Response:
    asked = recognition_bodies.search(await bodies.json_object(request, *recognition_bodies.SEARCH))
    account = service.service_of(request).account
    if isinstance(asked.among, list):
        face, id_field = _face(account, asked.face_id), "faceId"
        model = face.recognition_model
        known: Known = [(face_id, [_face(account, face_id, model).looks]) for face_id in asked.among]
    else:
        container, id_field = _container(account, asked.among), "persistedFaceId"
        known = _searched(account, container)
        face = _face(account, asked.face_id, container.recognition_model)
    return replies.payload(_as(candidates(face.looks, known, asked.threshold, asked.most), id_field))


async def group(version: str, request: Request) -> Response:
    """Largest groups first; who is like nobody else is in the messy group, which is there also when it is empty."""
    face_ids = recognition_bodies.grouping(await bodies.json_object(request, *recognition_bodies.GROUPING))
    account = service.service_of(request).account
    model = _face(account, face_ids[0]).recognition_model
    by_looks: dict[str, list[str]] = {}
    for face_id in face_ids:
        by_looks.setdefault(_face(account, face_id, model).looks, []).append(face_id)
    ranked = sorted(by_looks.values(), key=len, reverse=True)
    groups, messy = [alike for alike in ranked if len(alike) > 1], [alike[0] for alike in ranked if len(alike) == 1]
    return replies.payload({"groups": groups, "messyGroup": messy})


def _face(account: Account, face_id: str, model: str | None = None, *, status: int = 400) -> DetectedFace:
    """A face that was detected and has not expired, and, where it is compared with others, by their model."""
    face = account.detected.get(face_id)
    if face is None:
        raise errors.face_not_found(status)
    if model not in (None, face.recognition_model):
        raise errors.incompatible_models()
    return face


def _container(account: Account, place: recognition_bodies.ContainerRef) -> Container:
    container = account.containers(place.kind).get(place.id)
    if container is None:
        raise errors.container_not_found(place.kind, place.id, status=400)
    return container


def _learnt(account: Account, container: Container) -> Known:
    """What an earlier training has learnt stays in use while a later one runs; only the first one is waited for.

    So both sources that contradict each other are right (face-api.md#contradiction-recognition-while-training).
    """
    now = account.clock()
    success = container.trainings.success(now)
    if success is not None:
        return success.learnt
    if container.trainings.unfinished(now):
        raise errors.training_not_finished(container.kind, container.id)
    raise errors.not_trained(container.kind, container.id, status=400)


def _searched(account: Account, container: Container) -> Known:
    if container.kind.trains:
        return _learnt(account, container)
    if not container.faces:
        raise errors.face_list_not_ready()
    return container.known()


def _looks_of_person(group: Container, person_id: str) -> Sequence[str]:
    looks = [face.looks for face in group.person(person_id).faces]
    if not looks:
        raise errors.person_without_face()
    return looks


def _as(found: Sequence[tuple[str, float]], id_field: str) -> list[dict[str, Any]]:
    return [{id_field: item_id, "confidence": confidence} for item_id, confidence in found]
