"""A carefully written script: asyncio, limited concurrency, an even request rate, and retries of 429."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx

from benchmarks.account import TOO_MANY_REQUESTS, Account

GROUP = "asyncio"
MAX_CONCURRENCY = 32


def enroll(account: Account, photos: Path, rate: float) -> None:
    """Enroll a folder of photos for each person."""
    asyncio.run(enroll_all(account, photos.iterdir(), rate))


async def enroll_all(account: Account, folders: Iterable[Path], rate: float) -> None:
    headers = {"Ocp-Apim-Subscription-Key": account.key}
    async with httpx.AsyncClient(base_url=f"{account.url}/face/v1.2", headers=headers, trust_env=False) as http:
        client = RateLimitedClient(http, rate)
        group = f"/largepersongroups/{GROUP}"
        await client.call("PUT", group, json={"name": GROUP, "recognitionModel": "recognition_04"})
        await asyncio.gather(*(enroll_person(client, group, folder) for folder in folders))


async def enroll_person(client: RateLimitedClient, group: str, folder: Path) -> None:
    person = await client.call("POST", f"{group}/persons", json={"name": folder.name})
    faces = f"{group}/persons/{person['personId']}/persistedfaces"
    await asyncio.gather(*(add_face(client, faces, photo) for photo in folder.iterdir()))


async def add_face(client: RateLimitedClient, faces: str, photo: Path) -> None:
    headers = {"Content-Type": "application/octet-stream"}
    await client.call("POST", faces, content=photo.read_bytes(), headers=headers)


class RateLimitedClient:
    """A client that sends requests at an even rate."""

    def __init__(self, http: httpx.AsyncClient, rate: float) -> None:
        self._http = http
        self._interval = 1 / rate
        self._next_start = 0.0
        self._concurrency = asyncio.Semaphore(MAX_CONCURRENCY)

    async def call(self, method: str, path: str, **content: Any) -> Any:
        async with self._concurrency:
            await self._wait()
            response = await self._http.request(method, path, **content)
        if response.status_code == TOO_MANY_REQUESTS:
            await asyncio.sleep(1)
            return await self.call(method, path, **content)
        return response.raise_for_status().json() if response.content else None

    async def _wait(self) -> None:
        now = time.monotonic()
        self._next_start = max(self._next_start + self._interval, now)
        await asyncio.sleep(self._next_start - now)
