"""An event loop on a thread of its own, which ends with the process.

Nobody waits for the thread to begin. So whoever is interrupted in the middle of starting it just goes, where anyio's
blocking portal would from then on wait for a thread that nobody ends.
"""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from contextlib import closing
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")

SHUTDOWN_SECONDS = 3.0  # seconds; five after it was asked to end, a host is killed by the engine


class EventLoop:
    """Runs what any thread hands to it.

    Args:
        finish: What is done last, when nothing is under way any more.
    """

    def __init__(self, finish: Callable[[], Awaitable[None]]) -> None:
        self._finish = finish
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, name="azure-face", daemon=True)
        self._thread.start()
        # A program that ends, or is interrupted, must not leave its connections to the end of the interpreter.
        atexit.register(self._end)

    def start(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Have `work` begin; to cancel the future is to cancel the work."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def _run(self) -> None:
        with closing(self._loop):
            self._loop.run_forever()

    def _end(self) -> None:
        """Nobody waits any more for what is under way, as after Ctrl-C; nor long for what does not let go."""
        self.start(self._shut_down())
        self._thread.join(SHUTDOWN_SECONDS)

    async def _shut_down(self) -> None:
        under_way = asyncio.all_tasks() - {asyncio.current_task()}
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
        await self._finish()
        self._loop.stop()
