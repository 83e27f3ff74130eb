"""Report the progress of an enrollment in one line: `enrolled 1,204 of 3,000 faces, 99.8/s, 24 s left`."""

from __future__ import annotations

import math
from collections.abc import Callable

import anyio

from .preview_summary import PreviewSummary, format_duration


class Progress:
    """Count completed steps and report them. The rate is that of all transactions."""

    def __init__(self, planned: PreviewSummary, report: Callable[[str], None]) -> None:
        self._planned = planned
        self._report = report
        self._started_at = anyio.current_time()
        self._completed_steps = 0
        self._completed_faces = 0

    def complete_face(self) -> None:
        """Count a face that was added or rejected."""
        self._completed_faces += 1
        self.complete_step()

    def complete_step(self) -> None:
        """Count any other step, and report the progress."""
        self._completed_steps += 1
        elapsed = anyio.current_time() - self._started_at
        if elapsed > 0:
            self._report(self._line(elapsed))

    def _line(self, elapsed: float) -> str:
        rate = self._completed_steps / elapsed
        remaining = max(self._planned.transactions - self._completed_steps, 0)
        return f"{self.count()}, {rate:.1f}/s, {format_duration(math.ceil(remaining / rate))} left"

    def count(self) -> str:
        if self._planned.faces:
            return f"enrolled {self._completed_faces:,} of {self._planned.faces:,} faces"
        return f"completed {self._completed_steps:,} of {self._planned.transactions:,} transactions"
