"""Queries for liveness sessions."""

from __future__ import annotations

from datetime import datetime

from pulumi_azure_face.client import schemas
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import liveness_sessions

from .listing import list_items
from .results import LivenessSessionResult
from .validation import ensure_session


async def get(client: AccountClient, session_id: str, with_verify: bool = False) -> LivenessSessionResult:
    ensure_session(session_id)
    return to_result(await liveness_sessions.get(client, session_id, with_verify=with_verify))


async def list_all(
    client: AccountClient, start: str | None = None, top: int | None = None, with_verify: bool = False
) -> list[LivenessSessionResult]:
    found = await list_items(client, liveness_sessions.listing(with_verify), start, top)
    return [to_result(session) for session in found]


def to_result(session: schemas.LivenessSession) -> LivenessSessionResult:
    return LivenessSessionResult(
        id=session.session_id,
        session_id=session.session_id,
        status=session.status,
        created_at=format_time(session.created),
        started_at=format_time(session.started),
        expired=session.expired,
        device_correlation_id=session.device_correlation_id,
        auth_token_time_to_live_in_seconds=session.token_seconds,
        model_version=session.model_version,
        results=session.results,
    )


def format_time(time: datetime | None) -> str | None:
    return time.isoformat() if time else None
