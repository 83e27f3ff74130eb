"""Workers that share a queue."""

from __future__ import annotations

import anyio
import anyio.lowlevel
import pytest

from pulumi_azure_face.client.concurrency.workers import run_workers, worker_count

pytestmark = pytest.mark.anyio


async def test_first_error_stops_all_workers_and_is_raised_unwrapped() -> None:
    """The first error stops the other workers and is raised without an exception group."""
    queue, finished = iter(range(3)), []

    async def worker() -> None:
        for number in queue:
            if number == 1:
                raise LookupError("second item")
            await anyio.sleep(30)
            finished.append(number)

    with pytest.raises(LookupError, match="second item"), anyio.fail_after(5):
        await run_workers(worker, 3)
    assert finished == []


@pytest.mark.parametrize("count", [1, 2, 20])
async def test_each_item_is_processed_once(count: int) -> None:
    """Each item is processed once, with more workers than items or with fewer."""
    queue, done = iter(range(10)), []

    async def worker() -> None:
        for number in queue:
            await anyio.lowlevel.checkpoint()
            done.append(number)

    await run_workers(worker, count)

    assert sorted(done) == list(range(10))


async def test_no_workers_return_immediately() -> None:
    """Without workers the call returns immediately."""
    await run_workers(lambda: anyio.sleep(30), 0)


@pytest.mark.parametrize(
    ("rate", "seconds", "minimum", "workers"),
    [(10, 2.0, 16, 20), (20 / 60, 2.0, 16, 16), (100, 0.5, 4, 50), (100, 2.0, 16, 100), (10, 0.25, 1, 3)],
)
def test_worker_count_matches_rate_and_duration(rate: float, seconds: float, minimum: int, workers: int) -> None:
    """There are enough workers to reach the rate, at least the minimum, and at most one per connection."""
    assert worker_count(rate, seconds, minimum) == workers
