"""An event loop on a background thread that ends with the process.

The constructor does not wait for the thread to start. An interrupt during the start of anyio's blocking portal would
leave a thread that nobody ends and that the interpreter waits for.
"""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from contextlib import closing
from threading import Thread
from typing import TypeVar

T = TypeVar("T")

SHUTDOWN_TIMEOUT = 3.0  # less than the 5 s after which the engine kills a host


class EventLoop:
    """Runs coroutines for any thread.

    Args:
        finish: Runs last, after all coroutines have ended or were canceled.
    """

    def __init__(self, finish: Callable[[], Awaitable[None]]) -> None:
        self._finish = finish
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._run, name="azure-face", daemon=True)
        self._thread.start()
        # Connections that are still open when the interpreter ends cause warnings.
        atexit.register(self._end)

    def start(self, work: Coroutine[object, object, T]) -> Future[T]:
        """Schedule a coroutine. Canceling the future cancels it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def _run(self) -> None:
        with closing(self._loop):
            self._loop.run_forever()

    def _end(self) -> None:
        """Cancel everything that is running, as after Ctrl-C, and wait a limited time for it to end."""
        self.start(self._shut_down())
        self._thread.join(SHUTDOWN_TIMEOUT)

    async def _shut_down(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._finish()
        self._loop.stop()
