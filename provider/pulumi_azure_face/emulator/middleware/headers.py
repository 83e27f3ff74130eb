"""The headers of every response.

See face-api.md#header-apim-request-id, face-api.md#header-envoy-upstream-time, face-api.md#header-billing-usage,
face-api.md#header-ms-region, face-api.md#header-security.

Two headers are omitted on purpose: `x-ms-error-code`, which is declared but absent from the recordings
(face-api.md#header-ms-error-code), and `Retry-After`, which no source shows (face-api.md#header-retry-after) and which
makes the official clients retry without telling the caller (face-api.md#sdk-retry-after). A fault rule can add both,
and the setting `retry_after` adds the second to 429 responses (`rate_limit.py`).
"""

from __future__ import annotations

import time
from uuid import uuid4

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_REGION = "East Asia"
_ONE_TRANSACTION = "CognitiveServices.Face.Transaction=1"


class HeadersMiddleware:
    """Give each request an id and each response its headers. Only successful Face calls are billed."""

    def __init__(self, app: ASGIApp, *, is_billed: bool) -> None:
        self._app = app
        self._is_billed = is_billed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["request_id"], start = str(uuid4()), time.perf_counter()

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["apim-request-id"] = scope["request_id"]
                headers["x-envoy-upstream-service-time"] = str(round((time.perf_counter() - start) * 1000))
                headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains; preload"
                headers["x-content-type-options"] = "nosniff"
                headers["x-ms-region"] = _REGION
                if self._is_billed and message["status"] < 400:
                    headers["CSP-Billing-Usage"] = _ONE_TRANSACTION
            await send(message)

        await self._app(scope, receive, send_with_headers)
