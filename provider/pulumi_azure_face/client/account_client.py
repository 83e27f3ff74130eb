"""A session with one account: every request takes its turn, is sent, judged, and tried again where that is right."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pulumi_azure_face.client.accounts.auth import Auth, KeyAuth, default_entra_auth
from pulumi_azure_face.client.accounts.configuration import Account

from .api_calls import ApiCall
from .errors import FaceError, ThrottledError, UnexpectedResponseError, UnsupportedOperationError, from_response
from .events import ON_WARNING
from .http import HttpTransport, Request, Response
from .rate_limiter import RateLimiter
from .request_counter import record_request
from .retry import RetryPolicy


class AccountClient:
    """What all calls to one account go through."""

    def __init__(self, account: Account, channel: HttpTransport) -> None:
        self.account = account
        self._channel = channel
        self._governor = RateLimiter(account.requests_per_second)
        self._rerouted: set[ApiCall] = set()
        self.write_count = 0
        """How many requests that may have changed something have come to an end, a good one or not."""

    async def send(self, request: Request) -> Response:
        """Send a request until it is answered with success; raises FaceError."""
        version = self._version_for(request)
        try:
            reply: Response = await RetryPolicy(request.method).retrying()(self._send_once, request, version)
        finally:
            if request.method != "GET":
                self.write_count += 1
        return reply

    def _version_for(self, request: Request) -> str:
        version = request.call.version_for(self.account.api_version)
        if version is None:
            raise UnsupportedOperationError(request.operation, "no version of the API has this call")
        if version != self.account.api_version:
            self._warn_once(request.call, version)
        return version

    def _warn_once(self, operation: ApiCall, version: str) -> None:
        if operation not in self._rerouted:
            self._rerouted.add(operation)
            call = f"{operation.method} /{operation.paths[version]}"
            ON_WARNING.get()(f"API version {self.account.api_version} has no {call}: {version} is asked instead")

    async def _send_once(self, request: Request, version: str) -> Response:
        await self._governor.acquire()
        record_request()
        reply = await self._channel.send(request, version)
        error = error_in(reply, request.operation)
        if error is None:
            return reply
        if isinstance(error, ThrottledError):
            self._governor.pause(error.retry_after)
        raise error

    async def close(self) -> None:
        await self._channel.close()


def error_in(reply: Response, operation: str) -> FaceError | None:
    """What a reply has against being taken for a success."""
    if reply.status >= 300:
        return from_response(operation, reply.status, reply.headers, reply.body)
    if reply.is_not_json:
        return UnexpectedResponseError(
            operation, f"{reply.status} with a page instead of an answer of the Face service"
        )
    return None


def connect(account: Account) -> AccountClient:
    return AccountClient(account, HttpTransport(account, auth_for(account)))


def auth_for(account: Account) -> Auth:
    return KeyAuth(account.key) if account.key else default_entra_auth()


@asynccontextmanager
async def open_client(account: Account) -> AsyncIterator[AccountClient]:
    """A session for the length of a block."""
    client = connect(account)
    try:
        yield client
    finally:
        await client.close()
