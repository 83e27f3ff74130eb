"""What every request passes on its way to a handler, outermost first: headers, log, latency, key, faults.

The log comes before the key, so that refused calls are seen too; faults come after it, so that a wrong key never uses
one up. Left out: the limits on calls per second, which the emulator does not apply.
"""

from __future__ import annotations

from asyncio import sleep
from hmac import compare_digest

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from . import errors, replies
from .faults import FaultGate
from .headers import HeadersGate
from .journal import JournalGate
from .service import Service

FACE = "/face/"
HEALTH = "/healthz"


class Gates:
    """Sends a request through the gates that are for it: all for a Face call, some for the rest."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        settings = service.settings
        guarded_face = KeyGate(FaultGate(app, service.faults), settings.key)
        late_face = LatencyGate(guarded_face, settings.latency)
        self._face = HeadersGate(JournalGate(late_face, service.journal), billed=True)
        self._other = HeadersGate(KeyGate(app, settings.key), billed=False)
        self._open = HeadersGate(app, billed=False)
        self._inside = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._first_for(scope)(scope, receive, send)

    def _first_for(self, scope: Scope) -> ASGIApp:
        if scope["type"] != "http":
            return self._inside
        if scope["path"].startswith(FACE):
            return self._face
        return self._open if scope["path"] == HEALTH else self._other


class LatencyGate:
    """The time the network and the service would take. Calls made at the same time wait side by side."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self._app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._seconds:
            await sleep(self._seconds)
        await self._app(scope, receive, send)


class KeyGate:
    """Refuses a request without the account's key, whatever it asks for (contract 2)."""

    def __init__(self, app: ASGIApp, key: str) -> None:
        self._app = app
        self._key = key.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        given = Headers(scope=scope).get("ocp-apim-subscription-key", "")
        if compare_digest(given.encode("latin-1"), self._key):
            await self._app(scope, receive, send)
        else:
            await replies.error(errors.invalid_key())(scope, receive, send)
