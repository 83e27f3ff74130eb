"""From threads to one event loop in the process, and back: the engine's in its host, a program's own in its process.

All calls share the loop, one session per account, and so one connection pool and one governor. A call whose engine is
gone is cancelled: an orphaned host must not go on writing.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as NotYet
from threading import Lock
from typing import Any, TypeVar

from pulumi_azure_face.client import accounts
from pulumi_azure_face.client.accounts import Account
from pulumi_azure_face.client.session import Session, connect
from pulumi_azure_face.lifecycle.claims import Claims
from pulumi_azure_face.lifecycle.memory import Memory

from .loop import Loop

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
        self._loop: Loop | None = None
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
"""The process's own. The engine starts a process for each preview and each update."""
