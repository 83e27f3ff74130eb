"""Who hears of it while a request waits to be tried again: a busy owner may take half an hour, and silence looks like a
hang.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from .errors import FaceError, Said


def nobody(text: str) -> None:
    """Does not listen."""


LISTENER: ContextVar[Callable[[str], None]] = ContextVar("LISTENER", default=nobody)
"""Set for the task that an operation runs in; its own tasks inherit it."""


def tell(error: FaceError, pause: float) -> None:
    said = error.said
    reason = f"{said.status} {said.code}".rstrip() if isinstance(said, Said) else said
    LISTENER.get()(f"trying again in {pause:.1f}s: {reason}")
