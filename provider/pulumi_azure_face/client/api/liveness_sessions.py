"""Liveness sessions: list, get, and delete (face-api.md#session-calls)."""

from __future__ import annotations

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api_calls import LIVENESS, LIVENESS_WITH_VERIFY, api_call
from pulumi_azure_face.client.http import Request
from pulumi_azure_face.client.paging import Listing
from pulumi_azure_face.client.schemas import LivenessSession, parse


def session_kind(with_verify: bool) -> str:
    """Return the kind of session. Each kind has its own collection."""
    return LIVENESS_WITH_VERIFY if with_verify else LIVENESS


def describe(session_id: str, with_verify: bool) -> str:
    return f"the liveness session {session_id!r}{' with verify' if with_verify else ''}"


async def get(client: AccountClient, session_id: str, *, with_verify: bool) -> LivenessSession:
    operation = f"read {describe(session_id, with_verify)}"
    response = await client.send(Request(api_call(session_kind(with_verify), "get"), (session_id,), operation))
    return parse(LivenessSession, response, operation)


async def delete(client: AccountClient, session_id: str, *, with_verify: bool) -> None:
    operation = f"delete {describe(session_id, with_verify)}"
    await client.send(Request(api_call(session_kind(with_verify), "delete"), (session_id,), operation))


def listing(with_verify: bool) -> Listing[LivenessSession]:
    operation = f"list the liveness sessions{' with verify' if with_verify else ''}"
    return Listing(
        Request(api_call(session_kind(with_verify), "list"), (), operation),
        LivenessSession,
        lambda session: session.session_id,
    )
