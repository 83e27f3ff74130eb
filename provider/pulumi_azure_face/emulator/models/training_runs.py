"""The trainings of a container. Their status depends on the time only: nothing runs in the background.

By default a training runs from the moment of its request, as in the recordings. None of them shows the queued state
(face-api.md#open-queued-state), which the setting `queued_seconds` adds.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import clock
from .vision import KnownFaces

QUEUED = "notStarted"


@dataclass(frozen=True, kw_only=True)
class Run:
    """A training. All times are in ticks.

    submitted: The time of the train request.
    begins: When it leaves the queue.
    ends: When it succeeds or fails.
    revision: The revision of the container that it covers.
    trained_faces: The faces that it covers.
    failure: Its failure message, or None if it succeeds.
    """

    submitted: int
    begins: int
    ends: int
    revision: int
    trained_faces: KnownFaces
    failure: str | None
    ended: int | None = None
    """When it ended, if it was restored: that may be later than the present of this machine's clock."""

    def status(self, now: int) -> str:
        if now < self.begins:
            return QUEUED
        if now < self.ends:
            return "running"
        return "failed" if self.failure is not None else "succeeded"

    @property
    def finished(self) -> int:
        """The end in the training status: never before `submitted`, which `Trainings.start` may move forward."""
        return max(self.submitted, self.ends) if self.ended is None else self.ended


class Trainings:
    """The latest training of a container, and the latest one that succeeded."""

    def __init__(self, latest: Run | None = None, earlier_success: Run | None = None) -> None:
        self.latest = latest
        self._earlier_success = earlier_success

    def start(
        self,
        now: int,
        *,
        queued_seconds: float,
        training_seconds: float,
        revision: int,
        trained_faces: KnownFaces,
        failure: str | None,
    ) -> None:
        """Start a training that is queued for some seconds and then runs for some seconds."""
        self._earlier_success = self.last_success(now)
        # Two trainings of a container must not share a `createdDateTime`, even if they start in the same tick.
        submitted = now if self.latest is None else max(now, self.latest.submitted + 1)
        begins = now + round(queued_seconds * clock.TICKS_PER_SECOND)
        ends = begins + round(training_seconds * clock.TICKS_PER_SECOND)
        self.latest = Run(
            submitted=submitted,
            begins=begins,
            ends=ends,
            revision=revision,
            trained_faces=trained_faces,
            failure=failure,
        )

    def is_unfinished(self, now: int) -> bool:
        return self.latest is not None and now < self.latest.ends

    def last_success(self, now: int) -> Run | None:
        """Return the latest training that succeeded, even if a later one runs or failed.

        It is unknown whether the service keeps it (face-api.md#open-last-success).
        """
        if self.latest is not None and self.latest.status(now) == "succeeded":
            return self.latest
        return self._earlier_success
