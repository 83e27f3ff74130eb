"""Liveness sessions by their age, and their deletion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import liveness_sessions
from pulumi_azure_face.client.errors import NotFoundError
from pulumi_azure_face.client.workers import run_workers
from pulumi_azure_face.queries.liveness_sessions import list_all
from pulumi_azure_face.queries.results import LivenessSessionResult
from pulumi_azure_face.queries.validation import ensure_session

MAX_DELETERS = 16  # the governor sets the pace


async def list_older(
    client: AccountClient, older_than: float | None, with_verify: bool, start: str | None = None, top: int | None = None
) -> list[LivenessSessionResult]:
    """The sessions that were made longer ago; all of them without `older_than`."""
    found = await list_all(client, start, top, with_verify)
    return found if older_than is None else [one for one in found if is_older(one, older_than)]


def is_older(one: LivenessSessionResult, seconds: float) -> bool:
    """One whose age is not told is not known to be."""
    age = datetime.now(timezone.utc) - datetime.fromisoformat(one.created_at) if one.created_at else timedelta(0)
    return age > timedelta(seconds=seconds)


async def delete(client: AccountClient, session_ids: Sequence[str], with_verify: bool, *, may_be_gone: bool) -> None:
    for session_id in session_ids:
        ensure_session(session_id)
    queue = iter(session_ids)

    async def deleter() -> None:
        for session_id in queue:
            try:
                await liveness_sessions.delete(client, session_id, with_verify=with_verify)
            except NotFoundError:
                if not may_be_gone:
                    raise

    await run_workers(deleter, min(MAX_DELETERS, len(session_ids)))
