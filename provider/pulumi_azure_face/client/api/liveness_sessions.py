"""Liveness sessions: list, get, delete (face-api.md#session-calls)."""

from __future__ import annotations

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api_calls import LIVENESS, LIVENESS_WITH_VERIFY, api_call
from pulumi_azure_face.client.http import Request
from pulumi_azure_face.client.paging import Listing
from pulumi_azure_face.client.schemas import LivenessSession, parse


def subject(with_verify: bool) -> str:
    """The two kinds of sessions have collections of their own."""
    return LIVENESS_WITH_VERIFY if with_verify else LIVENESS


def describe(session_id: str, with_verify: bool) -> str:
    return f"the liveness session {session_id!r}{' with verify' if with_verify else ''}"


async def get(client: AccountClient, session_id: str, *, with_verify: bool) -> LivenessSession:
    tried = f"read {describe(session_id, with_verify)}"
    reply = await client.send(Request(api_call(subject(with_verify), "get"), (session_id,), tried))
    return parse(LivenessSession, reply, tried)


async def delete(client: AccountClient, session_id: str, *, with_verify: bool) -> None:
    tried = f"delete {describe(session_id, with_verify)}"
    await client.send(Request(api_call(subject(with_verify), "delete"), (session_id,), tried))


def listing(with_verify: bool) -> Listing[LivenessSession]:
    tried = f"list the liveness sessions{' with verify' if with_verify else ''}"
    return Listing(
        Request(api_call(subject(with_verify), "list"), (), tried), LivenessSession, lambda one: one.session_id
    )
