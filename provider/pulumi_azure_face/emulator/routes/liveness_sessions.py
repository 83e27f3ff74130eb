"""Liveness sessions: create, get, list, audit, delete (face-api.md#session-calls).

All versions share the account's sessions: one that was made by the calls of one version is found by another's.
"""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pulumi_azure_face.emulator import service
from pulumi_azure_face.emulator.models import clock
from pulumi_azure_face.emulator.models.liveness_sessions import Session, Sessions
from pulumi_azure_face.emulator.models.session_kinds import SessionKind
from pulumi_azure_face.emulator.requests import parameters, session_bodies
from pulumi_azure_face.emulator.responses import errors, replies

_LATEST_MODEL = "2024-11-15"


async def create(kind: SessionKind, request: Request) -> Response:
    emulated = service.service_of(request)
    asked, image = await session_bodies.read(kind, request)
    session = emulated.account.sessions(kind.call).create(
        token_seconds=asked.auth_token_time_to_live_in_seconds,
        device_correlation_id=asked.device_correlation_id,
        model=asked.model,
        reference=emulated.vision.face_to_add(image, None).rectangle if image else None,
    )
    return replies.payload(_whole(kind, session) if kind.attempts else _created(session))


async def get(kind: SessionKind, request: Request) -> Response:
    session = _sessions(kind, request).session(request.path_params["session"])
    if kind.attempts:
        return replies.payload(_whole(kind, session))
    return replies.payload({**_item(session, _now(request)), "status": "NotStarted"})


async def list_page(kind: SessionKind, request: Request) -> Response:
    page = parameters.page(request, errors.invalid_session_start, errors.invalid_session_top)
    return replies.payload([_item(session, _now(request)) for session in _sessions(kind, request).page(*page)])


async def audit(kind: SessionKind, request: Request) -> Response:
    """No client device has a way to call the emulator, so there is never an entry."""
    parameters.page(request, errors.invalid_session_start, errors.invalid_session_top)
    _sessions(kind, request).session(request.path_params["session"])
    return replies.payload([])


async def delete(kind: SessionKind, request: Request) -> Response:
    _sessions(kind, request).delete(request.path_params["session"])
    return replies.empty(204 if kind.attempts else 200)  # face-api.md#response-session-delete


def _sessions(kind: SessionKind, request: Request) -> Sessions:
    return service.service_of(request).account.sessions(kind.call)


def _now(request: Request) -> int:
    return service.service_of(request).account.clock()


def _created(session: Session) -> dict[str, Any]:
    return {
        "sessionId": session.id,
        "authToken": session.auth_token,
        **({"verifyImage": _reference(session)} if session.reference else {}),
    }


def _item(session: Session, now: int) -> dict[str, Any]:
    """The recordings have `id` where the documentation has `sessionId`, and come first
    (face-api.md#contradiction-session-id-member).
    """
    return {
        "id": session.id,
        "createdDateTime": clock.text(session.created, utc="+00:00"),
        "sessionExpired": session.expired(now),
        **replies.given(deviceCorrelationId=session.device_correlation_id),
        "authTokenTimeToLiveInSeconds": session.token_seconds,
    }


def _whole(kind: SessionKind, session: Session) -> dict[str, Any]:
    """A session in the form of v1.2. Nothing watches the emulator's sessions for abuse."""
    references = [{"referenceType": "Color", **_reference(session)}] if session.reference else []
    return {
        "sessionId": session.id,
        "authToken": session.auth_token,
        "status": "NotStarted",
        "modelVersion": session.model or _LATEST_MODEL,
        **({"isAbuseMonitoringEnabled": False} if kind.monitored else {}),
        "results": {"attempts": [], **({"verifyReferences": references} if kind.verifies else {})},
    }


def _reference(session: Session) -> dict[str, Any]:
    assert session.reference
    return {"faceRectangle": session.reference.shown(), "qualityForRecognition": "high"}
