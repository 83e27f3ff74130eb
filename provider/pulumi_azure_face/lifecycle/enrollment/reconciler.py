"""Bringing one gallery about: look, plan, do; and again until what is declared is what is there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pulumi_azure_face.client.errors import FaceError, Unreachable
from pulumi_azure_face.client.retry import wait_out
from pulumi_azure_face.lifecycle.base import Call
from pulumi_azure_face.lifecycle.identity.digests import photos_digest
from pulumi_azure_face.lifecycle.inputs.quotas import sure_room
from pulumi_azure_face.lifecycle.sources.desired import Subject

from .actual import Observed, Place, observe
from .execution import Enrolment, after
from .plan import Plan, make_plan
from .preview_summary import Forecast, of_plan
from .progress import Progress
from .rejected_images import Rejected

PASSES = 5  # looks at what is there after lost replies, before giving up


@dataclass
class Reconciliation:
    """Remembers whether anything was written, for the case that it ends half way."""

    place: Place
    call: Call
    known: str | None
    """The fingerprint of what was left last time; None when that is not sure."""
    skips: bool = False
    """Whether the gallery does without images that the service refuses."""
    refused: dict[str, Rejected] = field(default_factory=dict)
    """By the key of the image; at first, those that need not be tried."""
    changed: dict[str, Rejected] = field(default_factory=dict)
    found: Observed | None = None
    """What was there at the last look."""
    wrote: bool = False
    content_changed: bool = False
    _looks: int = 0

    async def bring_about(self, declared: list[Subject]) -> Observed:
        """Make the container hold what is declared, and return what it holds then."""
        observed: Observed | None = None
        while True:
            wanted = list(self._enrollable(declared))
            observed = observed or await self._look(wanted)
            enrolment = await self._enrol(wanted, observed)
            observed = None if enrolment.lost else after(wanted, observed, enrolment)
            if observed and not (self.skips and enrolment.refused):
                return observed
            if enrolment.lost:
                await self._before_another_look(enrolment.lost)

    async def foresee(self, declared: list[Subject], most_reads: int) -> Forecast:
        """What would be done now; raises TooManyReads where that takes more than a moment to know."""
        wanted = list(self._enrollable(declared))
        return of_plan(self._plan(wanted, await self._look(wanted, most_reads)))

    def _enrollable(self, declared: list[Subject]) -> Iterator[Subject]:
        """What is declared, without what is skipped. A person of whom nothing is left is not made: a training fails for
        a group with a person without a face (face-api.md#training-person-without-face-fails).
        """
        for subject in declared:
            left = {key: photo for key, photo in subject.photos.items() if not self.skips or key not in self.refused}
            if left or not subject.photos or self.place.kind.holds == "faces":
                yield replace(subject, photos=left)

    async def _look(self, wanted: list[Subject], most_reads: float = math.inf) -> Observed:
        self._looks += 1
        known = self.known if self._looks == 1 else None
        digests = {one.key: photos_digest(one.photos) for one in wanted}
        self.found = await observe(self.place, known, digests, most_reads)
        return self.found

    async def _before_another_look(self, lost: FaceError) -> None:
        """A lost reply is waited out. What was gone is no reason to wait: the service has answered."""
        if self._looks == PASSES:
            raise lost
        if isinstance(lost, Unreachable):
            await wait_out(lost, self._looks)

    def _plan(self, wanted: list[Subject], observed: Observed) -> Plan:
        kind, tier = self.place.kind, self.call.session.account.tier
        room = sure_room(kind, tier, observed.held(kind.holds))
        return make_plan(wanted, observed, {**self.refused, **self.changed}, room)

    async def _enrol(self, wanted: list[Subject], observed: Observed) -> Enrolment:
        plan = self._plan(wanted, observed)
        if plan.works or plan.leavers:
            self.wrote = True
            self.place.begun.note()
        self.content_changed |= plan.touches_content
        enrolment = Enrolment(self.place, Progress(of_plan(plan), self.call.progress))
        await enrolment.carry_out(plan)
        self.refused.update(enrolment.refused)
        self.changed.update(enrolment.changed)
        return enrolment
