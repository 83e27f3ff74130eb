"""Liveness sessions."""

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
    return [to_result(one) for one in found]


def to_result(found: schemas.LivenessSession) -> LivenessSessionResult:
    return LivenessSessionResult(
        id=found.session_id,
        session_id=found.session_id,
        status=found.status,
        created_at=format_time(found.created),
        started_at=format_time(found.started),
        expired=found.expired,
        device_correlation_id=found.device_correlation_id,
        auth_token_time_to_live_in_seconds=found.token_seconds,
        model_version=found.model_version,
        results=found.outcome,
    )


def format_time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
