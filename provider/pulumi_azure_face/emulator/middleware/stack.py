"""The middleware of each request in order, outermost first: headers, log, latency, key, rate limit, faults.

The log comes before the key check, so that rejected calls are logged too. The rate limit and the faults come after it,
so that a call with a wrong key uses up neither.
"""

from __future__ import annotations

from asyncio import sleep
from hmac import compare_digest

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from pulumi_azure_face.emulator.models import errors
from pulumi_azure_face.emulator.requests.paths import HEALTH_PATH, is_face_call
from pulumi_azure_face.emulator.responses import replies
from pulumi_azure_face.emulator.service import AccountKey, Service
from pulumi_azure_face.emulator.settings import WILDCARD, Settings

from .fault_injection import FaultMiddleware
from .headers import HeadersMiddleware
from .rate_limit import RateLimitMiddleware
from .request_log import RequestLogMiddleware


class MiddlewareStack:
    """Send each request through its middleware: all of it for Face calls, a part of it for other requests."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        settings = service.settings
        self._app = app
        self._health = HeadersMiddleware(app, is_billed=False)
        self._admin = HeadersMiddleware(AuthMiddleware(app, settings, AccountKey(settings.key)), is_billed=False)
        face: ASGIApp = FaultMiddleware(app, service.faults)
        if service.bucket:
            face = RateLimitMiddleware(face, service.bucket, settings)
        face = AuthMiddleware(face, settings, service.account_key)
        face = LatencyMiddleware(face, settings.latency)
        face = RequestLogMiddleware(face, service.request_log)
        self._face = HeadersMiddleware(face, is_billed=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            # A client that is given an endpoint with a trailing slash sends a path with two leading slashes.
            scope["path"] = "/" + scope["path"].lstrip("/")
        await self._select(scope)(scope, receive, send)

    def _select(self, scope: Scope) -> ASGIApp:
        if scope["type"] != "http":
            return self._app
        if is_face_call(scope["path"]):
            return self._face
        return self._health if scope["path"] == HEALTH_PATH else self._admin


class LatencyMiddleware:
    """Delay each call by the latency of the network and the service. Concurrent calls wait at the same time."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._seconds:
            await sleep(self._seconds)
        await self._app(scope, receive, send)


class AuthMiddleware:
    """Reject requests without the key of the account or its token.

    See face-api.md#auth-key-header and face-api.md#auth-entra-scope. The admin API has a separate `AccountKey`, which
    keeps the initial key.
    """

    def __init__(self, app: ASGIApp, settings: Settings, account_key: AccountKey) -> None:
        self._app = app
        self._account_key = account_key
        self._token = settings.token
        self._error = errors.access_denied() if settings.numeric_codes else errors.invalid_key()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        key = headers.get("ocp-apim-subscription-key", "")
        if _is_same_secret(key, self._account_key.key) or self._has_valid_token(headers):
            await self._app(scope, receive, send)
        else:
            await replies.error_reply(self._error)(scope, receive, send)

    def _has_valid_token(self, headers: Headers) -> bool:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if self._token is None or scheme.lower() != "bearer" or not token:
            return False
        return self._token == WILDCARD or _is_same_secret(token, self._token)


def _is_same_secret(actual: str, expected: str) -> bool:
    return compare_digest(actual.encode("latin-1"), expected.encode())
