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

from pulumi_azure_face.client.account_client import Session, connect
from pulumi_azure_face.client.accounts.configuration import Account

from .event_loop import Loop

T = TypeVar("T")

HEARTBEAT = 0.5  # seconds between two looks at whether the engine is still there


class EngineGone(Exception):
    """Nobody waits for this call any more."""


class Bridge:
    """The loop and the sessions that all calls of a process share."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._loop: Loop | None = None
        self._sessions: dict[Account, Session] = {}

    def run(self, work: Callable[[Session], Awaitable[T]], account: Account, is_alive: Callable[[], bool]) -> T:
        """Run `work` on the loop and wait for it on this thread; stops it when the engine is gone."""
        future = self.start(work, account)
        while True:
            try:
                return future.result(timeout=HEARTBEAT)
            except NotYet:
                if future.done():  # just now, or the time limit was the work's own: either way that is the answer
                    return future.result()
                if not is_alive():
                    self._abandon(future)

    def start(self, work: Callable[[Session], Awaitable[T]], account: Account) -> Future[T]:
        """Have `work` begin on the loop."""

        async def with_session() -> T:
            return await work(self._session(account))

        return self._one_loop().start(with_session())

    def _abandon(self, future: Future[T]) -> None:
        future.cancel()
        try:
            future.result()
        except CancelledError:
            raise EngineGone from None

    def _one_loop(self) -> Loop:
        with self._lock:
            if self._loop is None:
                self._loop = Loop(self._close)
            return self._loop

    async def _close(self) -> None:
        for session in self._sessions.values():
            await session.close()

    def _session(self, account: Account) -> Session:
        """On the loop only, so it needs no lock."""
        if account not in self._sessions:
            self._sessions[account] = connect(account)
        return self._sessions[account]


bridge = Bridge()
"""The process's own."""
