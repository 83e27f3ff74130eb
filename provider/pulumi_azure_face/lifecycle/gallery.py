"""The lifecycle of a Gallery: all persons or faces of a source as one resource. An update writes only the changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio.to_thread

from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.client.concurrency.deadline import deadline
from pulumi_azure_face.client.errors import CanceledError, FaceError, InvalidRequestError
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.client.rate_limiter import bulk_priority
from pulumi_azure_face.client.request_counter import count_requests
from pulumi_azure_face.lifecycle.cache.database import user_database
from pulumi_azure_face.lifecycle.enrollment.actual import ActualGallery, GalleryLocation, TooManyReadsError, read_actual
from pulumi_azure_face.lifecycle.enrollment.preview_summary import PreviewSummary, count_noun, summarize_counts
from pulumi_azure_face.lifecycle.enrollment.reconciler import Reconciler
from pulumi_azure_face.lifecycle.enrollment.rejected_images import RejectedImage
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources, ResourceKey, container_key
from pulumi_azure_face.lifecycle.inputs.quotas import quota_problems
from pulumi_azure_face.lifecycle.inputs.rules import (
    AccountRef,
    KindName,
    OnBadImage,
    ResourceInputs,
    SourcePath,
    Text,
    validate,
)
from pulumi_azure_face.lifecycle.inputs.values import (
    CHECK_ONLY_INPUTS,
    UNKNOWN,
    Props,
    changed_names,
    is_unknown,
    without,
)
from pulumi_azure_face.lifecycle.recovery.interrupted_runs import InterruptedRunMarker
from pulumi_azure_face.lifecycle.sources.desired import DesiredEntry, desired_digest
from pulumi_azure_face.lifecycle.sources.reader import SourceError, read_source

from .base import CallContext, CheckOutcome, DiffOutcome, PartialFailureError, ReadOutcome, ResourceState
from .enrollment import rejected_images
from .identity import derived_ids, generations
from .not_found import ignore_not_found
from .training import retrain_after_removal

PREVIEW_TIMEOUT = 5.0  # limit for reading the account at preview
PREVIEW_MAX_READS = 100  # faces that a preview may read individually
DEFAULT_TIMEOUT = 7 * 24 * 3600.0  # seconds; a million faces at ten per second take more than a day


class GalleryInputs(ResourceInputs):
    kind: KindName
    container_id: Text
    container_generation: Text
    source: SourcePath
    on_bad_image: OnBadImage = "fail"
    account: AccountRef | None = None
    account_key: Text | None = None
    digest: Text | None = None
    declared_persons: int = 0
    declared_faces: int = 0
    mark: Text | None = None
    generation: Text | None = None


REPLACING = ("kind", "container_id", "container_generation", "account")
UPDATABLE = ("digest", "on_bad_image", "account_key")
LAST_RUN_OUTPUTS = (*rejected_images.OUTPUTS, "declared_digest", "enrolled_digest", "transactions")
"""Outputs that describe the last run. A refresh keeps them."""
CHECK_ONLY = (*CHECK_ONLY_INPUTS, "source_name")
"""Inputs that are not saved. `source_name` is the program's name for the source."""


# --- check and diff ---------------------------------------------------------------------------------------------------


def check(olds: Props, news: Props) -> CheckOutcome:
    """Read the source, and add its digest, the ownership tag, and the generation."""
    source_name = news.get("source_name") or "source"
    given = without(CHECK_ONLY, news)
    inputs, failures = validate(GalleryInputs, given, {"source": source_name})
    if failures:
        return CheckOutcome(news, failures)
    if is_unknown(inputs["source"]):
        return CheckOutcome(add_identity(olds, {**inputs, "digest": UNKNOWN}, news.get("origin") or {}))
    try:
        inputs = {**inputs, **summarize_source(inputs)}
    except SourceError as error:
        return CheckOutcome(news, [f"{source_name} {error}"])
    return CheckOutcome(add_identity(olds, inputs, news.get("origin") or {}))


def find_quota_problems(news: Props, checked: Props, tier: str | None) -> list[str]:
    """Return why the desired persons or faces do not fit into the container in an account of this tier."""
    count = checked.get("declared_persons") or checked.get("declared_faces") or 0
    source_name = news.get("source_name") or "source"
    return [f"{source_name} {problem}" for problem in quota_problems(KINDS[checked["kind"]], count, tier)]


def summarize_source(inputs: Props) -> Props:
    """Return the saved description of the source: its digest and counts, but no names."""
    desired = read_desired(inputs)
    persons = len(desired) if KINDS[inputs["kind"]].holds == "persons" else 0
    faces = sum(len(entry.photos) for entry in desired)
    return {"digest": desired_digest(desired), "declared_persons": persons, "declared_faces": faces}


def add_identity(olds: Props, inputs: Props, origin: Props) -> Props:
    derived_tag = UNKNOWN if is_unknown(origin) else derived_ids.derive_gallery_tag(origin)
    tag = olds.get("mark") or inputs.get("mark") or derived_tag
    return {**inputs, "mark": tag, "generation": generations.next_generation(olds, inputs, REPLACING)}


def diff(olds: Props, news: Props, live_resources: LiveResources) -> DiffOutcome:
    if replaces := generations.replacing_changes(olds, news, REPLACING):
        return DiffOutcome(True, replaces)
    live_resources.add(resource_key(olds), olds["generation"])
    # An interrupted run saves no state, so the account can differ from a state that matches the inputs.
    interrupted_run = InterruptedRunMarker(olds.get("endpoint", ""), olds["kind"], olds["container_id"], olds["mark"])
    # States of early releases have no `on_bad_image`, and a refresh compares one with itself.
    default = {"on_bad_image": "fail"}
    changed = changed_names(UPDATABLE, {**default, **olds}, {**default, **news})
    return DiffOutcome(bool(changed) or interrupted_run.is_set())


def read_desired(inputs: Props) -> list[DesiredEntry]:
    may_skip = inputs.get("on_bad_image", "fail") != "fail"  # also if the input is unknown
    return read_source(Path(inputs["source"]), KINDS[inputs["kind"]].holds, keep_bad_images=may_skip)


def resource_key(inputs: Props) -> ResourceKey:
    return ("Gallery", inputs["mark"], *container_key(inputs))


# --- the account ------------------------------------------------------------------------------------------------------


async def create(inputs: Props, call: CallContext) -> ResourceState:
    state = await reconcile(inputs, {}, call)
    call.live_resources.add(resource_key(inputs), inputs["generation"])
    return ResourceState(resource_id(inputs), state)


async def preview_summary(state: Props, inputs: Props, call: CallContext) -> str | None:
    """Return one line with the planned changes, or None if there are no known changes."""
    summary = summarize_counts(state, inputs)
    if summary is None:
        return None
    if state:
        summary = await preview_actual(state, inputs, call) or summary
    return summary.line(call.client.account.requests_per_second)


async def preview_actual(state: Props, inputs: Props, call: CallContext) -> PreviewSummary | None:
    """Compare with the account, or return None if that takes too long or fails: a preview must not fail here."""
    try:
        with deadline(PREVIEW_TIMEOUT, f"look ahead at {inputs['container_id']!r}"):
            desired = await anyio.to_thread.run_sync(read_desired, inputs)
            reconciler = make_reconciler(inputs, state, desired, call)
            return await reconciler.preview(desired, PREVIEW_MAX_READS)
    except (FaceError, SourceError, TooManyReadsError):
        return None


async def update(_: str, state: Props, inputs: Props, call: CallContext) -> Props:
    return await reconcile(inputs, state, call)


async def reconcile(inputs: Props, state: Props, call: CallContext) -> Props:
    """Reconcile the container with the source.

    Raises:
        PartialFailureError: An error stopped the run after its first change, or photos could not be enrolled.
    """
    desired = await anyio.to_thread.run_sync(read_checked_source, inputs)
    reconciler = make_reconciler(inputs, state, desired, call)
    location = reconciler.location
    operation = f"enrol {inputs['source']!r} in {describe(location.kind, inputs['container_id'])}"
    with (
        count_requests() as counter,
        bulk_priority(),
        keep_partial_gallery(reconciler, inputs, state),
        describe_cancellation(reconciler, operation),
        deadline(call.timeout or DEFAULT_TIMEOUT, operation),
    ):
        actual = await reconciler.reconcile(desired)
    location.face_cache.keep_only({face_id for entry in actual.entries for face_id in entry.face_ids})
    report_unmanaged(actual, state, call)
    if cache_problem := user_database().take_problem():
        call.warn(cache_problem)
    revision = next_revision(actual, state, reconciler.has_changed_content)
    new_state = {**build_state(inputs, actual, revision, call), **rejected_images.outputs(reconciler.rejected)}
    new_state["transactions"] = counter.requests
    report_rejected(reconciler, new_state, operation, call)
    location.interrupted_run.clear()
    if reconciler.rejected:
        # The desired digest includes the skipped photos. With it in the state, an unchanged source has no changes.
        desired_state = {"digest": inputs["digest"], "declared_digest": inputs["digest"]}
        return {**new_state, **desired_state, "enrolled_digest": actual.digest}
    return new_state


def make_reconciler(inputs: Props, state: Props, desired: list[DesiredEntry], call: CallContext) -> Reconciler:
    """Create the reconciler. It does not upload photos that are known to be rejected."""
    skips_rejected = inputs.get("on_bad_image") == "skip"
    photos = {key: photo for entry in desired for key, photo in entry.photos.items()}
    rejected: dict[str, RejectedImage] = {}
    if skips_rejected:
        rejected = rejected_images.known_rejections(state, {key: str(photo) for key, photo in photos.items()})
    invalid = {key: RejectedImage(str(photo), photo.problem) for key, photo in photos.items() if photo.problem}
    location = gallery_location(inputs, call)
    return Reconciler(location, call, state.get("fingerprint"), skips_rejected, {**rejected, **invalid})


def report_rejected(reconciler: Reconciler, state: Props, operation: str, call: CallContext) -> None:
    """Raise an error that names the photos that could not be enrolled, or warn about skipped photos."""
    failed = {**reconciler.changed, **({} if reconciler.skips_rejected else reconciler.rejected)}
    if failed:
        reason = f"{len(failed)} of the photos cannot be used: {rejected_images.summary(failed.values())}"
        advice = "All others are enrolled; correct or remove these and run it again."
        error = InvalidRequestError(operation, reason, advice)
        raise PartialFailureError(ResourceState(resource_id(state), state), error)
    if reconciler.rejected:
        call.warn(
            f"skipped {len(reconciler.rejected)} of the photos: {rejected_images.summary(reconciler.rejected.values())}"
        )


@contextmanager
def keep_partial_gallery(reconciler: Reconciler, inputs: Props, state: Props) -> Iterator[None]:
    """Save how far an interrupted run got, without a digest, so that the next run continues."""
    try:
        yield
    except FaceError as error:
        if reconciler.last_read:
            report_unmanaged(reconciler.last_read, state, reconciler.call)
        actual = reconciler.actual_so_far()
        if actual is None or not reconciler.has_written:
            raise
        partial_state = build_state(inputs, actual, derived_ids.new_revision(), reconciler.call)
        partial_state |= {**rejected_images.outputs(reconciler.rejected), "digest": ""}
        resource = ResourceState(resource_id(inputs), partial_state)
        raise PartialFailureError(resource, error, is_retryable=True) from error


@contextmanager
def describe_cancellation(reconciler: Reconciler, operation: str) -> Iterator[None]:
    """Make the error of a canceled run say how far the whole gallery got, instead of which request was canceled."""
    try:
        yield
    except CanceledError as error:
        progress = f"; {reconciler.progress.count()}" if reconciler.progress else ""
        raise CanceledError(operation, f"canceled{progress}") from error


def read_checked_source(inputs: Props) -> list[DesiredEntry]:
    """Read the source and verify that it has not changed since `check`."""
    operation = f"read the photos of {inputs['source']!r}"
    try:
        desired = read_desired(inputs)
    except SourceError as error:
        raise InvalidRequestError(operation, str(error)) from error
    if desired_digest(desired) != inputs["digest"]:
        raise InvalidRequestError(operation, "they changed while `pulumi up` was running", "Run it again.")
    return desired


def next_revision(actual: ActualGallery, state: Props, has_changed_content: bool = False) -> str:
    """Return a new revision if the content differs from the state, no matter who changed it.

    A changed revision triggers a training.
    """
    if has_changed_content or actual.fingerprint != state.get("fingerprint"):
        return derived_ids.new_revision()
    return str(state["revision"])


def build_state(inputs: Props, actual: ActualGallery, revision: str, call: CallContext) -> Props:
    return {
        **inputs,
        "endpoint": call.client.account.endpoint,
        "digest": actual.digest,
        "person_count": actual.person_count,
        "face_count": actual.face_count,
        "revision": revision,
        "fingerprint": actual.fingerprint,
    }


def report_unmanaged(actual: ActualGallery, state: Props, call: CallContext) -> None:
    """Warn about unmanaged content. For a new gallery it can be content of the same gallery under an older name."""
    if actual.unmanaged_persons or actual.unmanaged_faces:
        counts = f"{count_noun(actual.unmanaged_persons, 'person')} and {count_noun(actual.unmanaged_faces, 'face')}"
        hint = "" if state else "; if this gallery was renamed or moved, name what it was in `aliases`"
        call.warn(f"left alone: {counts} that are not this gallery's{hint}")


async def read(resource_id: str, state: Props, call: CallContext) -> ReadOutcome | None:
    operation = f"read what is enrolled in {state['kind']} {state['container_id']!r}"
    actual: ActualGallery | None = None
    with bulk_priority(), deadline(call.timeout or DEFAULT_TIMEOUT, operation), ignore_not_found(state, call.client):
        actual = await read_actual(gallery_location(state, call), state.get("fingerprint"))
    if actual is None:
        return None
    inputs = {name: state[name] for name in GalleryInputs.model_fields if name in state}
    last_run = {name: state[name] for name in LAST_RUN_OUTPUTS if name in state}
    new_state = {**build_state(inputs, actual, next_revision(actual, state), call), **last_run}
    if actual.digest == state.get("enrolled_digest"):  # unchanged since a run that skipped photos
        new_state["digest"] = state["declared_digest"]
    return ReadOutcome(resource_id, new_state, {**inputs, "digest": new_state["digest"]})


async def delete(_: str, state: Props, call: CallContext) -> None:
    """Remove the persons and faces of the gallery. Unmanaged content stays."""
    if call.live_resources.is_live_under_other_generation(resource_key(state), state["generation"]):
        return
    desired = [] if KINDS[state["kind"]].holds == "persons" else [DesiredEntry("", "", {})]
    reconciler = Reconciler(gallery_location(state, call), call, state.get("fingerprint"))
    operation = f"remove what is enrolled in {state['kind']} {state['container_id']!r}"
    with (
        bulk_priority(),
        describe_cancellation(reconciler, operation),
        deadline(call.timeout or DEFAULT_TIMEOUT, operation),
        ignore_not_found(state, call.client),
    ):
        await reconciler.reconcile(desired)
    reconciler.location.face_cache.clear()
    reconciler.location.interrupted_run.clear()
    call.live_resources.remove(resource_key(state))
    await retrain_after_removal(state, call)  # also if an earlier attempt removed the content


def gallery_location(props: Props, call: CallContext) -> GalleryLocation:
    return GalleryLocation(call.client, KINDS[props["kind"]], props["container_id"], props["mark"])


def resource_id(inputs: Props) -> str:
    return f"{inputs['container_id']}/{inputs['mark']}"
