"""The emulator as the tests of the client use it: in process, with its admin side at hand."""

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
UNHURRIED = 10_000.0  # requests a second: no test but the governor's waits for its turn


def account_at(endpoint: str, rate: float = UNHURRIED) -> Account:
    return Account(endpoint=endpoint, key=KEY, requests_per_second=rate)


@asynccontextmanager
async def client_with(
    transport: httpx.AsyncBaseTransport | None = None,
    endpoint: str = "http://localhost",
    rate: float = UNHURRIED,
) -> AsyncIterator[AccountClient]:
    account = account_at(endpoint, rate)
    client = AccountClient(account, HttpTransport(account, KeyAuth(KEY), transport))
    try:
        yield client
    finally:
        await client.close()


def client_at(version: str, transport: httpx.AsyncBaseTransport) -> AccountClient:
    """A session with a version of its own, in process, where there is nothing to close."""
    account = replace(account_at("http://localhost"), api_version=version)
    return AccountClient(account, HttpTransport(account, KeyAuth(KEY), transport))


@asynccontextmanager
async def emulator(training_seconds: float) -> AsyncIterator[Emulated]:
    emulated = Emulated(training_seconds)
    try:
        yield emulated
    finally:
        await emulated.close()


class Emulated:
    """One emulated account; `training_seconds` is how long its trainings take."""

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

    async def order(self, **rule: Any) -> None:
        """Add a fault (see the emulator's `admin`)."""
        (await self._admin.post("rules", json=rule)).raise_for_status()

    async def fail_training(self, message: str) -> None:
        (await self._admin.post("fail-training", json={"message": message})).raise_for_status()

    async def paths(self) -> list[str]:
        """What was asked for so far, with the version."""
        return [str(call["path"]) for call in (await self._admin.get("requests")).json()]

    async def calls(self) -> list[str]:
        """The Face calls so far, such as `PUT /persongroups/a`."""
        log = (await self._admin.get("requests")).json()
        return [f"{call['method']} {call['path'].removeprefix('/face/v1.2')}" for call in log]

    async def count(self, method: str) -> int:
        return sum(call.startswith(f"{method} ") for call in await self.calls())
