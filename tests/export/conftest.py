"""Fixtures: an emulated account, a client for it, and content."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from client.emulated_service import EmulatedService, client_with, emulator
from pulumi_azure_face.client.account_client import AccountClient


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def emulated() -> AsyncIterator[EmulatedService]:
    async with emulator(training_seconds=0) as emulated:
        yield emulated


@pytest.fixture
async def client(emulated: EmulatedService) -> AsyncIterator[AccountClient]:
    async with client_with(emulated.transport) as client:
        yield client


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the caches of file hashes and faces out of the user's folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
