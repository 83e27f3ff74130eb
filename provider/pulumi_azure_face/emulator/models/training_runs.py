"""The trainings of one container. How far one has come follows from the time alone: nothing runs in the background.

A training runs from the moment it is asked for, as in the recordings; the queued state, which none of them shows
(face-api.md#open-queued-state), is there for those who order it.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import clock
from .vision import Known

QUEUED = "notStarted"


@dataclass(frozen=True, kw_only=True)
class Run:
    """One training: when it was asked for, begins and is over, which content it covers, and why it fails if it does."""

    submitted: int
    begins: int
    over: int
    revision: int
    learnt: Known
    failure: str | None
    ended: int | None = None
    """When it ended, if it was restored: that may be later than the present of this machine's clock."""

    def status(self, now: int) -> str:
        if now < self.begins:
            return QUEUED
        if now < self.over:
            return "running"
        return "failed" if self.failure is not None else "succeeded"

    @property
    def finished(self) -> int:
        """When it ended, as the service shows it: never before it was submitted, even where that was moved on."""
        return max(self.submitted, self.over) if self.ended is None else self.ended


class Trainings:
    """The last training of a container, and the last that succeeded, which may be an earlier one."""

    def __init__(self, latest: Run | None = None, earlier_success: Run | None = None) -> None:
        self.latest = latest
        self._earlier_success = earlier_success

    def start(self, now: int, *, queued: float, runs: float, revision: int, learnt: Known, failure: str | None) -> None:
        """Begin a training that waits and then runs for so many seconds."""
        self._earlier_success = self.success(now)
        # Two trainings of a container never share a `createdDateTime`, however fast they follow each other.
        submitted = now if self.latest is None else max(now, self.latest.submitted + 1)
        begins = now + round(queued * clock.TICKS_PER_SECOND)
        over = begins + round(runs * clock.TICKS_PER_SECOND)
        self.latest = Run(
            submitted=submitted, begins=begins, over=over, revision=revision, learnt=learnt, failure=failure
        )

    def unfinished(self, now: int) -> bool:
        return self.latest is not None and now < self.latest.over

    def success(self, now: int) -> Run | None:
        """The last success. It outlives a later training, running or failed (an open question:
        face-api.md#open-last-success).
        """
        if self.latest is not None and self.latest.status(now) == "succeeded":
            return self.latest
        return self._earlier_success
