"""Who is told what a user should know although nothing went wrong."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from .events import ignore

ON_WARNING: ContextVar[Callable[[str], None]] = ContextVar("NOTICE", default=ignore)
"""Set for the task that an operation runs in; its own tasks inherit it."""
