"""How far an enrolment is, in one line: `enrolled 1,204 of 3,000 faces, 99.8/s, 24 s left`."""

from __future__ import annotations

import math
from collections.abc import Callable

import anyio

from .preview_summary import PreviewSummary, format_duration


class Progress:
    """Counts what is done of what was foretold. The rate is that of all transactions."""

    def __init__(self, planned: PreviewSummary, report: Callable[[str], None]) -> None:
        self._planned = planned
        self._report = report
        self._began = anyio.current_time()
        self._done = 0
        self._faces = 0

    def face_done(self) -> None:
        """A face was enrolled, or refused."""
        self._faces += 1
        self.step_done()

    def step_done(self) -> None:
        """Anything was done."""
        self._done += 1
        elapsed = anyio.current_time() - self._began
        if elapsed > 0:
            self._report(self.line(elapsed))

    def line(self, elapsed: float) -> str:
        """As it is told after so many seconds."""
        rate = self._done / elapsed
        left = format_duration(math.ceil(max(self._planned.transactions - self._done, 0) / rate))
        return f"{self._count()}, {rate:.1f}/s, {left} left"

    def _count(self) -> str:
        if self._planned.faces:
            return f"enrolled {self._faces:,} of {self._planned.faces:,} faces"
        return f"done {self._done:,} of {self._planned.transactions:,} transactions"
