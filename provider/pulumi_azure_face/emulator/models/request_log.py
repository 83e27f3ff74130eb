"""The log of Face calls, for tests. It has no calls of the admin API, no headers (so never a key), and no bodies."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

_MAX_ENTRIES = 100_000
"""The number of entries kept: enough for any test, and an emulator that keeps running does not fill the memory."""


@dataclass(slots=True)
class Entry:
    """A call. `status` and `seconds` are None before the response, and if there is none."""

    method: str
    path: str
    query: bytes
    time: float
    request_id: str
    status: int | None = None
    seconds: float | None = None

    def to_json(self) -> dict[str, Any]:
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
    """The calls in the order of their arrival."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=_MAX_ENTRIES)

    def add(self, entry: Entry) -> None:
        self._entries.append(entry)

    def to_json(self) -> list[dict[str, Any]]:
        return [entry.to_json() for entry in self._entries]

    def clear(self) -> None:
        self._entries.clear()
