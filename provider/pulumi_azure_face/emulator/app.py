"""The emulator as an ASGI application."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from .admin.routes import ROUTER
from .middleware.stack import MiddlewareStack
from .models import clock, token_bucket
from .models.account import Account
from .models.errors import ServiceError
from .requests.paths import HEALTH_PATH
from .responses import replies
from .routes.table import FACE_ROUTES, handle_unknown_call
from .service import AccountKey, Service
from .settings import Settings


def create_app(settings: Settings | None = None, *, now: clock.Clock = clock.now) -> Starlette:
    """Create a Face service with an empty account.

    Args:
        settings: The behavior of the account.
        now: The clock. Tests pass their own to move time.
    """
    settings = settings or Settings()
    rate = token_bucket.select_rate(settings)
    bucket = token_bucket.TokenBucket(rate, now) if rate else None
    service = Service(settings, Account(settings, now), bucket, AccountKey(settings.key))
    app = Starlette(
        routes=[*FACE_ROUTES, Mount("/_emulator", ROUTER), Route(HEALTH_PATH, get_health)],
        middleware=[Middleware(MiddlewareStack, service=service)],
        exception_handlers={
            ServiceError: replies.handle_service_error,
            ClientDisconnect: replies.handle_disconnect,
            404: handle_unknown_call,
            405: handle_unknown_call,
        },
    )
    app.router.redirect_slashes = False
    app.state.service = service
    return app


async def get_health(_: Request) -> Response:
    """Report that the emulator is up. This is the only route that needs no key."""
    return replies.json_reply({"status": "ok"})
