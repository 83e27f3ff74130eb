"""A session with one account: every request takes its turn, is sent, judged, and tried again where that is right."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pulumi_azure_face.client.accounts.auth import Auth, Key, default_entra
from pulumi_azure_face.client.accounts.configuration import Account

from .api_calls import Operation
from .errors import FaceError, Misdirected, NotOffered, Throttled, from_reply
from .http import Channel, Reply, Request
from .notices import NOTICE
from .rate_limiter import Governor
from .request_counter import count_request
from .retry import Attempts


class Session:
    """What all calls to one account go through."""

    def __init__(self, account: Account, channel: Channel) -> None:
        self.account = account
        self._channel = channel
        self._governor = Governor(account.requests_per_second)
        self._elsewhere: set[Operation] = set()
        self.changes = 0
        """How many requests that may have changed something have come to an end, a good one or not."""

    async def call(self, request: Request) -> Reply:
        """Send a request until it is answered with success; raises FaceError."""
        version = self._version_for(request)
        try:
            reply: Reply = await Attempts(request.method).retrying()(self._once, request, version)
        finally:
            if request.method != "GET":
                self.changes += 1
        return reply

    def _version_for(self, request: Request) -> str:
        version = request.operation.version_for(self.account.api_version)
        if version is None:
            raise NotOffered(request.tried, "no version of the API has this call")
        if version != self.account.api_version:
            self._say_once(request.operation, version)
        return version

    def _say_once(self, operation: Operation, version: str) -> None:
        if operation not in self._elsewhere:
            self._elsewhere.add(operation)
            call = f"{operation.method} /{operation.paths[version]}"
            NOTICE.get()(f"API version {self.account.api_version} has no {call}: {version} is asked instead")

    async def _once(self, request: Request, version: str) -> Reply:
        await self._governor.turn()
        count_request()
        reply = await self._channel.send(request, version)
        error = error_in(reply, request.tried)
        if error is None:
            return reply
        if isinstance(error, Throttled):
            self._governor.pause(error.retry_after)
        raise error

    async def close(self) -> None:
        await self._channel.close()


def error_in(reply: Reply, tried: str) -> FaceError | None:
    """What a reply has against being taken for a success."""
    if reply.status >= 300:
        return from_reply(tried, reply.status, reply.headers, reply.body)
    if reply.is_foreign:
        return Misdirected(tried, f"{reply.status} with a page instead of an answer of the Face service")
    return None


def connect(account: Account) -> Session:
    return Session(account, Channel(account, auth_of(account)))


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
