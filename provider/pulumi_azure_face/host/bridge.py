"""From threads to one event loop in the process, and back: the engine's in its host, a program's own in its process.

All calls share the loop, one session per account, and so one connection pool and one governor. A call whose engine is
gone is cancelled: an orphaned host must not go on writing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as NotYet
from threading import Lock
from typing import TypeVar

from pulumi_azure_face.client.account_client import AccountClient, connect
from pulumi_azure_face.client.accounts.configuration import Account

from .event_loop import EventLoop

T = TypeVar("T")

ALIVE_CHECK_INTERVAL = 0.5  # seconds between two looks at whether the engine is still there


class EngineGoneError(Exception):
    """Nobody waits for this call any more."""


class Bridge:
    """The loop and the sessions that all calls of a process share."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._loop: EventLoop | None = None
        self._clients: dict[Account, AccountClient] = {}

    def run(self, work: Callable[[AccountClient], Awaitable[T]], account: Account, is_alive: Callable[[], bool]) -> T:
        """Run `work` on the loop and wait for it on this thread; stops it when the engine is gone."""
        future = self.start(work, account)
        while True:
            try:
                return future.result(timeout=ALIVE_CHECK_INTERVAL)
            except NotYet:
                if future.done():  # just now, or the time limit was the work's own: either way that is the answer
                    return future.result()
                if not is_alive():
                    self._abandon(future)

    def start(self, work: Callable[[AccountClient], Awaitable[T]], account: Account) -> Future[T]:
        """Have `work` begin on the loop."""

        async def with_client() -> T:
            return await work(self._client(account))

        return self._get_loop().start(with_client())

    def _abandon(self, future: Future[T]) -> None:
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
        """On the loop only, so it needs no lock."""
        if account not in self._clients:
            self._clients[account] = connect(account)
        return self._clients[account]


bridge = Bridge()
"""The process's own."""
