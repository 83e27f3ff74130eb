"""A bound on a whole operation, with an error that says what was not done in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import anyio

from .errors import DeadlineExceededError


@contextmanager
def deadline(seconds: float, operation: str, last_status: Callable[[], str] = str) -> Iterator[None]:
    """Raise TimedOut when the block is not done after so long; `last_status` tells what was seen last, if anything."""
    with anyio.move_on_after(seconds) as limit:
        yield
    if limit.cancelled_caught:
        seen = last_status()
        raise DeadlineExceededError(operation, f"not done after {seconds:g} s{seen and f'; {seen}'}")
