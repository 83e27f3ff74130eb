"""The recognition calls on detected faces: identify, verify, find similar and group (face-api.md#recognition-errors).

Identify, and find similar in a large face list, search only the faces that the latest successful training covers. Faces
that were added later are not found, and faces that were removed later still are (face-api.md#training-content-changes).
Verify and face lists need no training. A missing container or face is 400 here and 404 on management calls
(face-api.md#error-status-by-call). The emulator has no Person Directory (face-api.md#person-directory-not-managed).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pulumi_azure_face.emulator.models import errors
from pulumi_azure_face.emulator.models.account import Account, Container
from pulumi_azure_face.emulator.models.detected_faces import DetectedFace
from pulumi_azure_face.emulator.models.vision import SAME_PERSON_CONFIDENCE, KnownFaces, find_candidates, similarity
from pulumi_azure_face.emulator.requests import bodies, recognition_bodies
from pulumi_azure_face.emulator.responses import replies
from pulumi_azure_face.emulator.service import get_service


async def identify(version: str, request: Request) -> Response:
    members: tuple[str, ...] = recognition_bodies.IDENTIFY_MEMBERS
    if version != "v1.0":
        members += recognition_bodies.PERSON_DIRECTORY_MEMBERS
    query = recognition_bodies.parse_identify(await bodies.read_object(request, *members), version)
    account = get_service(request).account
    group = _get_container(account, query.group)
    known = _trained_faces(account, group)
    faces = [_get_face(account, face_id, group.recognition_model) for face_id in query.face_ids]
    results = [find_candidates(face.features, known, query.threshold, query.max_candidates) for face in faces]
    return replies.json_reply(
        [
            {"faceId": face_id, "candidates": _candidates_to_json(candidates, "personId")}
            for face_id, candidates in zip(query.face_ids, results, strict=True)
        ]
    )


async def verify(version: str, request: Request) -> Response:
    """Verify a face. A missing face or person is 404, a missing group is 400 (face-api.md#verify-person-missing)."""
    query = recognition_bodies.parse_verify(await bodies.read_object(request, *recognition_bodies.VERIFY_MEMBERS))
    account = get_service(request).account
    if isinstance(query, recognition_bodies.VerifyFacesRequest):
        face = _get_face(account, query.face_id, status=404)
        others: Sequence[str] = [_get_face(account, query.other_id, face.recognition_model, status=404).features]
    else:
        group = _get_container(account, query.group)
        face = _get_face(account, query.face_id, group.recognition_model, status=404)
        others = _features_of_person(group, query.person_id)
    confidence = similarity(face.features, others)
    return replies.json_reply({"isIdentical": confidence >= SAME_PERSON_CONFIDENCE, "confidence": confidence})


async def find_similar(version: str, request: Request) -> Response:
    query = recognition_bodies.parse_find_similar(
        await bodies.read_object(request, *recognition_bodies.FIND_SIMILAR_MEMBERS)
    )
    account = get_service(request).account
    if isinstance(query.target, list):
        face, id_field = _get_face(account, query.face_id), "faceId"
        model = face.recognition_model
        known: KnownFaces = [(face_id, [_get_face(account, face_id, model).features]) for face_id in query.target]
    else:
        container, id_field = _get_container(account, query.target), "persistedFaceId"
        known = _searchable_faces(account, container)
        face = _get_face(account, query.face_id, container.recognition_model)
    candidates = find_candidates(face.features, known, query.threshold, query.max_candidates)
    return replies.json_reply(_candidates_to_json(candidates, id_field))


async def group(version: str, request: Request) -> Response:
    """Group faces, largest groups first. Faces that match no other are in the messy group, which may be empty."""
    face_ids = recognition_bodies.parse_group(await bodies.read_object(request, *recognition_bodies.GROUP_MEMBERS))
    account = get_service(request).account
    model = _get_face(account, face_ids[0]).recognition_model
    by_features: dict[str, list[str]] = {}
    for face_id in face_ids:
        by_features.setdefault(_get_face(account, face_id, model).features, []).append(face_id)
    ranked = sorted(by_features.values(), key=len, reverse=True)
    groups = [face_ids for face_ids in ranked if len(face_ids) > 1]
    messy_group = [face_ids[0] for face_ids in ranked if len(face_ids) == 1]
    return replies.json_reply({"groups": groups, "messyGroup": messy_group})


def _get_face(account: Account, face_id: str, model: str | None = None, *, status: int = 400) -> DetectedFace:
    """Return a detected face that has not expired. `model` is the recognition model that it must have, if any."""
    face = account.detected.get(face_id)
    if face is None:
        raise errors.face_not_found(status)
    if model not in (None, face.recognition_model):
        raise errors.incompatible_models()
    return face


def _get_container(account: Account, reference: recognition_bodies.ContainerRef) -> Container:
    container = account.containers(reference.kind).get(reference.id)
    if container is None:
        raise errors.container_not_found(reference.kind, reference.id, status=400)
    return container


def _trained_faces(account: Account, container: Container) -> KnownFaces:
    """Return the faces of the latest successful training, even while a later training runs.

    Only during the first training the call fails. This way both of the contradicting sources are right
    (face-api.md#contradiction-recognition-while-training).
    """
    now = account.clock()
    success = container.trainings.last_success(now)
    if success is not None:
        return success.trained_faces
    if container.trainings.is_unfinished(now):
        raise errors.training_not_finished(container.kind, container.id)
    raise errors.not_trained(container.kind, container.id, status=400)


def _searchable_faces(account: Account, container: Container) -> KnownFaces:
    if container.kind.trains:
        return _trained_faces(account, container)
    if not container.faces:
        raise errors.face_list_not_ready()
    return container.known_faces()


def _features_of_person(group: Container, person_id: str) -> Sequence[str]:
    features = [face.features for face in group.person(person_id).faces]
    if not features:
        raise errors.person_without_face()
    return features


def _candidates_to_json(candidates: Sequence[tuple[str, float]], id_field: str) -> list[dict[str, Any]]:
    return [{id_field: item_id, "confidence": confidence} for item_id, confidence in candidates]
