"""The emulator as one ASGI application."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from pulumi_azure_face.emulator.middleware.rate_limit import Bucket
from pulumi_azure_face.emulator.middleware.stack import HEALTH, MiddlewareStack
from pulumi_azure_face.emulator.models.account import Account
from pulumi_azure_face.emulator.responses.errors import ServiceError
from pulumi_azure_face.emulator.routes.table import FACE_ROUTES, no_such_call

from .admin import routes
from .middleware import rate_limit
from .models import clock
from .responses import replies
from .service import AccountKey, Service
from .settings import Settings


def create_app(settings: Settings | None = None, *, now: clock.Clock = clock.now) -> Starlette:
    """A Face service with an empty account. `now` stands in for the time, for tests that cannot wait for it."""
    chosen = settings or Settings()
    rate = rate_limit.rate_of(chosen)
    service = Service(chosen, Account(chosen, now), Bucket(rate, now) if rate else None, AccountKey(chosen.key))
    app = Starlette(
        routes=[*FACE_ROUTES, Mount("/_emulator", routes.ROUTER), Route(HEALTH, health)],
        middleware=[Middleware(MiddlewareStack, service=service)],
        exception_handlers={
            ServiceError: replies.service_error,
            ClientDisconnect: replies.to_nobody,
            404: no_such_call,
            405: no_such_call,
        },
    )
    app.router.redirect_slashes = False
    app.state.service = service
    return app


async def health(_: Request) -> Response:
    """Whether the emulator is up: the one thing to be had without the key."""
    return replies.payload({"status": "ok"})
