"""Time as the service writes it: UTC in steps of 100 nanoseconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timezone

Clock = Callable[[], int]
"""Gives the present as a count of ticks (100 ns) since 1970, never going back."""

TICKS_PER_SECOND = 10_000_000

_START = time.time_ns() - time.monotonic_ns()


def now() -> int:
    """The wall clock, but unmoved when somebody sets it: a running training must not be stretched or cut."""
    return (_START + time.monotonic_ns()) // 100


def text(ticks: int, *, utc: str = "Z") -> str:
    """ISO 8601 with up to 7 fractional digits, trailing zeros dropped; UTC is written in two ways
    (face-api.md#response-timestamps).
    """
    seconds, fraction = divmod(ticks, TICKS_PER_SECOND)
    whole = datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S")
    digits = f".{fraction:07}".rstrip("0").rstrip(".")
    return f"{whole}{digits}{utc}"
