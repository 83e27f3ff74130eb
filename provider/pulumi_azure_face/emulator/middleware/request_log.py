"""The log of Face calls, for tests to read. Left out: calls to the admin side, headers (so never a key) and bodies."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LONGEST = 100_000
"""Entries kept; the oldest go first. Enough for any test, and an emulator left running does not fill the memory."""


@dataclass(slots=True)
class Entry:
    """One call: noted on arrival, completed when it is answered. Without a status it was not, or not yet."""

    method: str
    path: str
    query: bytes
    time: float
    request_id: str
    status: int | None = None
    seconds: float | None = None

    def shown(self) -> dict[str, Any]:
        return {
            "method": self.method,
            "path": self.path,
            "query": dict(parse_qsl(self.query.decode("latin-1"), keep_blank_values=True)),
            "status": self.status,
            "time": self.time,
            "seconds": self.seconds,
            "requestId": self.request_id,
        }


class RequestLog:
    """The calls in the order they arrived."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=_LONGEST)

    def add(self, scope: Scope) -> Entry:
        entry = Entry(scope["method"], scope["path"], scope["query_string"], time.time(), scope["request_id"])
        self._entries.append(entry)
        return entry

    def shown(self) -> list[dict[str, Any]]:
        return [entry.shown() for entry in self._entries]

    def clear(self) -> None:
        self._entries.clear()


class RequestLogMiddleware:
    """Notes every Face call that comes by, also the ones that are refused further in."""

    def __init__(self, app: ASGIApp, journal: RequestLog) -> None:
        self._app = app
        self._journal = journal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        entry, began = self._journal.add(scope), time.perf_counter()

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                entry.status = message["status"]
                entry.seconds = time.perf_counter() - began
            await send(message)

        await self._app(scope, receive, noting)
