"""A script by somebody who takes care: asyncio, a limit on what is under way, an even pace, and patience with 429."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import httpx

from benchmarks.account import TOO_MANY, Account

GROUP = "careful"
AT_ONCE = 32


def enrol(account: Account, photos: Path, rate: float) -> None:
    """Enrol a folder of photos for each person."""
    asyncio.run(enrol_all(account, photos.iterdir(), rate))


async def enrol_all(account: Account, folders: Iterable[Path], rate: float) -> None:
    headers = {"Ocp-Apim-Subscription-Key": account.key}
    async with httpx.AsyncClient(base_url=f"{account.url}/face/v1.2", headers=headers, trust_env=False) as http:
        face = Face(http, rate)
        group = f"/largepersongroups/{GROUP}"
        await face.call("PUT", group, json={"name": GROUP, "recognitionModel": "recognition_04"})
        await asyncio.gather(*(enrol_person(face, group, folder) for folder in folders))


async def enrol_person(face: Face, group: str, folder: Path) -> None:
    person = await face.call("POST", f"{group}/persons", json={"name": folder.name})
    faces = f"{group}/persons/{person['personId']}/persistedfaces"
    await asyncio.gather(*(add_face(face, faces, photo) for photo in folder.iterdir()))


async def add_face(face: Face, faces: str, photo: Path) -> None:
    headers = {"Content-Type": "application/octet-stream"}
    await face.call("POST", faces, content=photo.read_bytes(), headers=headers)


class Face:
    """The service, called at an even pace."""

    def __init__(self, http: httpx.AsyncClient, rate: float) -> None:
        self._http = http
        self._gap = 1 / rate
        self._due = 0.0
        self._at_once = asyncio.Semaphore(AT_ONCE)

    async def call(self, method: str, path: str, **content: Any) -> Any:
        async with self._at_once:
            await self._turn()
            reply = await self._http.request(method, path, **content)
        if reply.status_code == TOO_MANY:
            await asyncio.sleep(1)
            return await self.call(method, path, **content)
        return reply.raise_for_status().json() if reply.content else None

    async def _turn(self) -> None:
        now = time.monotonic()
        self._due = max(self._due + self._gap, now)
        await asyncio.sleep(self._due - now)
