"""Liveness sessions, in every version that has them."""

from __future__ import annotations

import httpx
import pytest

from pulumi_azure_face.client import paging
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import liveness_sessions
from pulumi_azure_face.client.errors import NotFoundError

from ..emulated_service import KEY, Emulated, client_at

pytestmark = pytest.mark.anyio

ASKED = {"livenessOperationMode": "Passive", "deviceCorrelationId": "door-7"}


async def make(emulated: Emulated, count: int = 1) -> list[str]:
    """Sessions as an application makes them; gives their ids in order."""
    headers = {"Ocp-Apim-Subscription-Key": KEY}
    url = "http://localhost/face/v1.2/detectLiveness-sessions"
    async with httpx.AsyncClient(transport=emulated.transport, headers=headers) as application:
        return sorted([(await application.post(url, json=ASKED)).json()["sessionId"] for _ in range(count)])


@pytest.mark.parametrize("version", ["v1.1-preview.1", "v1.2-preview.1", "v1.2", "v1.3-preview.1"])
async def test_the_life_of_a_session(version: str, emulated: Emulated) -> None:
    """A session is listed, read, deleted, and then it is gone; each version tells its own part of it
    (face-api.md#session-object).
    """
    client, [made] = client_at(version, emulated.transport), await make(emulated)
    [listed] = [one async for one in liveness_sessions.listing(with_verify=False).iterate(client)]
    read = await liveness_sessions.get(client, made, with_verify=False)
    await liveness_sessions.delete(client, made, with_verify=False)

    assert listed.session_id == read.session_id == made
    assert (listed.device_correlation_id, listed.expired) == ("door-7", False)
    early = version in ("v1.1-preview.1", "v1.2-preview.1")
    assert (read.created is not None, read.model_version is None, read.outcome is None) == (early, early, early)
    with pytest.raises(NotFoundError, match=r"404 SessionNotFound.*Sessions vanish 48 hours after they were made"):
        await liveness_sessions.get(client, made, with_verify=False)


async def test_sessions_with_verify_are_kept_apart(emulated: Emulated, client: AccountClient) -> None:
    """Those of one kind are not among those of the other (face-api.md#session-collections-separate)."""
    [made] = await make(emulated)

    assert [one async for one in liveness_sessions.listing(with_verify=True).iterate(client)] == []
    with pytest.raises(NotFoundError, match=r"could not delete the liveness session .* with verify"):
        await liveness_sessions.delete(client, made, with_verify=True)


async def test_sessions_in_pages(monkeypatch: pytest.MonkeyPatch, emulated: Emulated, client: AccountClient) -> None:
    """Sessions are paged by their ids, and a page may begin anywhere."""
    monkeypatch.setattr(paging, "MAX_PAGE_SIZE", 2)
    made = await make(emulated, 5)
    listing = liveness_sessions.listing(with_verify=False)

    assert [one.session_id async for one in listing.iterate(client)] == made
    assert [one.session_id async for one in listing.iterate(client, start=made[1])] == made[2:]
    assert [one.session_id for one in await listing.page(client, start=made[0], top=3)] == made[1:4]
