"""The lifecycle of a Gallery: all persons or faces of a source as one resource. An update writes only the changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import anyio.to_thread
from pydantic import Field

from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.client.concurrency.deadline import deadline
from pulumi_azure_face.client.errors import CanceledError, FaceError, InvalidRequestError
from pulumi_azure_face.client.rate_limiter import bulk_priority
from pulumi_azure_face.client.request_counter import count_requests
from pulumi_azure_face.lifecycle.cache.database import user_database
from pulumi_azure_face.lifecycle.enrollment.actual import ActualGallery, GalleryLocation, TooManyReadsError, read_actual
from pulumi_azure_face.lifecycle.enrollment.preview_summary import (
    GalleryCounts,
    PreviewSummary,
    count_noun,
    summarize_counts,
)
from pulumi_azure_face.lifecycle.enrollment.reconciler import Reconciler
from pulumi_azure_face.lifecycle.enrollment.rejected_images import RejectedImage
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources, ResourceKey
from pulumi_azure_face.lifecycle.inputs.children import ChildInputs, ChildResolved
from pulumi_azure_face.lifecycle.inputs.model import (
    InputsWithGeneration,
    InvalidInputsError,
    Maybe,
    OnChange,
    ResolvedWithGeneration,
    origin_of,
)
from pulumi_azure_face.lifecycle.inputs.quotas import quota_problems
from pulumi_azure_face.lifecycle.inputs.rules import OnBadImage, SourcePath, Text
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN, Unknown, is_unknown
from pulumi_azure_face.lifecycle.recovery.interrupted_runs import InterruptedRunMarker
from pulumi_azure_face.lifecycle.sources.desired import DesiredEntry, desired_digest, summarize
from pulumi_azure_face.lifecycle.sources.reader import SourceError, read_source, stream_source

from .base import CallContext, DiffOutcome, Lifecycle, PartialFailureError, ResourceState
from .enrollment import rejected_images
from .identity import derived_ids, generations
from .not_found import ignore_not_found
from .training import retrain_after_removal

PREVIEW_TIMEOUT = 5.0  # limit for reading the account at preview
PREVIEW_MAX_READS = 100  # faces that a preview may read individually
DEFAULT_TIMEOUT = 7 * 24 * 3600.0  # seconds; a million faces at ten per second take more than a day


class GalleryInputs(ChildInputs, InputsWithGeneration):
    source: Maybe[SourcePath]
    """The path. What it contains is in the digest."""
    on_bad_image: Annotated[Maybe[OnBadImage], OnChange.UPDATE] = "fail"
    digest: Annotated[Maybe[Text] | None, OnChange.UPDATE] = None
    """A hash of the content of the source, which `check` computes."""
    declared_persons: int | None = None
    declared_faces: int | None = None
    """The content of the source, which `check` counts. Inputs saved by early releases do not have it."""
    mark: Maybe[Text] | None = None
    """The ownership tag."""


class ResolvedGallery(ChildResolved, ResolvedWithGeneration):
    source: str
    on_bad_image: str = "fail"
    """States of early releases do not have it."""
    digest: str = ""
    """In a state, a hash of what the account has. Empty if the last run was interrupted."""
    declared_persons: int | None = None
    declared_faces: int | None = None
    """States of early releases do not have the counts."""
    mark: str = ""


class GalleryState(ResolvedGallery):
    endpoint: str = ""
    person_count: int = 0
    face_count: int = 0
    revision: str = ""
    fingerprint: str | None = None
    """A hash of the ids of all managed persons and faces. None if the last run could not tell them."""
    rejected: list[dict[str, str]] = Field(default_factory=list)
    rejected_count: int = 0
    rejected_keys: str = ""
    declared_digest: str | None = None
    """The digest of the source, if a run skipped some of its images."""
    enrolled_digest: str | None = None
    """The digest of what that run has enrolled."""
    transactions: int = 0


class GalleryLifecycle(Lifecycle[GalleryInputs, ResolvedGallery, GalleryState]):
    """All persons or faces of a source."""

    inputs_model, resolved_model, state_model = GalleryInputs, ResolvedGallery, GalleryState
    has_preview_summary = True

    # --- check and diff -----------------------------------------------------------------------------------------------

    def check(self, olds: Mapping[str, object], news: Mapping[str, object]) -> GalleryInputs:
        """Read the source, and add its digest, the ownership tag, and the generation."""
        source_name = str(news.get("source_name") or "source")
        inputs = GalleryInputs.validated(news, {"source": source_name})
        try:
            described = describe_source(inputs)
        except SourceError as error:
            raise InvalidInputsError(f"{source_name}: {error}") from None
        return with_identity(GalleryState.load(olds) if olds else None, described, origin_of(news))

    def find_quota_problems(self, inputs: GalleryInputs, source_name: str, tier: str | None) -> list[str]:
        """Return why the declared persons or faces do not fit into the container in an account of this tier."""
        count = inputs.declared_persons or inputs.declared_faces or 0
        return [f"{source_name}: {problem}" for problem in quota_problems(inputs.container_kind, count, tier)]

    def machine_warnings(self) -> list[str]:
        """Return the problem of the cache that a check has met."""
        problem = user_database().take_problem()
        return [problem] if problem else []

    def diff(self, state: GalleryState, inputs: GalleryInputs, live_resources: LiveResources) -> DiffOutcome:
        if replaces := generations.replacing_changes(state, inputs):
            return DiffOutcome(True, replaces)
        live_resources.add(resource_key(state), state.generation)
        # An interrupted run saves no state, so the account can differ from a state that matches the inputs.
        interrupted_run = InterruptedRunMarker(state.endpoint, state.kind, state.container_id, state.mark)
        updates = inputs.changes_from(state, OnChange.UPDATE, OnChange.SAVE)
        if interrupted_run.is_set() and "digest" not in updates:
            updates.append("digest")
        return DiffOutcome(bool(updates), updates=updates)

    def planned_outputs(self, state: GalleryState | None, inputs: GalleryInputs) -> dict[str, object]:
        """Return the counts of the source, unless some of its images can be skipped."""
        if is_unknown(inputs.digest) or inputs.on_bad_image != "fail":
            return {}
        return {"person_count": inputs.declared_persons, "face_count": inputs.declared_faces}

    async def preview_summary(self, state: GalleryState | None, inputs: GalleryInputs, call: CallContext) -> str | None:
        """Return one line with the planned changes, or None if there are no known changes."""
        summary = count_changes(state, inputs)
        if summary is None:
            return None
        if state is not None and not is_unknown(inputs.saved()):
            summary = await preview_actual(state, ResolvedGallery.load(inputs.saved()), call) or summary
        return summary.line(call.client.account.requests_per_second)

    # --- the account --------------------------------------------------------------------------------------------------

    async def create(self, inputs: ResolvedGallery, call: CallContext) -> ResourceState[GalleryState]:
        state = await reconcile(inputs, None, call)
        call.live_resources.add(resource_key(inputs), inputs.generation)
        return ResourceState(resource_id(inputs), state)

    async def read(
        self, resource_id: str, state: GalleryState, call: CallContext
    ) -> ResourceState[GalleryState] | None:
        operation = f"read the gallery in {state.kind} {state.container_id!r}"
        with (
            bulk_priority(),
            deadline(call.timeout or DEFAULT_TIMEOUT, operation),
            ignore_not_found(state.endpoint or None, call.client),
        ):
            actual = await read_actual(gallery_location(state, call), state.fingerprint)
            outputs = outputs_of(actual, next_revision(actual, state), call)
            if actual.digest == state.enrolled_digest:  # unchanged since a run that skipped photos
                outputs["digest"] = state.declared_digest
            return ResourceState(resource_id, state.model_copy(update=outputs))
        return None

    async def update(
        self, resource_id: str, state: GalleryState, inputs: ResolvedGallery, call: CallContext
    ) -> GalleryState:
        return await reconcile(inputs, state, call)

    async def delete(self, resource_id: str, state: GalleryState, call: CallContext) -> None:
        """Remove the persons and faces of the gallery. Unmanaged content stays."""
        if call.live_resources.is_live_under_other_generation(resource_key(state), state.generation):
            return
        desired = [] if state.container_kind.holds == "persons" else [DesiredEntry("", "", {})]
        reconciler = Reconciler(gallery_location(state, call), call, state.fingerprint)
        operation = f"remove the gallery from {state.kind} {state.container_id!r}"
        with (
            bulk_priority(),
            describe_cancellation(reconciler, operation),
            deadline(call.timeout or DEFAULT_TIMEOUT, operation),
            ignore_not_found(state.endpoint or None, call.client),
        ):
            await reconciler.reconcile(desired)
        reconciler.location.face_cache.clear()
        reconciler.location.interrupted_run.clear()
        call.live_resources.remove(resource_key(state))
        await retrain_after_removal(state, call)  # also if an earlier attempt removed the content


# --- inputs -----------------------------------------------------------------------------------------------------------


def describe_source(inputs: GalleryInputs) -> GalleryInputs:
    """Add the digest and the counts of the source, but no names."""
    if isinstance(inputs.source, Unknown):
        return inputs.model_copy(update={"digest": UNKNOWN})
    holds, may_skip = inputs.container_kind.holds, inputs.on_bad_image != "fail"  # also if the input is unknown
    summary = summarize(stream_source(Path(inputs.source), holds, keep_bad_images=may_skip))
    persons = summary.entries if holds == "persons" else 0
    described = {"digest": summary.digest, "declared_persons": persons, "declared_faces": summary.photos}
    return inputs.model_copy(update=described)


def with_identity(old: GalleryState | None, inputs: GalleryInputs, origin: Mapping[str, object]) -> GalleryInputs:
    """Keep the ownership tag, and the generation unless a replacing input changed. Otherwise assign new ones."""
    derived_tag = UNKNOWN if is_unknown(origin) else derived_ids.derive_gallery_tag(origin)
    tag = (old.mark if old else "") or inputs.mark or derived_tag
    return inputs.model_copy(update={"mark": tag, "generation": generations.next_generation(old, inputs)})


def read_desired(inputs: ResolvedGallery) -> list[DesiredEntry]:
    may_skip = inputs.on_bad_image != "fail"
    return read_source(Path(inputs.source), inputs.container_kind.holds, keep_bad_images=may_skip)


def resource_key(inputs: ResolvedGallery) -> ResourceKey:
    return ("Gallery", inputs.mark, *inputs.container_key)


def resource_id(inputs: ResolvedGallery) -> str:
    return f"{inputs.container_id}/{inputs.mark}"


# --- preview ----------------------------------------------------------------------------------------------------------


def count_changes(state: GalleryState | None, inputs: GalleryInputs) -> PreviewSummary | None:
    """Summarize the changes without reading the account, or return None if it cannot be told or nothing changes."""
    if is_unknown(inputs.digest) or (state is not None and state.digest == inputs.digest):
        return None
    if inputs.declared_persons is None or inputs.declared_faces is None:
        return None
    desired = GalleryCounts(inputs.declared_persons, inputs.declared_faces)
    if state is None:
        return summarize_counts(None, desired)
    return summarize_counts(GalleryCounts(state.person_count, state.face_count, state.rejected_count), desired)


async def preview_actual(state: GalleryState, inputs: ResolvedGallery, call: CallContext) -> PreviewSummary | None:
    """Compare with the account, or return None if that takes too long or fails: a preview must not fail here."""
    try:
        with deadline(PREVIEW_TIMEOUT, f"preview the changes of {inputs.container_id!r}"):
            desired = await anyio.to_thread.run_sync(read_desired, inputs)
            reconciler = make_reconciler(inputs, state, desired, call)
            return await reconciler.preview(desired, PREVIEW_MAX_READS)
    except (FaceError, SourceError, TooManyReadsError):
        return None


# --- enrollment -------------------------------------------------------------------------------------------------------


async def reconcile(inputs: ResolvedGallery, state: GalleryState | None, call: CallContext) -> GalleryState:
    """Reconcile the container with the source.

    Raises:
        PartialFailureError: An error stopped the run after its first change, or photos could not be enrolled.
    """
    desired = await anyio.to_thread.run_sync(read_checked_source, inputs)
    reconciler = make_reconciler(inputs, state, desired, call)
    location = reconciler.location
    operation = f"enroll {inputs.source!r} in {describe(location.kind, inputs.container_id)}"
    with (
        count_requests() as counter,
        bulk_priority(),
        keep_partial_gallery(reconciler, inputs, state),
        describe_cancellation(reconciler, operation),
        deadline(call.timeout or DEFAULT_TIMEOUT, operation),
    ):
        actual = await reconciler.reconcile(desired)
    location.face_cache.keep_only(face_id for entry in actual.entries for face_id in entry.face_ids)
    report_unmanaged(actual, state, call)
    if cache_problem := user_database().take_problem():
        call.warn(cache_problem)
    outputs = outputs_of(actual, next_revision(actual, state, reconciler.has_changed_content), call)
    outputs |= rejected_images.outputs(reconciler.rejected)
    outputs["transactions"] = counter.requests
    report_rejected(reconciler, state_after(inputs, outputs), operation, call)
    location.interrupted_run.clear()
    if reconciler.rejected:
        # The desired digest includes the skipped photos. With it in the state, an unchanged source has no changes.
        outputs |= {"digest": inputs.digest, "declared_digest": inputs.digest, "enrolled_digest": actual.digest}
    return state_after(inputs, outputs)


def make_reconciler(
    inputs: ResolvedGallery, state: GalleryState | None, desired: list[DesiredEntry], call: CallContext
) -> Reconciler:
    """Create the reconciler. It does not upload photos that are known to be rejected."""
    skips_rejected = inputs.on_bad_image == "skip"
    photos = {key: photo for entry in desired for key, photo in entry.photos.items()}
    rejected: dict[str, RejectedImage] = {}
    if skips_rejected and state is not None:
        names = {key: str(photo) for key, photo in photos.items()}
        rejected = rejected_images.known_rejections(state.rejected_keys, state.rejected, names)
    invalid = {key: RejectedImage(str(photo), photo.problem) for key, photo in photos.items() if photo.problem}
    fingerprint = state.fingerprint if state else None
    return Reconciler(gallery_location(inputs, call), call, fingerprint, skips_rejected, {**rejected, **invalid})


def report_rejected(reconciler: Reconciler, state: GalleryState, operation: str, call: CallContext) -> None:
    """Raise an error that names the photos that could not be enrolled, or warn about skipped photos."""
    failed = {**reconciler.changed, **({} if reconciler.skips_rejected else reconciler.rejected)}
    if failed:
        count = count_noun(len(failed), "photo")
        reason = f"{count} could not be enrolled: {rejected_images.summary(failed.values())}"
        advice = "All other photos are enrolled. Correct or remove these, then run the command again."
        error = InvalidRequestError(operation, reason, advice)
        raise PartialFailureError(ResourceState(resource_id(state), state), error)
    if reconciler.rejected:
        count = count_noun(len(reconciler.rejected), "photo")
        call.warn(f"skipped {count}: {rejected_images.summary(reconciler.rejected.values())}")


@contextmanager
def keep_partial_gallery(reconciler: Reconciler, inputs: ResolvedGallery, state: GalleryState | None) -> Iterator[None]:
    """Save how far an interrupted run got, without a digest, so that the next run continues."""
    try:
        yield
    except FaceError as error:
        if reconciler.last_read:
            report_unmanaged(reconciler.last_read, state, reconciler.call)
        actual = reconciler.actual_so_far()
        if actual is None or not reconciler.has_written:
            raise
        outputs = outputs_of(actual, derived_ids.new_revision(), reconciler.call)
        outputs |= {**rejected_images.outputs(reconciler.rejected), "digest": ""}
        resource = ResourceState(resource_id(inputs), state_after(inputs, outputs))
        raise PartialFailureError(resource, error, is_retryable=True) from error


@contextmanager
def describe_cancellation(reconciler: Reconciler, operation: str) -> Iterator[None]:
    """Make the error of a canceled run say how far the whole gallery got, instead of which request was canceled."""
    try:
        yield
    except CanceledError as error:
        progress = f"; {reconciler.progress.count()}" if reconciler.progress else ""
        raise CanceledError(operation, f"canceled{progress}") from error


def read_checked_source(inputs: ResolvedGallery) -> list[DesiredEntry]:
    """Read the source and verify that it has not changed since `check`."""
    try:
        desired = read_desired(inputs)
    except SourceError as error:
        advice = "Correct the source, then run the command again."
        raise InvalidRequestError("read the source", str(error), advice) from error
    if desired_digest(desired) != inputs.digest:
        operation = f"read the photos of {inputs.source!r}"
        raise InvalidRequestError(operation, "they changed while `pulumi up` was running", "Run the command again.")
    return desired


def next_revision(actual: ActualGallery, state: GalleryState | None, has_changed_content: bool = False) -> str:
    """Return a new revision if the content differs from the state, no matter who changed it.

    A changed revision triggers a training.
    """
    if state is None or has_changed_content or actual.fingerprint != state.fingerprint:
        return derived_ids.new_revision()
    return state.revision


def state_after(inputs: ResolvedGallery, outputs: Mapping[str, object]) -> GalleryState:
    return GalleryState.load({**inputs.saved(), **outputs})


def outputs_of(actual: ActualGallery, revision: str, call: CallContext) -> dict[str, object]:
    return {
        "endpoint": call.client.account.endpoint,
        "digest": actual.digest,
        "person_count": actual.person_count,
        "face_count": actual.face_count,
        "revision": revision,
        "fingerprint": actual.fingerprint,
    }


def report_unmanaged(actual: ActualGallery, state: GalleryState | None, call: CallContext) -> None:
    """Warn about unmanaged content. For a new gallery it can be content of the same gallery under an older name."""
    if actual.unmanaged_persons or actual.unmanaged_faces:
        counts = f"{count_noun(actual.unmanaged_persons, 'person')} and {count_noun(actual.unmanaged_faces, 'face')}"
        hint = "" if state else ". If you renamed or moved the gallery, add its old name to `aliases`"
        call.warn(f"kept {counts} that do not belong to this gallery{hint}")


def gallery_location(inputs: ResolvedGallery, call: CallContext) -> GalleryLocation:
    return GalleryLocation(call.client, inputs.container_kind, inputs.container_id, inputs.mark)
