"""Who hears of it while a request waits to be tried again: a busy owner may take half an hour, and silence looks like a
hang.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from .errors import ErrorDetails, FaceError


def ignore(text: str) -> None:
    """Does not listen."""


ON_RETRY: ContextVar[Callable[[str], None]] = ContextVar("LISTENER", default=ignore)
"""Set for the task that an operation runs in; its own tasks inherit it."""


def report_retry(error: FaceError, delay: float) -> None:
    said = error.reason
    reason = f"{said.status} {said.code}".rstrip() if isinstance(said, ErrorDetails) else said
    ON_RETRY.get()(f"trying again in {delay:.1f}s: {reason}")
