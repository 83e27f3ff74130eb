"""What every request passes on its way to a handler, outermost first: headers, log, latency, key, rate, faults.

The log comes before the key, so that refused calls are seen too; rate and faults come after it, so that a wrong key
never uses one up.
"""

from __future__ import annotations

from asyncio import sleep
from hmac import compare_digest

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from pulumi_azure_face.emulator.responses import errors, replies
from pulumi_azure_face.emulator.service import AccountKey, Service
from pulumi_azure_face.emulator.settings import ANYONE, Settings

from .fault_injection import FaultMiddleware
from .headers import HeadersMiddleware
from .rate_limit import RateLimitMiddleware
from .request_log import RequestLogMiddleware

FACE = "/face/"
HEALTH = "/healthz"


class MiddlewareStack:
    """Sends a request through the gates that are for it: all for a Face call, some for the rest."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        settings = service.settings
        faulty_face = FaultMiddleware(app, service.faults)
        limited_face = RateLimitMiddleware(faulty_face, service.bucket, settings) if service.bucket else faulty_face
        late_face = LatencyMiddleware(AuthMiddleware(limited_face, settings, service.account_key), settings.latency)
        self._face = HeadersMiddleware(RequestLogMiddleware(late_face, service.request_log), billed=True)
        self._other = HeadersMiddleware(AuthMiddleware(app, settings, AccountKey(settings.key)), billed=False)
        self._open = HeadersMiddleware(app, billed=False)
        self._inside = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            # Clients put two slashes behind an endpoint that was copied with one at its end.
            scope["path"] = "/" + scope["path"].lstrip("/")
        await self._first_for(scope)(scope, receive, send)

    def _first_for(self, scope: Scope) -> ASGIApp:
        if scope["type"] != "http":
            return self._inside
        if is_face_call(scope["path"]):
            return self._face
        return self._open if scope["path"] == HEALTH else self._other


def is_face_call(path: str) -> bool:
    return path.lower().startswith(FACE)


class LatencyMiddleware:
    """The time the network and the service would take. Calls made at the same time wait side by side."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._seconds:
            await sleep(self._seconds)
        await self._app(scope, receive, send)


class AuthMiddleware:
    """Refuses a request without the account's key or the token that goes for it, whatever it asks for
    (face-api.md#auth-key-header and face-api.md#auth-entra-scope).

    The emulator's own side keeps the key it started with.
    """

    def __init__(self, app: ASGIApp, settings: Settings, door: AccountKey) -> None:
        self._app = app
        self._door = door
        self._token = settings.token
        self._refusal = errors.access_denied() if settings.numeric_codes else errors.invalid_key()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if _same(headers.get("ocp-apim-subscription-key", ""), self._door.key) or self._signed_in(headers):
            await self._app(scope, receive, send)
        else:
            await replies.error(self._refusal)(scope, receive, send)

    def _signed_in(self, headers: Headers) -> bool:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if self._token is None or scheme.lower() != "bearer" or not token:
            return False
        return self._token == ANYONE or _same(token, self._token)


def _same(given: str, expected: str) -> bool:
    return compare_digest(given.encode("latin-1"), expected.encode())
