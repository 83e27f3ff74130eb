"""Liveness sessions in every API version that has them."""

from __future__ import annotations

import httpx
import pytest

from pulumi_azure_face.client import paging
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import liveness_sessions
from pulumi_azure_face.client.errors import NotFoundError

from ..emulated_service import KEY, EmulatedService, client_for_version

pytestmark = pytest.mark.anyio

REQUEST = {"livenessOperationMode": "Passive", "deviceCorrelationId": "device-7"}


async def create_sessions(emulated: EmulatedService, count: int = 1) -> list[str]:
    """Create liveness sessions like an application and return their ids in order."""
    headers = {"Ocp-Apim-Subscription-Key": KEY}
    url = "http://localhost/face/v1.2/detectLiveness-sessions"
    async with httpx.AsyncClient(transport=emulated.transport, headers=headers) as application:
        return sorted([(await application.post(url, json=REQUEST)).json()["sessionId"] for _ in range(count)])


@pytest.mark.parametrize("version", ["v1.1-preview.1", "v1.2-preview.1", "v1.2", "v1.3-preview.1"])
async def test_session_is_listed_read_and_deleted_in_each_version(version: str, emulated: EmulatedService) -> None:
    """A session can be listed, read, and deleted, and each version returns its own members of it.

    See face-api.md#session-object.
    """
    client, [session_id] = client_for_version(version, emulated.transport), await create_sessions(emulated)
    [listed] = [session async for session in liveness_sessions.listing(with_verify=False).iterate(client)]
    read = await liveness_sessions.get(client, session_id, with_verify=False)
    await liveness_sessions.delete(client, session_id, with_verify=False)

    assert listed.session_id == read.session_id == session_id
    assert (listed.device_correlation_id, listed.expired) == ("device-7", False)
    is_preview = version in ("v1.1-preview.1", "v1.2-preview.1")
    assert (read.created is not None, read.model_version is None, read.results is None) == (
        is_preview,
        is_preview,
        is_preview,
    )
    with pytest.raises(NotFoundError, match=r"404 SessionNotFound.*A session expires 48 hours after its creation"):
        await liveness_sessions.get(client, session_id, with_verify=False)


async def test_sessions_with_and_without_verify_are_separate(emulated: EmulatedService, client: AccountClient) -> None:
    """Sessions with verify and sessions without verify are separate collections.

    See face-api.md#session-collections-separate.
    """
    [session_id] = await create_sessions(emulated)

    assert [session async for session in liveness_sessions.listing(with_verify=True).iterate(client)] == []
    with pytest.raises(NotFoundError, match=r"could not delete the liveness session .* with verify"):
        await liveness_sessions.delete(client, session_id, with_verify=True)


async def test_sessions_are_paged_by_id(
    monkeypatch: pytest.MonkeyPatch, emulated: EmulatedService, client: AccountClient
) -> None:
    """Sessions are paged by their ids, and a page can start after any id."""
    monkeypatch.setattr(paging, "MAX_PAGE_SIZE", 2)
    session_ids = await create_sessions(emulated, 5)
    listing = liveness_sessions.listing(with_verify=False)

    assert [session.session_id async for session in listing.iterate(client)] == session_ids
    assert [session.session_id async for session in listing.iterate(client, start=session_ids[1])] == session_ids[2:]
    assert [session.session_id for session in await listing.page(client, start=session_ids[0], top=3)] == session_ids[
        1:4
    ]
