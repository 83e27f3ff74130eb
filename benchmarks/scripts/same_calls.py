"""A script that only sends given GET requests: an even request rate, limited concurrency."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import httpx

from benchmarks.account import Account

from .asyncio_script import RateLimitedClient


def get_all(account: Account, paths: Sequence[str], rate: float) -> float:
    """Send a GET to each path, and return the seconds that it takes."""
    started = time.perf_counter()
    asyncio.run(send(account, paths, rate))
    return time.perf_counter() - started


async def send(account: Account, paths: Sequence[str], rate: float) -> None:
    headers = {"Ocp-Apim-Subscription-Key": account.key}
    async with httpx.AsyncClient(base_url=account.url, headers=headers, trust_env=False) as http:
        client = RateLimitedClient(http, rate)
        await asyncio.gather(*(client.call("GET", path) for path in paths))
