"""An emulator in process, sessions with it, and waits that are short enough for tests."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator

import pytest

from pulumi_azure_face.client import retry
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import training

from .emulated_service import Emulated, client_with, emulator


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "INITIAL_BACKOFF", 0.01)
    monkeypatch.setattr(retry, "CONFLICT_INITIAL_BACKOFF", 0.01)
    monkeypatch.setattr(retry, "CONFLICT_MAX_BACKOFF", 0.02)
    monkeypatch.setattr(training, "MIN_POLL_INTERVAL", 0.02)


@pytest.fixture
async def emulated() -> AsyncIterator[Emulated]:
    """A Face service of the test's own, empty, whose trainings take a tenth of a second."""
    async with emulator(training_seconds=0.1) as emulated:
        yield emulated


@pytest.fixture
async def client(emulated: Emulated) -> AsyncIterator[AccountClient]:
    async with client_with(emulated.transport) as client:
        yield client


@pytest.fixture
def closed_port() -> Iterator[str]:
    """An address where nobody listens, kept from everybody else for as long as the test runs."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
