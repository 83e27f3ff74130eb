"""Bringing one gallery about: look, plan, do; and again until what is declared is what is there."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pulumi_azure_face.client.errors import FaceError, UnreachableError
from pulumi_azure_face.client.retry import wait_before_lookup
from pulumi_azure_face.lifecycle.base import CallContext
from pulumi_azure_face.lifecycle.identity.digests import photos_digest
from pulumi_azure_face.lifecycle.inputs.quotas import guaranteed_capacity
from pulumi_azure_face.lifecycle.sources.desired import DesiredEntry

from .actual import ActualGallery, GalleryLocation, read_actual
from .execution import PlanExecution, actual_after
from .plan import Plan, make_plan
from .preview_summary import PreviewSummary, summarize_plan
from .progress import Progress
from .rejected_images import RejectedImage

MAX_PASSES = 5  # looks at what is there after lost replies, before giving up


@dataclass
class Reconciler:
    """Remembers whether anything was written, for the case that it ends half way."""

    location: GalleryLocation
    call: CallContext
    known_fingerprint: str | None
    """The fingerprint of what was left last time; None when that is not sure."""
    skips_rejected: bool = False
    """Whether the gallery does without images that the service refuses."""
    rejected: dict[str, RejectedImage] = field(default_factory=dict)
    """By the key of the image; at first, those that need not be tried."""
    changed: dict[str, RejectedImage] = field(default_factory=dict)
    last_read: ActualGallery | None = None
    """What was there at the last look."""
    has_written: bool = False
    has_changed_content: bool = False
    _reads: int = 0

    async def reconcile(self, desired: list[DesiredEntry]) -> ActualGallery:
        """Make the container hold what is declared, and return what it holds then."""
        observed: ActualGallery | None = None
        while True:
            wanted = list(self._without_rejected(desired))
            observed = observed or await self._read_actual(wanted)
            enrolment = await self._execute(wanted, observed)
            observed = None if enrolment.lost_reply else actual_after(wanted, observed, enrolment)
            if observed and not (self.skips_rejected and enrolment.rejected):
                return observed
            if enrolment.lost_reply:
                await self._prepare_next_pass(enrolment.lost_reply)

    async def preview(self, desired: list[DesiredEntry], max_reads: int) -> PreviewSummary:
        """What would be done now; raises TooManyReads where that takes more than a moment to know."""
        wanted = list(self._without_rejected(desired))
        return summarize_plan(self._plan(wanted, await self._read_actual(wanted, max_reads)))

    def _without_rejected(self, desired: list[DesiredEntry]) -> Iterator[DesiredEntry]:
        """What is declared, without what is skipped. A person of whom nothing is left is not made: a training fails for
        a group with a person without a face (face-api.md#training-person-without-face-fails).
        """
        for subject in desired:
            left = {
                key: photo
                for key, photo in subject.photos.items()
                if not self.skips_rejected or key not in self.rejected
            }
            if left or not subject.photos or self.location.kind.holds == "faces":
                yield replace(subject, photos=left)

    async def _read_actual(self, wanted: list[DesiredEntry], most_reads: float = math.inf) -> ActualGallery:
        self._reads += 1
        known = self.known_fingerprint if self._reads == 1 else None
        digests = {one.key: photos_digest(one.photos) for one in wanted}
        self.last_read = await read_actual(self.location, known, digests, most_reads)
        return self.last_read

    async def _prepare_next_pass(self, lost: FaceError) -> None:
        """A lost reply is waited out. What was gone is no reason to wait: the service has answered."""
        if self._reads == MAX_PASSES:
            raise lost
        if isinstance(lost, UnreachableError):
            await wait_before_lookup(lost, self._reads)

    def _plan(self, wanted: list[DesiredEntry], observed: ActualGallery) -> Plan:
        kind, tier = self.location.kind, self.call.client.account.tier
        room = guaranteed_capacity(kind, tier, observed.count_of(kind.holds))
        return make_plan(wanted, observed, {**self.rejected, **self.changed}, room)

    async def _execute(self, wanted: list[DesiredEntry], observed: ActualGallery) -> PlanExecution:
        plan = self._plan(wanted, observed)
        if plan.changes or plan.removed_entries:
            self.has_written = True
            self.location.interrupted_run.set()
        self.has_changed_content |= plan.touches_content
        enrolment = PlanExecution(self.location, Progress(summarize_plan(plan), self.call.progress))
        await enrolment.run(plan)
        self.rejected.update(enrolment.rejected)
        self.changed.update(enrolment.changed)
        return enrolment
