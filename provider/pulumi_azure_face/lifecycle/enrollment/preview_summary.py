"""What is coming, in one line: `+ 120 persons, + 361 faces, - 4 faces: 485 transactions, about 49 s at 10/s`."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from pulumi_azure_face.lifecycle.inputs.values import Props, is_unknown

from .plan import Plan

MINUTE, HOUR = 60, 3600  # seconds


@dataclass(frozen=True)
class Forecast:
    """Each of these is a request. The looks at what is there are not counted: a thousand persons are one."""

    persons: int = 0
    faces: int = 0
    persons_gone: int = 0
    faces_gone: int = 0
    persons_changed: int = 0
    exact: bool = True
    """Or else only that it is at least this much."""

    @property
    def transactions(self) -> int:
        return self.persons + self.faces + self.persons_gone + self.faces_gone + self.persons_changed

    def line(self, requests_per_second: float) -> str:
        time = lasting(math.ceil(self.transactions / requests_per_second))
        pace = f"{counted(self.transactions, 'transaction')}, about {time} at {round(requests_per_second, 2):g}/s"
        what = ", ".join(self._parts())
        if not what:
            return "nothing to enrol or remove" if self.exact else "other content of the same size"
        return f"{what}: {pace}" if self.exact else f"at least {what}: {pace} or more"

    def _parts(self) -> Iterator[str]:
        counts = (
            ("+", self.persons, "person"),
            ("+", self.faces, "face"),
            ("~", self.persons_changed, "person"),
            ("-", self.persons_gone, "person"),
            ("-", self.faces_gone, "face"),
        )
        yield from (f"{sign} {counted(count, what)}" for sign, count, what in counts if count)


def counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def of_plan(plan: Plan) -> Forecast:
    return Forecast(
        persons=sum(work.before is None for work in plan.works),
        faces=plan.photos,
        persons_gone=len(plan.leavers),
        faces_gone=sum(len(work.removes) for work in plan.works),
        persons_changed=sum(work.sign_anew for work in plan.works),
    )


def of_counts(state: Props, declared: Props) -> Forecast | None:
    """What the counts alone tell, without a look at the account: all of a create, and of an update the least that it
    can be. None when nothing changes, or when it is not known what is declared.
    """
    if is_unknown(declared["digest"]) or state.get("digest") == declared["digest"]:
        return None
    persons = declared["declared_persons"] - state.get("person_count", 0)
    faces = declared["declared_faces"] - state.get("face_count", 0)
    not_tried = state.get("rejected_count", 0)  # as long as nobody has changed them
    return Forecast(max(persons, 0), max(faces - not_tried, 0), max(-persons, 0), max(-faces, 0), exact=not state)


def lasting(seconds: int) -> str:
    if seconds < 2 * MINUTE:
        return f"{seconds} s"
    return f"{seconds / MINUTE:.0f} min" if seconds < 2 * HOUR else f"{seconds / HOUR:.0f} h"
