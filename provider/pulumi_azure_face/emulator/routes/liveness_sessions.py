"""Liveness sessions: create, get, list, audit, delete (face-api.md#session-calls).

All versions share the sessions of the account: a session created in one version exists in the others.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pulumi_azure_face.emulator.models import clock, errors
from pulumi_azure_face.emulator.models.liveness_sessions import Session, Sessions
from pulumi_azure_face.emulator.requests import parameters, session_bodies
from pulumi_azure_face.emulator.requests.session_kinds import SessionKind
from pulumi_azure_face.emulator.responses import replies
from pulumi_azure_face.emulator.service import get_service

_LATEST_MODEL = "2024-11-15"


async def create(kind: SessionKind, request: Request) -> Response:
    service = get_service(request)
    new_session, image = await session_bodies.read(kind, request)
    session = service.account.sessions(kind.call).create(
        token_seconds=new_session.auth_token_time_to_live_in_seconds,
        device_correlation_id=new_session.device_correlation_id,
        model=new_session.model,
        reference=service.vision.find_face_to_add(image, None).rectangle if image else None,
    )
    return replies.json_reply(_session_to_json(kind, session) if kind.has_attempts else _created_to_json(session))


async def get(kind: SessionKind, request: Request) -> Response:
    session = _sessions(kind, request).session(request.path_params["session"])
    if kind.has_attempts:
        return replies.json_reply(_session_to_json(kind, session))
    return replies.json_reply({**_listed_to_json(session, _now(request)), "status": "NotStarted"})


async def list_page(kind: SessionKind, request: Request) -> Response:
    page = parameters.parse_page(request, errors.invalid_session_start, errors.invalid_session_top)
    return replies.json_reply(
        [_listed_to_json(session, _now(request)) for session in _sessions(kind, request).page(*page)]
    )


async def audit(kind: SessionKind, request: Request) -> Response:
    """Return no audit entries: client devices cannot call the emulator."""
    parameters.parse_page(request, errors.invalid_session_start, errors.invalid_session_top)
    _sessions(kind, request).session(request.path_params["session"])
    return replies.json_reply([])


async def delete(kind: SessionKind, request: Request) -> Response:
    _sessions(kind, request).delete(request.path_params["session"])
    return replies.empty_reply(204 if kind.has_attempts else 200)  # face-api.md#response-session-delete


def _sessions(kind: SessionKind, request: Request) -> Sessions:
    return get_service(request).account.sessions(kind.call)


def _now(request: Request) -> int:
    return get_service(request).account.clock()


def _created_to_json(session: Session) -> dict[str, Any]:
    return {
        "sessionId": session.id,
        "authToken": session.auth_token,
        **({"verifyImage": _reference_to_json(session)} if session.reference else {}),
    }


def _listed_to_json(session: Session, now: int) -> dict[str, Any]:
    """Build a session as in listings.

    The recordings have `id` and the documentation has `sessionId`; the recordings take precedence
    (face-api.md#contradiction-session-id-member).
    """
    return {
        "id": session.id,
        "createdDateTime": clock.format_time(session.created, utc="+00:00"),
        "sessionExpired": session.is_expired(now),
        **replies.drop_nulls(deviceCorrelationId=session.device_correlation_id),
        "authTokenTimeToLiveInSeconds": session.token_seconds,
    }


def _session_to_json(kind: SessionKind, session: Session) -> dict[str, Any]:
    """Build a session as in v1.2. The emulator has no abuse monitoring."""
    references = [{"referenceType": "Color", **_reference_to_json(session)}] if session.reference else []
    return {
        "sessionId": session.id,
        "authToken": session.auth_token,
        "status": "NotStarted",
        "modelVersion": session.model or _LATEST_MODEL,
        **({"isAbuseMonitoringEnabled": False} if kind.is_monitored else {}),
        "results": {"attempts": [], **({"verifyReferences": references} if kind.verifies else {})},
    }


def _reference_to_json(session: Session) -> dict[str, Any]:
    assert session.reference
    return {"faceRectangle": session.reference.to_json(), "qualityForRecognition": "high"}
