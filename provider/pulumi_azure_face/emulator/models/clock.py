"""Time in the format of the service: UTC in ticks of 100 nanoseconds."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], int]
"""Returns the current time in ticks (100 ns) since 1970. It never decreases."""

TICKS_PER_SECOND = 10_000_000

_TEXT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,7}))?Z")
_START = time.time_ns() - time.monotonic_ns()


def now() -> int:
    """Return the current time. It ignores changes of the system clock, which would lengthen or shorten a training."""
    return (_START + time.monotonic_ns()) // 100


def format_time(ticks: int, *, utc: str = "Z") -> str:
    """Format a time as ISO 8601 with up to 7 fractional digits, without trailing zeros.

    Args:
        ticks: The time.
        utc: The suffix for UTC. The service has two (face-api.md#response-timestamps).
    """
    seconds, fraction = divmod(ticks, TICKS_PER_SECOND)
    whole = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    digits = f".{fraction:07}".rstrip("0").rstrip(".")
    return f"{whole}{digits}{utc}"


def ticks(text: str) -> int:
    """Parse a time in the format of `format_time`; raises ValueError."""
    written = _TEXT.fullmatch(text)
    if written is None:
        raise ValueError(text)
    whole = datetime.strptime(written[1], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
    return int(whole.timestamp()) * TICKS_PER_SECOND + int((written[2] or "").ljust(7, "0"))
