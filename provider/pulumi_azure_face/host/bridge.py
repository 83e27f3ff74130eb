"""From threads to one event loop in the process, and back: the engine's in its host, a program's own in its process.

All calls share the loop, one session per account, and so one connection pool and one governor. A call whose engine is
gone is cancelled: an orphaned host must not go on writing.
"""

from __future__ import annotations

import atexit
import os
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as NotYet
from contextlib import ExitStack
from threading import Lock
from typing import Any, TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal

from pulumi_azure_face.client import accounts
from pulumi_azure_face.client.accounts import Account
from pulumi_azure_face.client.session import Session, connect
from pulumi_azure_face.lifecycle.claims import Claims
from pulumi_azure_face.lifecycle.memory import Memory

T = TypeVar("T")

HEARTBEAT = 0.5  # seconds between two looks at whether the engine is still there


class EngineGone(Exception):
    """Nobody waits for this call any more."""


class Bridge:
    """What one host process shares among all its calls."""

    def __init__(self) -> None:
        self.claims = Claims()
        self.memory = Memory()
        self._config: Mapping[str, str] = {}
        self._keys: dict[Any, str] = {}
        self._lock = Lock()
        self._renewing = Lock()
        self._renewed = False
        self._portal: BlockingPortal | None = None
        self._open = ExitStack()
        self._sessions: dict[Account, Session] = {}

    def configure(self, config: Mapping[str, str]) -> None:
        """Take the stack's configuration; it is used when a call needs an account, and never stored."""
        self._config = config

    @property
    def config(self) -> Mapping[str, str]:
        return self._config

    def renew(self, used: Mapping[str, str], settings_now: Callable[[], Mapping[str, str]]) -> bool:
        """After a refused key: take the settings as they are now, once. Whether they are others than were `used`."""
        with self._renewing:
            if not self._renewed:
                self._renewed = True
                self._config = settings_now() or self._config
        return self._config != used

    def learn_key(self, inputs: Mapping[str, Any]) -> None:
        """Remember the key that the program gives for an account of its own: what a state holds may be older."""
        if inputs.get("account") and isinstance(inputs.get("account_key"), str):
            self._keys[inputs["account"]] = inputs["account_key"]

    def account(self, props: Mapping[str, Any]) -> Account:
        """The account that a resource's inputs or state name; raises BadSetting."""
        name = props.get("account")
        return accounts.resolve(self._config, os.environ, name, self._keys.get(name, props.get("account_key")))

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

        return self._loop().start_task_soon(with_session)

    def _abandon(self, future: Future[T]) -> None:
        future.cancel()
        try:
            future.result()
        except CancelledError:
            raise EngineGone from None

    def _loop(self) -> BlockingPortal:
        with self._lock:
            if self._portal is None:
                self._portal = self._open.enter_context(start_blocking_portal("asyncio"))
                self._open.callback(self._portal.call, self._close, self._portal)
                # Left to the end of the interpreter it would wait for a thread that stands still by then, and the
                # engine for it, five seconds long.
                atexit.register(self._open.close)
            return self._portal

    async def _close(self, portal: BlockingPortal) -> None:
        """At the end of the process nobody waits any more for what may still be under way, as after Ctrl-C."""
        for session in self._sessions.values():
            await session.close()
        await portal.stop(cancel_remaining=True)

    def _session(self, account: Account) -> Session:
        """On the loop only, so it needs no lock."""
        if account not in self._sessions:
            self._sessions[account] = connect(account)
        return self._sessions[account]


bridge = Bridge()
"""The process's own. The engine starts a process for each preview and each update."""
