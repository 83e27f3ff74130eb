"""Concurrent workers on one queue. The first error cancels all of them and reaches the caller unwrapped."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable

import anyio

from pulumi_azure_face.client.errors import CanceledError

MAX_WORKERS = 100  # concurrent requests, a little fewer than the connection pool has


def worker_count(rate: float, seconds: float, minimum: int) -> int:
    """Return how many workers sustain `rate` requests per second when each request takes up to `seconds`."""
    return min(MAX_WORKERS, max(minimum, math.ceil(rate * seconds)))


async def run_workers(worker: Callable[[], Awaitable[None]], count: int) -> None:
    """Run `count` copies of `worker` until all have returned."""
    errors: list[Exception] = []
    async with anyio.create_task_group() as group:

        async def run_one() -> None:
            try:
                await worker()
            except Exception as error:  # noqa: BLE001 - raised below, without the exception group around it
                errors.append(error)
                if not isinstance(error, CanceledError):  # a cancellation ends all other workers anyway
                    group.cancel_scope.cancel()

        for _ in range(count):
            group.start_soon(run_one)
    if errors:
        raise next((error for error in errors if not isinstance(error, CanceledError)), errors[0])
