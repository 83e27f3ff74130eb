"""Summarize the changes of a gallery for a preview in one line, with the number of requests and the time they take.

For example: `+ 120 persons, + 361 faces, - 4 faces: 485 transactions, about 49 s at 10/s`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from .plan import Plan

MINUTE, HOUR = 60, 3600  # seconds


@dataclass(frozen=True)
class PreviewSummary:
    """The number of writes by type. Each one is a request.

    Requests that read the account do not count: a single listing request covers a thousand persons.
    """

    persons: int = 0
    faces: int = 0
    removed_persons: int = 0
    removed_faces: int = 0
    updated_persons: int = 0
    is_exact: bool = True
    """False if the numbers are lower bounds."""

    @property
    def transactions(self) -> int:
        return self.persons + self.faces + self.removed_persons + self.removed_faces + self.updated_persons

    def line(self, requests_per_second: float) -> str:
        """Return the summary for the preview."""
        duration = format_duration(math.ceil(self.transactions / requests_per_second))
        rate = round(requests_per_second, 2)
        cost = f"{count_noun(self.transactions, 'transaction')}, about {duration} at {rate:g}/s"
        changes = ", ".join(self._changes())
        if not changes:
            return "nothing to enroll or remove" if self.is_exact else "changed content, with equal counts"
        return f"{changes}: {cost}" if self.is_exact else f"at least {changes}: {cost} or more"

    def _changes(self) -> Iterator[str]:
        counts = (
            ("+", self.persons, "person"),
            ("+", self.faces, "face"),
            ("~", self.updated_persons, "person"),
            ("-", self.removed_persons, "person"),
            ("-", self.removed_faces, "face"),
        )
        yield from (f"{sign} {count_noun(count, noun)}" for sign, count, noun in counts if count)


def count_noun(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def summarize_plan(plan: Plan) -> PreviewSummary:
    """Return the summary of a plan."""
    return PreviewSummary(
        persons=sum(change.actual is None for change in plan.changes),
        faces=plan.added_face_count,
        removed_persons=len(plan.removed_entries),
        removed_faces=sum(len(change.removes) for change in plan.changes),
        updated_persons=sum(change.updates_person for change in plan.changes),
    )


@dataclass(frozen=True)
class GalleryCounts:
    """The persons and faces that a source declares, or that an account has according to the state."""

    persons: int
    faces: int
    rejected: int = 0
    """Rejected images, which are not sent again unless they change."""


def summarize_counts(actual: GalleryCounts | None, desired: GalleryCounts) -> PreviewSummary:
    """Return a summary without reading the account. It is exact for a create and a lower bound for an update."""
    if actual is None:
        return PreviewSummary(desired.persons, desired.faces)
    persons, faces = desired.persons - actual.persons, desired.faces - actual.faces
    return PreviewSummary(
        max(persons, 0), max(faces - actual.rejected, 0), max(-persons, 0), max(-faces, 0), is_exact=False
    )


def format_duration(seconds: int) -> str:
    if seconds < 2 * MINUTE:
        return f"{seconds} s"
    return f"{seconds / MINUTE:.0f} min" if seconds < 2 * HOUR else f"{seconds / HOUR:.0f} h"
