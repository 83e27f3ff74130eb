"""Several workers at one queue."""

from __future__ import annotations

import anyio
import anyio.lowlevel
import pytest

from pulumi_azure_face.client.workers import run_workers, worker_count

pytestmark = pytest.mark.anyio


async def test_the_first_error_stops_all_and_arrives_as_it_is() -> None:
    """One worker's error ends the others where they are, and reaches the caller without a group around it."""
    queue, finished = iter(range(3)), []

    async def worker() -> None:
        for number in queue:
            if number == 1:
                raise LookupError("the second")
            await anyio.sleep(30)
            finished.append(number)

    with pytest.raises(LookupError, match="the second"), anyio.fail_after(5):
        await run_workers(worker, 3)
    assert finished == []


@pytest.mark.parametrize("count", [1, 2, 20])
async def test_each_item_is_done_once(count: int) -> None:
    """Workers share the queue, whether there are more of them than items or fewer."""
    queue, done = iter(range(10)), []

    async def worker() -> None:
        for number in queue:
            await anyio.lowlevel.checkpoint()
            done.append(number)

    await run_workers(worker, count)

    assert sorted(done) == list(range(10))


async def test_nobody_has_nothing_to_do() -> None:
    """Without workers it is over at once."""
    await run_workers(lambda: anyio.sleep(30), 0)


@pytest.mark.parametrize(
    ("rate", "seconds", "least", "crew"),
    [(10, 2.0, 16, 20), (20 / 60, 2.0, 16, 16), (100, 0.5, 4, 50), (100, 2.0, 16, 100), (10, 0.25, 1, 3)],
)
def test_enough_to_keep_the_pace(rate: float, seconds: float, least: int, crew: int) -> None:
    """As many as are on their way at once when each takes so long; never fewer than asked, nor more than connections."""
    assert worker_count(rate, seconds, least) == crew
