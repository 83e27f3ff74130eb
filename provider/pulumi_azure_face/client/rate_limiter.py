"""One request rate per account, and one pause for all its requests when the service answers 429.

The token buckets of common libraries do not fit. Some save up a burst, which a service that counts strictly rejects.
Others lose the time by which the event loop wakes late, which is a tenth of the rate at 100 requests/s.

Bulk work waits in a queue apart from everything else, and the two queues alternate. A poll or a delete waits for one or
two slots instead of for all workers of a gallery. At 20 requests a minute (face-api.md#rate-limit-free), it waits
seconds instead of a minute.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import anyio

TOLERANCE = 0.05  # seconds by which a period may be shorter after late slots; the event loop rarely wakes this late

IS_BULK: ContextVar[bool] = ContextVar("IS_BULK", default=False)


@contextmanager
def bulk_priority() -> Iterator[None]:
    """Put the requests of the block, and of tasks that it starts, in the bulk queue."""
    token = IS_BULK.set(True)
    try:
        yield
    finally:
        IS_BULK.reset(token)


class Schedule:
    """Decides when the next request may start: at even intervals, and never more than the rate in any period.

    If the machine is busy and slots start late, the following ones start earlier, as far as the period allows. So
    delays do not add up over a run.
    """

    def __init__(self, rate: float) -> None:
        self._interval = 1 / rate
        self._slots_per_period = max(1, int(rate))
        self._period = self._slots_per_period * self._interval  # one second, or one interval below one request/s
        self._recent: deque[float] = deque(maxlen=self._slots_per_period)
        self._next_at = 0.0

    def next_slot(self) -> float:
        is_full = len(self._recent) == self._slots_per_period
        return max(self._next_at, self._recent[0] + self._period - TOLERANCE) if is_full else self._next_at

    def take(self, now: float, *, was_queued: bool) -> None:
        """Record a request at `now`. Only a request that was queued may catch up: idle time gives no extra slots."""
        self._next_at = self._interval + (max(self._next_at, now - self._period) if was_queued else now)
        self._recent.append(now)

    def pause_until(self, time: float) -> None:
        """Delay the next slot. The time of the pause is not caught up."""
        self._next_at = max(self._next_at, time)


class RateLimiter:
    """Grants slots for requests, first come first served in each of the two queues."""

    def __init__(self, requests_per_second: float) -> None:
        self._schedule = Schedule(requests_per_second)
        self._queues = {is_bulk: anyio.Lock() for is_bulk in (False, True)}
        self._next = anyio.Lock()  # only the heads of the two queues wait for it, so the queues alternate

    async def acquire(self) -> None:
        """Wait until one more request may start."""
        queue = self._queues[IS_BULK.get()]
        was_queued = queue.locked() or self._next.locked()
        async with queue, self._next:
            while (remaining := self._schedule.next_slot() - anyio.current_time()) > 0:
                was_queued = True
                await anyio.sleep(remaining)  # then check again: another request may have extended the pause
            self._schedule.take(anyio.current_time(), was_queued=was_queued)

    def pause(self, seconds: float) -> None:
        """Start no request for this many seconds."""
        self._schedule.pause_until(anyio.current_time() + seconds)
