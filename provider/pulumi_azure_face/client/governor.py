"""One rate for all who talk to one account, and one pause for all of them when the service says 429."""

from __future__ import annotations

import anyio
from aiolimiter import AsyncLimiter


class Governor:
    """Hands out turns, evenly spaced, so that no window of the service's own counting ever holds too many."""

    def __init__(self, requests_per_second: float) -> None:
        self._limiter = AsyncLimiter(1, 1 / requests_per_second)
        self._resume_at = 0.0

    async def turn(self) -> None:
        """Wait until one more request may go out."""
        while True:
            await self._paused()
            await self._limiter.acquire()
            if anyio.current_time() >= self._resume_at:
                return

    def pause(self, seconds: float) -> None:
        """Let nobody through for so long."""
        self._resume_at = max(self._resume_at, anyio.current_time() + seconds)

    async def _paused(self) -> None:
        # Not an event: the pause may be made longer while we sleep.
        while (remaining := self._resume_at - anyio.current_time()) > 0:  # noqa: ASYNC110
            await anyio.sleep(remaining)
