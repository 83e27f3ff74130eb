"""A session with one account: every request takes its turn, is sent, judged, and tried again where that is right."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from . import errors
from .accounts import Account
from .auth import Auth, Key, default_entra
from .governor import Governor
from .http import Reply, Request, Wire
from .retry import Attempts


class Session:
    """What all calls to one account go through."""

    def __init__(self, account: Account, wire: Wire) -> None:
        self.account = account
        self._wire = wire
        self._governor = Governor(account.requests_per_second)

    async def call(self, request: Request) -> Reply:
        """Send a request until it is answered with success; raises FaceError."""
        async for attempt in Attempts(request.method).retrying():
            with attempt:
                return await self._once(request)
        raise AssertionError("tenacity either returns or raises")

    async def _once(self, request: Request) -> Reply:
        await self._governor.turn()
        reply = await self._wire.send(request)
        if reply.status < 300:
            return reply
        error = errors.from_reply(request.tried, reply.status, reply.headers, reply.body)
        if isinstance(error, errors.Throttled):
            self._governor.pause(error.retry_after)
        raise error

    async def close(self) -> None:
        await self._wire.close()


def connect(account: Account) -> Session:
    return Session(account, Wire(account, auth_of(account)))


def auth_of(account: Account) -> Auth:
    return Key(account.key) if account.key else default_entra()


@asynccontextmanager
async def opened(account: Account) -> AsyncIterator[Session]:
    """A session for the length of a block."""
    session = connect(account)
    try:
        yield session
    finally:
        await session.close()
