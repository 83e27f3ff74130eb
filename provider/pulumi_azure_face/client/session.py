"""A session with one account: every request takes its turn, is sent, judged, and tried again where that is right."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from .accounts import Account
from .auth import Auth, Key, default_entra
from .errors import FaceError, Misdirected, Throttled, from_reply
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
        reply: Reply = await Attempts(request.method).retrying()(self._once, request)
        return reply

    async def _once(self, request: Request) -> Reply:
        await self._governor.turn()
        reply = await self._wire.send(request)
        error = error_in(reply, request.tried)
        if error is None:
            return reply
        if isinstance(error, Throttled):
            self._governor.pause(error.retry_after)
        raise error

    async def close(self) -> None:
        await self._wire.close()


def error_in(reply: Reply, tried: str) -> FaceError | None:
    """What a reply has against being taken for a success."""
    if reply.status >= 300:
        return from_reply(tried, reply.status, reply.headers, reply.body)
    if reply.is_page:
        return Misdirected(tried, f"{reply.status} with a page instead of an answer of the Face service")
    return None


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
