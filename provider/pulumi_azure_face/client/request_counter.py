"""How many requests an operation makes, repeated tries included: what the service counts
(face-api.md#rate-limit-counts-every-call).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Meter:
    requests: int = 0


METER: ContextVar[Meter | None] = ContextVar("METER", default=None)


@contextmanager
def metered() -> Iterator[Meter]:
    """Count the requests of the block and of the tasks that it starts."""
    meter = Meter()
    token = METER.set(meter)
    try:
        yield meter
    finally:
        METER.reset(token)


def count_request() -> None:
    meter = METER.get()
    if meter is not None:
        meter.requests += 1
