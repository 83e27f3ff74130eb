"""Find liveness sessions by age, and delete them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import liveness_sessions
from pulumi_azure_face.client.concurrency.workers import run_workers
from pulumi_azure_face.client.errors import NotFoundError
from pulumi_azure_face.queries.liveness_sessions import list_all
from pulumi_azure_face.queries.results import LivenessSessionResult
from pulumi_azure_face.queries.validation import ensure_session

MAX_DELETERS = 16  # concurrent deletes; the rate limiter decides how fast they are


async def list_older(
    client: AccountClient, older_than: float | None, with_verify: bool, start: str | None = None, top: int | None = None
) -> list[LivenessSessionResult]:
    """Return the sessions older than `older_than` seconds; without it, all."""
    sessions = await list_all(client, start, top, with_verify)
    return sessions if older_than is None else [session for session in sessions if is_older(session, older_than)]


def is_older(session: LivenessSessionResult, seconds: float) -> bool:
    """Whether a session is older. One without a creation time does not count as older."""
    age = datetime.now(UTC) - datetime.fromisoformat(session.created_at) if session.created_at else timedelta(0)
    return age > timedelta(seconds=seconds)


async def delete(
    client: AccountClient, session_ids: Sequence[str], with_verify: bool, *, ignore_not_found: bool
) -> None:
    for session_id in session_ids:
        ensure_session(session_id)
    queue = iter(session_ids)

    async def delete_next() -> None:
        for session_id in queue:
            try:
                await liveness_sessions.delete(client, session_id, with_verify=with_verify)
            except NotFoundError:
                if not ignore_not_found:
                    raise

    await run_workers(delete_next, min(MAX_DELETERS, len(session_ids)))
