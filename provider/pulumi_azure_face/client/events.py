"""Callbacks for what a user should know while an operation runs: retries and warnings.

Both are context variables, so that tasks started by an operation report to the same listener.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from .errors import ErrorDetails, FaceError


def ignore(text: str) -> None:
    """Drop the message."""


ON_RETRY: ContextVar[Callable[[str], None]] = ContextVar("ON_RETRY", default=ignore)
"""Receives a line before each wait for a retry: a container can be busy for half an hour."""

ON_WARNING: ContextVar[Callable[[str], None]] = ContextVar("ON_WARNING", default=ignore)
"""Receives warnings about requests that succeed, such as a call that another API version answers."""


def report_retry(error: FaceError, delay: float) -> None:
    """Tell the listener why a request waits `delay` seconds before its next attempt."""
    details = error.reason
    reason = f"{details.status} {details.code}".rstrip() if isinstance(details, ErrorDetails) else details
    ON_RETRY.get()(f"retrying in {delay:.1f} s: {reason}")
