"""The middleware that adds every Face call to the request log."""

from __future__ import annotations

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pulumi_azure_face.emulator.models.request_log import Entry, RequestLog


class RequestLogMiddleware:
    """Log every Face call, including calls that a later middleware rejects."""

    def __init__(self, app: ASGIApp, request_log: RequestLog) -> None:
        self._app = app
        self._request_log = request_log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        entry = Entry(scope["method"], scope["path"], scope["query_string"], time.time(), scope["request_id"])
        self._request_log.add(entry)
        start = time.perf_counter()

        async def send_and_log(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
                entry.seconds = time.perf_counter() - start
            await send(message)

        await self._app(scope, receive, send_and_log)
