"""The line of a resource in the engine's display."""

from __future__ import annotations

import sys
import time

from .engine_connection import EngineLog
from .terminal import TERMINAL_INTERVAL, progress_interval


class StatusLine:
    """Shows texts on the line of one resource.

    Args:
        urn: The resource.
        log: Sends a text to the engine. Without it, texts appear on the line of the stack, and progress is not shown.
    """

    def __init__(self, urn: str, log: EngineLog | None) -> None:
        self._urn = urn
        self._log = log if urn else None
        self._interval = progress_interval()
        self._shown_at = time.monotonic() - TERMINAL_INTERVAL  # on a terminal, the first line is shown immediately

    def ephemeral(self, text: str) -> None:
        """Show a text until the next one replaces it. Texts within the progress interval are dropped."""
        now = time.monotonic()
        if self._log and now - self._shown_at >= self._interval:
            self._shown_at = now
            self._log(text, self._urn, ephemeral=True)

    def info(self, text: str) -> None:
        """Add a text to the resource's diagnostics."""
        if self._log:
            self._log(text, self._urn)
        else:
            sys.stdout.write(f"{text}\n")

    def warning(self, text: str) -> None:
        """Add a warning to the resource's diagnostics."""
        if self._log:
            self._log(text, self._urn, warning=True)
        else:
            sys.stderr.write(f"warning: {text}\n")
