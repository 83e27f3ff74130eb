"""The whole account as plain JSON, for harnesses that compare it with what should be there (`admin`)."""

from __future__ import annotations

from typing import Any

from pulumi_azure_face.emulator.models import clock
from pulumi_azure_face.emulator.models.account import Account, Container, PersistedFace, Person
from pulumi_azure_face.emulator.models.kinds import KINDS
from pulumi_azure_face.emulator.models.liveness_sessions import SESSION_CALLS, Session
from pulumi_azure_face.emulator.routes import training


def account(held: Account, now: int | None = None) -> dict[str, Any]:
    """Describe an account as it is at `now`, which defaults to the present."""
    now = held.clock() if now is None else now
    return {
        "containers": [_container(container, now) for kind in KINDS for container in held.containers(kind)],
        "sessions": [_session(call, session) for call in SESSION_CALLS for session in held.sessions(call)],
    }


def _container(container: Container, now: int) -> dict[str, Any]:
    return {
        "kind": container.kind.segment,
        "id": container.id,
        "name": container.name,
        "userData": container.user_data,
        "recognitionModel": container.recognition_model,
        "createdDateTime": clock.text(container.created),
        "revision": container.revision,
        "persons": [_person(person) for person in container.persons],
        "persistedFaces": [_face(face) for face in container.faces],
        "training": _training(container, now),
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "personId": person.id,
        "name": person.name,
        "userData": person.user_data,
        "persistedFaces": [_face(face) for face in person.faces],
    }


def _face(face: PersistedFace) -> dict[str, Any]:
    return {
        "persistedFaceId": face.id,
        "userData": face.user_data,
        "sha256": face.image.sha256,
        "size": face.image.size,
        "format": face.image.format,
        "width": face.image.width,
        "height": face.image.height,
        "detectionModel": face.detection_model,
        "targetFace": None if face.target_face is None else str(face.target_face),
    }


def _session(call: str, session: Session) -> dict[str, Any]:
    return {
        "call": call,
        "id": session.id,
        "createdDateTime": clock.text(session.created),
        "authTokenTimeToLiveInSeconds": session.token_seconds,
        "deviceCorrelationId": session.device_correlation_id,
        "hasVerifyImage": session.reference is not None,
    }


def _training(container: Container, now: int) -> dict[str, Any] | None:
    """The status as the service shows it, with what it does not show: which content the last success covers."""
    status, success = training.status(container.trainings, now), container.trainings.success(now)
    if status is None:
        return None
    trained = None if success is None else success.revision
    return {**status, "trainedRevision": trained, "stale": trained != container.revision}
