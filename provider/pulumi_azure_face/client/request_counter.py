"""How many requests an operation makes, repeated tries included: what the service counts
(face-api.md#rate-limit-counts-every-call).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class RequestCounter:
    requests: int = 0


COUNTER: ContextVar[RequestCounter | None] = ContextVar("METER", default=None)


@contextmanager
def count_requests() -> Iterator[RequestCounter]:
    """Count the requests of the block and of the tasks that it starts."""
    meter = RequestCounter()
    token = COUNTER.set(meter)
    try:
        yield meter
    finally:
        COUNTER.reset(token)


def record_request() -> None:
    meter = COUNTER.get()
    if meter is not None:
        meter.requests += 1
