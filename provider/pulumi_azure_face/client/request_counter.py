"""Counts the requests of an operation, retries included: the transactions that the service bills
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


COUNTER: ContextVar[RequestCounter | None] = ContextVar("COUNTER", default=None)


@contextmanager
def count_requests() -> Iterator[RequestCounter]:
    """Count the requests of the block and of the tasks that it starts."""
    counter = RequestCounter()
    token = COUNTER.set(counter)
    try:
        yield counter
    finally:
        COUNTER.reset(token)


def record_request() -> None:
    counter = COUNTER.get()
    if counter is not None:
        counter.requests += 1
