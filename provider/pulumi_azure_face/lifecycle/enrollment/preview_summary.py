"""What is coming, in one line: `+ 120 persons, + 361 faces, - 4 faces: 485 transactions, about 49 s at 10/s`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from pulumi_azure_face.lifecycle.inputs.values import Props, is_unknown

from .plan import Plan

MINUTE, HOUR = 60, 3600  # seconds


@dataclass(frozen=True)
class PreviewSummary:
    """Each of these is a request. The looks at what is there are not counted: a thousand persons are one."""

    persons: int = 0
    faces: int = 0
    removed_persons: int = 0
    removed_faces: int = 0
    updated_persons: int = 0
    is_exact: bool = True
    """Or else only that it is at least this much."""

    @property
    def transactions(self) -> int:
        return self.persons + self.faces + self.removed_persons + self.removed_faces + self.updated_persons

    def line(self, requests_per_second: float) -> str:
        time = format_duration(math.ceil(self.transactions / requests_per_second))
        pace = f"{count_noun(self.transactions, 'transaction')}, about {time} at {round(requests_per_second, 2):g}/s"
        what = ", ".join(self._parts())
        if not what:
            return "nothing to enrol or remove" if self.is_exact else "other content of the same size"
        return f"{what}: {pace}" if self.is_exact else f"at least {what}: {pace} or more"

    def _parts(self) -> Iterator[str]:
        counts = (
            ("+", self.persons, "person"),
            ("+", self.faces, "face"),
            ("~", self.updated_persons, "person"),
            ("-", self.removed_persons, "person"),
            ("-", self.removed_faces, "face"),
        )
        yield from (f"{sign} {count_noun(count, what)}" for sign, count, what in counts if count)


def count_noun(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def summarize_plan(plan: Plan) -> PreviewSummary:
    return PreviewSummary(
        persons=sum(work.actual is None for work in plan.changes),
        faces=plan.photos,
        removed_persons=len(plan.removed_entries),
        removed_faces=sum(len(work.removes) for work in plan.changes),
        updated_persons=sum(work.updates_person for work in plan.changes),
    )


def summarize_counts(state: Props, inputs: Props) -> PreviewSummary | None:
    """What the counts alone tell, without a look at the account: all of a create, and of an update the least that it
    can be. None when nothing changes, or when it is not known what is declared.
    """
    if is_unknown(inputs["digest"]) or state.get("digest") == inputs["digest"]:
        return None
    persons = inputs["declared_persons"] - state.get("person_count", 0)
    faces = inputs["declared_faces"] - state.get("face_count", 0)
    not_tried = state.get("rejected_count", 0)  # as long as nobody has changed them
    return PreviewSummary(
        max(persons, 0), max(faces - not_tried, 0), max(-persons, 0), max(-faces, 0), is_exact=not state
    )


def format_duration(seconds: int) -> str:
    if seconds < 2 * MINUTE:
        return f"{seconds} s"
    return f"{seconds / MINUTE:.0f} min" if seconds < 2 * HOUR else f"{seconds / HOUR:.0f} h"
