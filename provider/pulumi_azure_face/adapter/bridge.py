"""Run async work for synchronous callers: the engine's threads in the dynamic host, or the thread of a program.

All calls of a process share one event loop and one client per account, and so one connection pool and one rate limiter.
`cancel` ends work gracefully after Ctrl-C. A call whose engine has exited is aborted, because an orphaned host must
stop writing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from threading import Lock
from typing import TypeVar

from pulumi_azure_face.client.account_client import AccountClient, connect
from pulumi_azure_face.client.accounts.configuration import Account
from pulumi_azure_face.client.concurrency.cancellation import CANCELLATION, Cancellation

from .event_loop import EventLoop

T = TypeVar("T")

ALIVE_CHECK_INTERVAL = 0.5  # seconds between checks whether the engine is still running


class EngineGoneError(Exception):
    """The engine that made this call has exited."""


class Bridge:
    """The event loop and the clients that all calls of a process share."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._loop: EventLoop | None = None
        self._clients: dict[Account, AccountClient] = {}
        self._cancellation = Cancellation()

    def run(self, work: Callable[[AccountClient], Awaitable[T]], account: Account, is_alive: Callable[[], bool]) -> T:
        """Run `work` on the event loop and block until it ends.

        Raises:
            EngineGoneError: `is_alive` returned False, and the work was aborted.
        """
        future = self.start(work, account)
        while True:
            try:
                return future.result(timeout=ALIVE_CHECK_INTERVAL)
            except FutureTimeoutError:
                if future.done():  # it ended just now, or the timeout was raised by the work itself
                    return future.result()
                if not is_alive():
                    self._abort(future)

    def start(self, work: Callable[[AccountClient], Awaitable[T]], account: Account) -> Future[T]:
        """Schedule `work` on the event loop."""

        async def with_client() -> T:
            CANCELLATION.set(self._cancellation)
            return await work(self._client(account))

        return self._get_loop().start(with_client())

    def cancel(self) -> None:
        """Cancel all running and future work gracefully. Can be called on any thread."""

        async def cancel() -> None:
            self._cancellation.cancel()

        self._get_loop().start(cancel())

    def forget_cancellation(self) -> None:
        """Let future work run again: this process goes on with another command."""
        self._cancellation = Cancellation()

    def _abort(self, future: Future[T]) -> None:
        """Stop work in the middle of its current request."""
        future.cancel()
        try:
            future.result()
        except CancelledError:
            raise EngineGoneError from None

    def _get_loop(self) -> EventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = EventLoop(self._close)
            return self._loop

    async def _close(self) -> None:
        for client in self._clients.values():
            await client.close()

    def _client(self, account: Account) -> AccountClient:
        """Return the shared client of an account. Called on the event loop only, so it needs no lock."""
        if account not in self._clients:
            self._clients[account] = connect(account)
        return self._clients[account]


bridge = Bridge()
"""The bridge of this process."""
