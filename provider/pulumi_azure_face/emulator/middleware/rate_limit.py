"""The rate limit: 429 for calls beyond it (face-api.md#error-shape-gateway, face-api.md#error-text-retry-seconds).

The limit itself is in `models/token_bucket.py`.
"""

from __future__ import annotations

import math

from starlette.types import ASGIApp, Receive, Scope, Send

from pulumi_azure_face.emulator.models import errors
from pulumi_azure_face.emulator.models.token_bucket import TokenBucket
from pulumi_azure_face.emulator.responses import replies
from pulumi_azure_face.emulator.settings import Settings


class RateLimitMiddleware:
    """Reject calls beyond the rate limit with 429 and the seconds until the next attempt can succeed."""

    def __init__(self, app: ASGIApp, bucket: TokenBucket, settings: Settings) -> None:
        self._app = app
        self._bucket = bucket
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        seconds = math.ceil(self._bucket.acquire())
        if not seconds:
            await self._app(scope, receive, send)
            return
        reply = replies.error_reply(self._build_error(scope, seconds))
        if self._settings.retry_after:
            reply.headers["Retry-After"] = str(seconds)
        await reply(scope, receive, send)

    def _build_error(self, scope: Scope, seconds: int) -> errors.ServiceError:
        if self._settings.numeric_codes:
            return errors.rate_exceeded(f"{scope['method']} {scope['path']}", self._settings.tier or "S0", seconds)
        return errors.rate_limited(seconds)
