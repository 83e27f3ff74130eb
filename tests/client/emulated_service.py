"""The emulator for client tests: in process, with its admin API at hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.accounts.auth import KeyAuth
from pulumi_azure_face.client.accounts.configuration import Account
from pulumi_azure_face.client.http import HttpTransport
from pulumi_azure_face.emulator import Settings, create_app

KEY = "0123456789abcdef-a-key-for-tests"
UNLIMITED_RATE = 10_000.0  # requests per second, so that only the tests of the rate limiter wait for it


def account_at(endpoint: str, rate: float = UNLIMITED_RATE) -> Account:
    return Account(endpoint=endpoint, key=KEY, requests_per_second=rate)


@asynccontextmanager
async def client_with(
    transport: httpx.AsyncBaseTransport | None = None,
    endpoint: str = "http://localhost",
    rate: float = UNLIMITED_RATE,
) -> AsyncIterator[AccountClient]:
    account = account_at(endpoint, rate)
    client = AccountClient(account, HttpTransport(account, KeyAuth(KEY), transport))
    try:
        yield client
    finally:
        await client.close()


def client_for_version(version: str, transport: httpx.AsyncBaseTransport) -> AccountClient:
    """Return a client with this API version. It runs in process and needs no close."""
    account = replace(account_at("http://localhost"), api_version=version)
    return AccountClient(account, HttpTransport(account, KeyAuth(KEY), transport))


@asynccontextmanager
async def emulator(training_seconds: float) -> AsyncIterator[EmulatedService]:
    emulated = EmulatedService(training_seconds)
    try:
        yield emulated
    finally:
        await emulated.close()


class EmulatedService:
    """One emulated account whose trainings take `training_seconds`."""

    def __init__(self, training_seconds: float) -> None:
        self.app = create_app(Settings(key=KEY, training_seconds=training_seconds))
        self.transport = httpx.ASGITransport(self.app)
        self._admin = httpx.AsyncClient(
            transport=self.transport,
            base_url="http://localhost/_emulator/",
            headers={"Ocp-Apim-Subscription-Key": KEY},
        )

    async def close(self) -> None:
        await self._admin.aclose()

    async def add_rule(self, **rule: Any) -> None:
        """Add a fault rule (see the admin API of the emulator)."""
        (await self._admin.post("rules", json=rule)).raise_for_status()

    async def fail_training(self, message: str) -> None:
        (await self._admin.post("fail-training", json={"message": message})).raise_for_status()

    async def paths(self) -> list[str]:
        """Return the paths of all requests, including the API version."""
        return [str(call["path"]) for call in (await self._admin.get("requests")).json()]

    async def calls(self) -> list[str]:
        """Return all Face calls, such as `PUT /persongroups/a`."""
        log = (await self._admin.get("requests")).json()
        return [f"{call['method']} {call['path'].removeprefix('/face/v1.2')}" for call in log]

    async def count(self, method: str) -> int:
        return sum(call.startswith(f"{method} ") for call in await self.calls())
