"""One rate for all who talk to one account, and one pause for all of them when the service says 429.

Written by hand because the libraries' buckets do one of two things that a service which counts strictly punishes: they
save up a burst, or they lose for good what a late wake of the loop has cost (a tenth of the rate at 100 a second).

Work in bulk queues apart, and the two queues take turns: a poll or a delete waits for a turn or two, not for all the
workers of a gallery; at 20 requests a minute that is seconds instead of a minute.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import anyio

CATCH_UP = 0.05  # seconds that a queue may be behind its turns and still make them up; more would be a burst


BULK: ContextVar[bool] = ContextVar("BULK", default=False)


@contextmanager
def in_bulk() -> Iterator[None]:
    """Around work of thousands of requests, so that single ones go between."""
    token = BULK.set(True)
    try:
        yield
    finally:
        BULK.reset(token)


class Governor:
    """Hands out turns, evenly spaced, in either queue first come first served."""

    def __init__(self, requests_per_second: float) -> None:
        self._gap = 1 / requests_per_second
        self._due = 0.0
        self._resume_at = 0.0
        self._queues = {bulk: anyio.Lock() for bulk in (False, True)}
        self._turn = anyio.Lock()  # waited for by the first of either queue, so they alternate

    async def turn(self) -> None:
        """Wait until one more request may go out."""
        queue = self._queues[BULK.get()]
        waited = queue.locked() or self._turn.locked()
        async with queue, self._turn:
            while (remaining := max(self._due, self._resume_at) - anyio.current_time()) > 0:
                waited = True
                await anyio.sleep(remaining)  # and look again: a pause may have been made longer meanwhile
            now = anyio.current_time()
            self._due = self._gap + (max(self._due, now - CATCH_UP) if waited else now)

    def pause(self, seconds: float) -> None:
        """Let nobody through for so long."""
        self._resume_at = max(self._resume_at, anyio.current_time() + seconds)
