"""The client of one account: picks the API version, limits the rate, sends, and retries where that is safe."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pulumi_azure_face.client.accounts.auth import Auth, KeyAuth, default_entra_auth
from pulumi_azure_face.client.accounts.configuration import Account
from pulumi_azure_face.client.concurrency.cancellation import CANCELLATION

from .api_calls import ApiCall
from .errors import (
    FaceError,
    ThrottledError,
    UnexpectedResponseError,
    UnreachableError,
    UnsupportedOperationError,
    from_response,
)
from .events import ON_WARNING
from .http import HttpTransport, Request, Response
from .rate_limiter import RateLimiter
from .request_counter import record_request
from .retry import send_with_retries

METHODS_WITH_RESULT = ("GET", "POST")  # face-api.md#response-empty-success


class AccountClient:
    """Sends every request to one account, with one connection pool and one rate limiter."""

    def __init__(self, account: Account, transport: HttpTransport) -> None:
        self.account = account
        self._transport = transport
        self._rate_limiter = RateLimiter(account.requests_per_second)
        self._rerouted: set[ApiCall] = set()
        self.write_count = 0
        """How many requests other than GET have ended, successfully or not. A cached list is stale once it changes."""

    async def send(self, request: Request) -> Response:
        """Send a request and retry it until it succeeds.

        Raises:
            FaceError: The request failed, and another attempt is unsafe, pointless, or past the deadline.
        """
        version = self._version_for(request)
        try:
            return await send_with_retries(request.method, lambda: self._send_once(request, version))
        finally:
            if request.method != "GET":
                self.write_count += 1

    def _version_for(self, request: Request) -> str:
        version = request.call.version_for(self.account.api_version)
        if version is None:
            raise UnsupportedOperationError(request.operation, "no version of the API has this call")
        if version != self.account.api_version:
            self._warn_once(request.call, version)
        return version

    def _warn_once(self, call: ApiCall, version: str) -> None:
        if call not in self._rerouted:
            self._rerouted.add(call)
            missing = f"{call.method} /{call.paths[version]}"
            ON_WARNING.get()(f"API version {self.account.api_version} has no {missing}: using {version} instead")

    async def _send_once(self, request: Request, version: str) -> Response:
        cancellation = CANCELLATION.get()
        with cancellation.waiting(request.operation):
            await self._rate_limiter.acquire()
        record_request()
        with cancellation.in_flight(request.operation):
            response = await self._transport.send(request, version)
        error = error_in(response, request)
        if error is None:
            return response
        if isinstance(error, ThrottledError):
            self._rate_limiter.pause(error.retry_after)
        raise error

    async def close(self) -> None:
        await self._transport.close()


def error_in(response: Response, request: Request) -> FaceError | None:
    """Return the error that a response reports, or None for a success."""
    operation, status = request.operation, response.status
    if status >= 300:
        return from_response(operation, status, response.headers, response.body)
    if response.is_not_json:
        return UnexpectedResponseError(
            operation, f"{status} with content that is not JSON, so it is not from the Face service"
        )
    if is_cut_off(response, request):
        return UnreachableError(operation, f"{status} with an incomplete response", may_have_succeeded=True)
    return None


def is_cut_off(response: Response, request: Request) -> bool:
    """Whether a proxy passed on only a part of the JSON, which is a lost reply.

    A connection that breaks is noticed by the HTTP library. A proxy that buffers replies can end one early and still
    send a length that fits.
    """
    if not response.body:
        return request.method in METHODS_WITH_RESULT and response.status == 200  # face-api.md#response-train-accepted
    try:
        json.loads(response.body)
    except ValueError:
        return True
    return False


def connect(account: Account) -> AccountClient:
    return AccountClient(account, HttpTransport(account, auth_for(account)))


def auth_for(account: Account) -> Auth:
    return KeyAuth(account.key) if account.key else default_entra_auth()


@asynccontextmanager
async def open_client(account: Account) -> AsyncIterator[AccountClient]:
    """Provide a client that is closed at the end of the block."""
    client = connect(account)
    try:
        yield client
    finally:
        await client.close()
