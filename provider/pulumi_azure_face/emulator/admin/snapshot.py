"""The whole account as plain JSON, for tests that compare it with an expected state."""

from __future__ import annotations

from typing import Any

from pulumi_azure_face.emulator.models import clock
from pulumi_azure_face.emulator.models.account import Account, Container, PersistedFace, Person
from pulumi_azure_face.emulator.models.kinds import KINDS
from pulumi_azure_face.emulator.models.liveness_sessions import SESSION_CALLS, Session
from pulumi_azure_face.emulator.responses import training_status


def account_to_json(account: Account, now: int | None = None) -> dict[str, Any]:
    """Describe an account at the time `now`, which defaults to the current time."""
    now = account.clock() if now is None else now
    return {
        "containers": [_container_to_json(container, now) for kind in KINDS for container in account.containers(kind)],
        "sessions": [_session_to_json(call, session) for call in SESSION_CALLS for session in account.sessions(call)],
    }


def _container_to_json(container: Container, now: int) -> dict[str, Any]:
    return {
        "kind": container.kind.segment,
        "id": container.id,
        "name": container.name,
        "userData": container.user_data,
        "recognitionModel": container.recognition_model,
        "createdDateTime": clock.format_time(container.created),
        "revision": container.revision,
        "persons": [_person_to_json(person) for person in container.persons],
        "persistedFaces": [_face_to_json(face) for face in container.faces],
        "training": _training_to_json(container, now),
    }


def _person_to_json(person: Person) -> dict[str, Any]:
    return {
        "personId": person.id,
        "name": person.name,
        "userData": person.user_data,
        "persistedFaces": [_face_to_json(face) for face in person.faces],
    }


def _face_to_json(face: PersistedFace) -> dict[str, Any]:
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


def _session_to_json(call: str, session: Session) -> dict[str, Any]:
    return {
        "call": call,
        "id": session.id,
        "createdDateTime": clock.format_time(session.created),
        "authTokenTimeToLiveInSeconds": session.token_seconds,
        "deviceCorrelationId": session.device_correlation_id,
        "hasVerifyImage": session.reference is not None,
    }


def _training_to_json(container: Container, now: int) -> dict[str, Any] | None:
    """Return the service's training status and the revision that the last success covers, which the service omits."""
    status = training_status.build_status(container.trainings, now)
    success = container.trainings.last_success(now)
    if status is None:
        return None
    trained = None if success is None else success.revision
    return {**status, "trainedRevision": trained, "stale": trained != container.revision}
