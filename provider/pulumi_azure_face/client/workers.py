"""Several workers at one queue; the first error stops them all and reaches the caller as it is."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable

import anyio

MOST = 100  # requests under way at once, a little less than there are connections


def crew_for(rate: float, seconds: float, least: int) -> int:
    """How many it takes to keep up so many requests a second, each of which may take so long."""
    return min(MOST, max(least, math.ceil(rate * seconds)))


async def side_by_side(worker: Callable[[], Awaitable[None]], count: int) -> None:
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
