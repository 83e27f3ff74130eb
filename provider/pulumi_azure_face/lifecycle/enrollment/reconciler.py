"""Reconcile a gallery: read the actual state, plan, and execute, until the actual state is the desired one."""

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
from .execution import PlanExecution, actual_after, actual_so_far
from .plan import Plan, make_plan
from .preview_summary import PreviewSummary, summarize_plan
from .progress import Progress
from .rejected_images import RejectedImage

MAX_PASSES = 5  # reads of the actual state after lost replies before an error


@dataclass
class Reconciler:
    """Reconcile one gallery. After an error, the fields tell the caller how far the run got."""

    location: GalleryLocation
    call: CallContext
    known_fingerprint: str | None
    """The fingerprint in the state, or None if an earlier run may not have finished."""
    skips_rejected: bool = False
    """Whether to enroll the gallery without the images that the service rejects."""
    rejected: dict[str, RejectedImage] = field(default_factory=dict)
    """Rejected images by photo key. Starts with the images that must not be sent."""
    changed: dict[str, RejectedImage] = field(default_factory=dict)
    """Images whose files changed during the run, by photo key."""
    last_read: ActualGallery | None = None
    """The actual state as last read from the account."""
    progress: Progress | None = None
    """The progress of the current pass."""
    has_written: bool = False
    has_changed_content: bool = False
    _reads: int = 0
    _executions: list[tuple[ActualGallery, PlanExecution]] = field(default_factory=list)
    """The executed plans, each with the actual state before it."""

    async def reconcile(self, desired: list[DesiredEntry]) -> ActualGallery:
        """Make the container hold the desired entries, and return the actual state."""
        actual: ActualGallery | None = None
        while True:
            accepted = list(self._without_rejected(desired))
            actual = actual or await self._read_actual(accepted)
            execution = await self._execute(accepted, actual)
            actual = None if execution.lost_reply else actual_after(accepted, actual, execution)
            if actual and not (self.skips_rejected and execution.rejected):
                return actual
            if execution.lost_reply:
                await self._prepare_next_pass(execution.lost_reply)

    def actual_so_far(self) -> ActualGallery | None:
        """Return what the container holds in the middle of a run, as far as the run knows, or None before any read."""
        return actual_so_far(*self._executions[-1]) if self._executions else self.last_read

    async def preview(self, desired: list[DesiredEntry], max_reads: int) -> PreviewSummary:
        """Return a summary of the plan, without executing it.

        Raises:
            TooManyReadsError: More than `max_reads` faces must be read first.
        """
        accepted = list(self._without_rejected(desired))
        return summarize_plan(self._plan(accepted, await self._read_actual(accepted, max_reads)))

    def _without_rejected(self, desired: list[DesiredEntry]) -> Iterator[DesiredEntry]:
        """Yield the desired entries without the images that are skipped.

        A person with only skipped images is not created, because training fails for a group with a person without a
        face (face-api.md#training-person-without-face-fails).
        """
        for entry in desired:
            if not self.skips_rejected or self.rejected.keys().isdisjoint(entry.photos):
                yield entry
                continue
            photos = {key: photo for key, photo in entry.photos.items() if key not in self.rejected}
            if photos or self.location.kind.holds == "faces":
                yield replace(entry, photos=photos)

    async def _read_actual(self, desired: list[DesiredEntry], max_reads: float = math.inf) -> ActualGallery:
        self._reads += 1
        known_fingerprint = self.known_fingerprint if self._reads == 1 else None
        digests = {entry.key: photos_digest(entry.photos) for entry in desired}
        self.last_read = await read_actual(self.location, known_fingerprint, digests, max_reads, self.actual_so_far())
        return self.last_read

    async def _prepare_next_pass(self, error: FaceError) -> None:
        """Wait after a lost reply, because the request may still be on its way.

        After a `NotFoundError` there is no need to wait: the service has answered.
        """
        if self._reads == MAX_PASSES:
            raise error
        if isinstance(error, UnreachableError):
            await wait_before_lookup(error, self._reads)

    def _plan(self, desired: list[DesiredEntry], actual: ActualGallery) -> Plan:
        kind, tier = self.location.kind, self.call.client.account.tier
        capacity = guaranteed_capacity(kind, tier, actual.count_of(kind.holds))
        return make_plan(desired, actual, {**self.rejected, **self.changed}, capacity)

    async def _execute(self, desired: list[DesiredEntry], actual: ActualGallery) -> PlanExecution:
        plan = self._plan(desired, actual)
        if plan.changes or plan.removed_entries:
            self.has_written = True
            self.location.interrupted_run.set()
        self.has_changed_content |= plan.touches_content
        self.progress = Progress(summarize_plan(plan), self.call.progress)
        execution = PlanExecution(self.location, self.progress)
        self._executions.append((actual, execution))
        await execution.run(plan)
        self.rejected.update(execution.rejected)
        self.changed.update(execution.changed)
        return execution
