"""Sends the requests of an examination: only GET, few, and each at most once more.

The client's own retries would hide what is to be found, and could take minutes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import anyio

from pulumi_azure_face.client.account_client import error_in
from pulumi_azure_face.client.accounts.auth import Auth
from pulumi_azure_face.client.accounts.configuration import Account
from pulumi_azure_face.client.accounts.endpoint import is_local
from pulumi_azure_face.client.errors import FaceError, ThrottledError, UnexpectedResponseError, UnreachableError
from pulumi_azure_face.client.http import HttpTransport, Request, Response
from pulumi_azure_face.client.rate_limiter import RateLimiter

# Requests per second: half of what S0 allows (face-api.md#rate-limit-standard), because other programs use the account
# too. All requests together stay within one minute of F0 (face-api.md#rate-limit-free).
RATE, LOCAL_RATE = 5.0, 1000.0
MAX_THROTTLE_WAIT = 3.0  # seconds; a longer wait than this is an answer too


@dataclass
class Probe:
    """The connections of an examination to its account."""

    account: Account
    auth: Auth
    timeout: float
    throttled: list[ThrottledError] = field(default_factory=list)
    """The replies with 429 so far."""
    requests: int = 0
    last_headers: Mapping[str, str] = field(default_factory=dict)
    """The headers of the latest response."""

    def __post_init__(self) -> None:
        self._transport = HttpTransport(self.account, self.auth)
        self._rate_limiter = RateLimiter(LOCAL_RATE if is_local(self.account.endpoint) else RATE)

    async def get(self, request: Request, version: str | None = None) -> Response:
        """Send a GET, and once more after a short wait that a 429 asks for.

        Raises:
            FaceError: The request failed.
        """
        await self._rate_limiter.acquire()
        try:
            return await self.send_once(request, version)
        except ThrottledError as error:
            if error.retry_after > MAX_THROTTLE_WAIT:
                raise
            await anyio.sleep(error.retry_after)
            return await self.send_once(request, version)

    async def send_once(self, request: Request, version: str | None = None) -> Response:
        assert request.method == "GET"
        self.requests += 1
        response = await self._exchange(request, version or self.account.api_version)
        self.last_headers = response.headers
        error = error_in(response, request)
        if error is None:
            return response
        if isinstance(error, ThrottledError):
            self.throttled.append(error)
        raise as_misdirected(error, response)

    async def _exchange(self, request: Request, version: str) -> Response:
        with anyio.move_on_after(self.timeout):
            return await self._transport.send(request, version)
        reason = f"no response within {self.timeout:g} s"
        raise UnreachableError(request.operation, reason, may_have_succeeded=True)

    async def close(self) -> None:
        await self._transport.close()


def as_misdirected(error: FaceError, response: Response) -> FaceError:
    """Return the error, or that of a page if a response with an error status is one: the Face service sends JSON."""
    if response.status < 400 or not response.is_not_json:
        return error
    return UnexpectedResponseError(error.operation, f"{response.status} with content that is not JSON")


def with_query(request: Request, **query: str) -> Request:
    return replace(request, query={**request.query, **query})
