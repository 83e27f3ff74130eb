"""Several workers at one queue; the first error stops them all and reaches the caller as it is."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable

import anyio

MAX_WORKERS = 100  # requests under way at once, a little less than there are connections


def worker_count(rate: float, seconds: float, minimum: int) -> int:
    """How many it takes to keep up so many requests a second, each of which may take so long."""
    return min(MAX_WORKERS, max(minimum, math.ceil(rate * seconds)))


async def run_workers(worker: Callable[[], Awaitable[None]], count: int) -> None:
    first: list[Exception] = []
    async with anyio.create_task_group() as group:

        async def one() -> None:
            try:
                await worker()
            except Exception as error:  # noqa: BLE001 - it is raised again below, without the group around it
                first.append(error)
                group.cancel_scope.cancel()

        for _ in range(count):
            group.start_soon(one)
    if first:
        raise first[0]
