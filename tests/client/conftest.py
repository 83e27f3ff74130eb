"""Fixtures: an emulator in process, a client for it, and short waits."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator

import pytest

from pulumi_azure_face.client import retry
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import training

from .emulated_service import EmulatedService, client_with, emulator


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "INITIAL_BACKOFF", 0.01)
    monkeypatch.setattr(retry, "REJECTED_KEY_BACKOFFS", (0.001, 0.002, 0.004))
    monkeypatch.setattr(retry, "CONFLICT_INITIAL_BACKOFF", 0.01)
    monkeypatch.setattr(retry, "CONFLICT_MAX_BACKOFF", 0.02)
    monkeypatch.setattr(training, "MIN_POLL_INTERVAL", 0.02)


@pytest.fixture
async def emulated() -> AsyncIterator[EmulatedService]:
    """An empty Face service where a training takes a tenth of a second."""
    async with emulator(training_seconds=0.1) as emulated:
        yield emulated


@pytest.fixture
async def client(emulated: EmulatedService) -> AsyncIterator[AccountClient]:
    async with client_with(emulated.transport) as client:
        yield client


@pytest.fixture
def closed_port() -> Iterator[str]:
    """The URL of a port without a listener, reserved for the duration of the test."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{reserved.getsockname()[1]}"
