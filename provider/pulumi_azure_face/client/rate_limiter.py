"""One rate for all who talk to one account, and one pause for all of them when the service says 429.

Written by hand because the libraries' buckets do one of two things that a service which counts strictly punishes: they
save up a burst, or they lose for good what a late wake of the loop has cost (a tenth of the rate at 100 a second).

Work in bulk queues apart, and the two queues take turns: a poll or a delete waits for a turn or two, not for all the
workers of a gallery; at 20 requests a minute (face-api.md#rate-limit-free) that is seconds instead of a minute.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import anyio

TOLERANCE = 0.05  # seconds of a second that late turns may take back from it; the usual lateness of a wake is far below

IS_BULK: ContextVar[bool] = ContextVar("BULK", default=False)


@contextmanager
def bulk_priority() -> Iterator[None]:
    """Around work of thousands of requests, so that single ones go between."""
    token = IS_BULK.set(True)
    try:
        yield
    finally:
        IS_BULK.reset(token)


class Schedule:
    """When the next turn may be taken: evenly spaced, and in no second (less the slack) more often than the rate.

    Turns that come late because the machine was busy are made up for as soon as that second allows, so that a run does
    not lose the sum of all its delays.
    """

    def __init__(self, rate: float) -> None:
        self._gap = 1 / rate
        self._slots_per_period = max(1, int(rate))
        self._period = (
            self._slots_per_period * self._gap
        )  # a second; at less than one turn a second, the time between two
        self._recent: deque[float] = deque(maxlen=self._slots_per_period)
        self._due = 0.0

    def next_slot(self) -> float:
        full = len(self._recent) == self._slots_per_period
        return max(self._due, self._recent[0] + self._period - TOLERANCE) if full else self._due

    def take(self, now: float, *, was_queued: bool) -> None:
        """Note a turn; `was_queued` when somebody waited for it. An idle time saves nothing up."""
        self._due = self._gap + (max(self._due, now - self._period) if was_queued else now)
        self._recent.append(now)

    def pause_until(self, time: float) -> None:
        """Nothing is made up for after a pause: it was asked for."""
        self._due = max(self._due, time)


class RateLimiter:
    """Hands out turns, in either queue first come first served."""

    def __init__(self, requests_per_second: float) -> None:
        self._schedule = Schedule(requests_per_second)
        self._queues = {bulk: anyio.Lock() for bulk in (False, True)}
        self._next = anyio.Lock()  # waited for by the first of either queue, so they alternate

    async def acquire(self) -> None:
        """Wait until one more request may go out."""
        queue = self._queues[IS_BULK.get()]
        waited = queue.locked() or self._next.locked()
        async with queue, self._next:
            while (remaining := self._schedule.next_slot() - anyio.current_time()) > 0:
                waited = True
                await anyio.sleep(remaining)  # and look again: a pause may have been made longer meanwhile
            self._schedule.take(anyio.current_time(), was_queued=waited)

    def pause(self, seconds: float) -> None:
        """Let nobody through for so long."""
        self._schedule.pause_until(anyio.current_time() + seconds)
