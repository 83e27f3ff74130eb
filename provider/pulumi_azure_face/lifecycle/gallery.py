"""A gallery: all persons or faces that a source declares, as one resource, brought about by the difference alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import anyio.to_thread

from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.client.deadline import deadline
from pulumi_azure_face.client.errors import FaceError, InvalidRequestError
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.client.rate_limiter import bulk_priority
from pulumi_azure_face.client.request_counter import count_requests
from pulumi_azure_face.lifecycle.enrollment.actual import ActualGallery, GalleryLocation, TooManyReadsError, read_actual
from pulumi_azure_face.lifecycle.enrollment.preview_summary import PreviewSummary, count_noun, summarize_counts
from pulumi_azure_face.lifecycle.enrollment.reconciler import Reconciler
from pulumi_azure_face.lifecycle.enrollment.rejected_images import RejectedImage
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources, ResourceKey, container_key
from pulumi_azure_face.lifecycle.inputs.quotas import quota_problems
from pulumi_azure_face.lifecycle.inputs.rules import (
    AccountRef,
    KindName,
    ResourceInputs,
    SourcePath,
    Text,
    one_of,
    validate,
)
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN, Props, changed_names, is_unknown
from pulumi_azure_face.lifecycle.recovery.interrupted_runs import InterruptedRunMarker
from pulumi_azure_face.lifecycle.sources.desired import DesiredEntry, desired_digest
from pulumi_azure_face.lifecycle.sources.reader import SourceError, clear_hash_cache, read_source

from .base import CallContext, CheckOutcome, DiffOutcome, PartialFailureError, ReadOutcome, ResourceState
from .enrollment import rejected_images
from .identity import derived_ids, generations
from .not_found import ignore_not_found
from .training import retrain_after_removal

PREVIEW_SECONDS = 5.0  # seconds that a preview may take to look at the account
PREVIEW_MAX_READS = 100  # faces that it may read one by one
DEFAULT_TIMEOUT = 7 * 24 * 3600.0  # seconds; a million faces at ten a second take more than a day


OnBadImage = Annotated[Text, one_of(("fail", "skip"))]


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
UPDATING = ("digest", "on_bad_image", "account_key")
KEPT = (*rejected_images.OUTPUTS, "declared_digest", "enrolled_digest", "transactions")
"""Outputs that tell of the last run, and that a refresh has nothing to say about."""
TRANSIENT = ("origin", "source_name")
"""Inputs that only `check` sees: where the resource stands in its stack, and what the program calls the source."""


# --- check and diff ---------------------------------------------------------------------------------------------------


def check(olds: Props, news: Props) -> CheckOutcome:
    """Read the source, and settle digest, mark and generation."""
    source_name = news.get("source_name") or "source"
    given = {name: value for name, value in news.items() if name not in TRANSIENT}
    inputs, failures = validate(GalleryInputs, given, {"source": source_name})
    if failures:
        return CheckOutcome(news, failures)
    if is_unknown(inputs["source"]):
        return CheckOutcome(with_identity(olds, {**inputs, "digest": UNKNOWN}, news.get("origin") or {}))
    try:
        seen = desired_inputs(inputs)
    except SourceError as faults:
        return CheckOutcome(news, [f"{source_name} {faults}"])
    return CheckOutcome(with_identity(olds, {**inputs, **seen}, news.get("origin") or {}))


def find_quota_problems(news: Props, checked: Props, tier: str | None) -> list[str]:
    """Why what is declared cannot fit into its container in an account of this tier."""
    count = checked.get("declared_persons") or checked.get("declared_faces") or 0
    source_name = news.get("source_name") or "source"
    return [f"{source_name} {fault}" for fault in quota_problems(KINDS[checked["kind"]], count, tier)]


def desired_inputs(inputs: Props) -> Props:
    """What the source declares, as far as it is stored."""
    declared = read_desired(inputs)
    persons = len(declared) if KINDS[inputs["kind"]].holds == "persons" else 0
    faces = sum(len(subject.photos) for subject in declared)
    return {"digest": desired_digest(declared), "declared_persons": persons, "declared_faces": faces}


def with_identity(olds: Props, inputs: Props, origin: Props) -> Props:
    worked_out = UNKNOWN if is_unknown(origin) else derived_ids.derive_gallery_tag(origin)
    mark = olds.get("mark") or inputs.get("mark") or worked_out
    return {**inputs, "mark": mark, "generation": generations.next_generation(olds, inputs, REPLACING)}


def diff(olds: Props, news: Props, live_resources: LiveResources) -> DiffOutcome:
    if replaced := generations.replacement_diff(olds, news, REPLACING):
        return replaced
    live_resources.add(resource_key(olds), olds["generation"])
    begun = InterruptedRunMarker(olds.get("endpoint", ""), olds["kind"], olds["container_id"], olds["mark"])
    return DiffOutcome(bool(changed_names(UPDATING, {"on_bad_image": "fail", **olds}, news)) or begun.is_set())


def read_desired(inputs: Props) -> list[DesiredEntry]:
    may_skip = inputs.get("on_bad_image", "fail") != "fail"  # also while that is not known
    return read_source(Path(inputs["source"]), KINDS[inputs["kind"]].holds, bad_images=may_skip)


def resource_key(inputs: Props) -> ResourceKey:
    return ("Gallery", inputs["mark"], *container_key(inputs))


# --- the account ------------------------------------------------------------------------------------------------------


async def create(inputs: Props, call: CallContext) -> ResourceState:
    state = await reconcile(inputs, {}, call)
    call.live_resources.add(resource_key(inputs), inputs["generation"])
    return ResourceState(resource_id(inputs), state)


async def preview_summary(state: Props, inputs: Props, call: CallContext) -> str | None:
    """What is coming, in one line; None when nothing is, as far as anybody knows."""
    by_counts = summarize_counts(state, inputs)
    if by_counts is None:
        return None
    coming = (await preview_actual(state, inputs, call) if state else None) or by_counts
    return coming.line(call.client.account.requests_per_second)


async def preview_actual(state: Props, inputs: Props, call: CallContext) -> PreviewSummary | None:
    """What the account itself tells, where it tells that in a moment. A preview does not fail because of it."""
    try:
        with deadline(PREVIEW_SECONDS, f"look ahead at {inputs['container_id']!r}"):
            declared = await anyio.to_thread.run_sync(read_desired, inputs)
            work = make_reconciler(inputs, state, declared, call)
            return await work.preview(declared, PREVIEW_MAX_READS)
    except (FaceError, SourceError, TooManyReadsError):
        return None


async def update(_: str, state: Props, inputs: Props, call: CallContext) -> Props:
    return await reconcile(inputs, state, call)


async def reconcile(inputs: Props, state: Props, call: CallContext) -> Props:
    """Make the container hold what the source declares; raises Unfinished when that was done in part."""
    declared = await anyio.to_thread.run_sync(read_checked_source, inputs)
    work = make_reconciler(inputs, state, declared, call)
    tried = f"enrol {inputs['source']!r} in {describe(work.location.kind, inputs['container_id'])}"
    with (
        count_requests() as meter,
        bulk_priority(),
        keep_partial_state(work, inputs, state),
        deadline(call.timeout or DEFAULT_TIMEOUT, tried),
    ):
        observed = await work.reconcile(declared)
    work.location.face_cache.keep_only({face_id for subject in observed.entries for face_id in subject.face_ids})
    report_unmanaged(observed, state, call)
    revision = next_revision(observed, state, work.has_changed_content)
    reached = {**build_state(inputs, observed, revision, call), **rejected_images.outputs(work.rejected)}
    reached["transactions"] = meter.requests
    report_rejected(work, reached, tried, call)
    work.location.interrupted_run.clear()
    return {**reached, **skipped_digests(inputs, observed)} if work.rejected else reached


def make_reconciler(inputs: Props, state: Props, desired: list[DesiredEntry], call: CallContext) -> Reconciler:
    """The work to be done. An image that is bad by its file, or known to be refused, is not tried where such are
    skipped.
    """
    skips = inputs.get("on_bad_image") == "skip"
    photos = {key: photo for subject in desired for key, photo in subject.photos.items()}
    known = rejected_images.known_rejections(state, {key: str(photo) for key, photo in photos.items()}) if skips else {}
    bad = {key: RejectedImage(str(photo), photo.problem) for key, photo in photos.items() if photo.problem}
    return Reconciler(gallery_location(inputs, call), call, state.get("fingerprint"), skips, {**known, **bad})


def report_rejected(reconciler: Reconciler, state: Props, operation: str, call: CallContext) -> None:
    """An error that names all of them; a warning about those that are skipped."""
    bad = {**reconciler.changed, **({} if reconciler.skips_rejected else reconciler.rejected)}
    if reconciler.changed:
        clear_hash_cache(Path(state["source"]))
    if bad:
        raise PartialFailureError(ResourceState(resource_id(state), state), rejected_error(operation, bad))
    if reconciler.rejected:
        call.warn(
            f"skipped {len(reconciler.rejected)} of the photos: {rejected_images.summary(reconciler.rejected.values())}"
        )


def skipped_digests(inputs: Props, actual: ActualGallery) -> Props:
    """The digests of a gallery that is as declared but for what was skipped."""
    declared = inputs["digest"]
    return {"digest": declared, "declared_digest": declared, "enrolled_digest": actual.digest}


@contextmanager
def keep_partial_state(reconciler: Reconciler, inputs: Props, state: Props) -> Iterator[None]:
    """What ends half way is kept as unfinished: no digest, no fingerprint, so that the next run looks at everything."""
    try:
        yield
    except FaceError as error:
        if reconciler.last_read:
            report_unmanaged(reconciler.last_read, state, reconciler.call)
        if not reconciler.has_written:
            raise
        counts = {name: state.get(name, 0) for name in ("person_count", "face_count")}
        endpoint = reconciler.call.client.account.endpoint
        left = {**inputs, **counts, **rejected_images.outputs(reconciler.rejected), "endpoint": endpoint}
        left |= {"digest": "", "revision": derived_ids.new_revision()}
        raise PartialFailureError(ResourceState(resource_id(inputs), left), error, is_retryable=True) from error


def read_checked_source(inputs: Props) -> list[DesiredEntry]:
    """The source as it was when the inputs were checked."""
    tried = f"read the photos of {inputs['source']!r}"
    try:
        declared = read_desired(inputs)
    except SourceError as fault:
        raise InvalidRequestError(tried, str(fault)) from fault
    if desired_digest(declared) != inputs["digest"]:
        raise InvalidRequestError(tried, "they changed while `pulumi up` was running", "Run it again.")
    return declared


def next_revision(actual: ActualGallery, state: Props, has_changed_content: bool = False) -> str:
    """Another one whenever the content is not what the state knew, whoever changed it and in whichever run: a training
    is triggered by it.
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


def rejected_error(operation: str, rejected: dict[str, RejectedImage]) -> InvalidRequestError:
    said = f"{len(rejected)} of the photos cannot be used: {rejected_images.summary(rejected.values())}"
    return InvalidRequestError(operation, said, "All others are enrolled; correct or remove these and run it again.")


def report_unmanaged(actual: ActualGallery, state: Props, call: CallContext) -> None:
    """What else is in the container. To a gallery that is made, it may be its own under an older name."""
    if actual.unmanaged_persons or actual.unmanaged_faces:
        left = f"{count_noun(actual.unmanaged_persons, 'person')} and {count_noun(actual.unmanaged_faces, 'face')}"
        way_on = "" if state else "; if this gallery was renamed or moved, name what it was in `aliases`"
        call.warn(f"left alone: {left} that are not this gallery's{way_on}")


async def read(resource_id: str, state: Props, call: CallContext) -> ReadOutcome | None:
    tried = f"read what is enrolled in {state['kind']} {state['container_id']!r}"
    observed: ActualGallery | None = None
    with bulk_priority(), deadline(call.timeout or DEFAULT_TIMEOUT, tried), ignore_not_found(state, call.client):
        observed = await read_actual(gallery_location(state, call), state.get("fingerprint"))
    if observed is None:
        return None
    inputs = {name: state[name] for name in GalleryInputs.model_fields if name in state}
    kept = {name: state[name] for name in KEPT if name in state}
    seen = {**build_state(inputs, observed, next_revision(observed, state), call), **kept}
    if observed.digest == state.get("enrolled_digest"):  # as it was left: all that is declared but for what was skipped
        seen["digest"] = state["declared_digest"]
    return ReadOutcome(resource_id, seen, {**inputs, "digest": seen["digest"]})


async def delete(_: str, state: Props, call: CallContext) -> None:
    """Remove what is ours and nothing else."""
    if call.live_resources.is_live_under_other_generation(resource_key(state), state["generation"]):
        return
    nothing = [] if KINDS[state["kind"]].holds == "persons" else [DesiredEntry("", "", {})]
    work = Reconciler(gallery_location(state, call), call, state.get("fingerprint"))
    tried = f"remove what is enrolled in {state['kind']} {state['container_id']!r}"
    with bulk_priority(), deadline(call.timeout or DEFAULT_TIMEOUT, tried), ignore_not_found(state, call.client):
        await work.reconcile(nothing)
    work.location.face_cache.clear()
    work.location.interrupted_run.clear()
    call.live_resources.remove(resource_key(state))
    await retrain_after_removal(state, call)  # also what an earlier try has removed


def gallery_location(props: Props, call: CallContext) -> GalleryLocation:
    return GalleryLocation(call.client, KINDS[props["kind"]], props["container_id"], props["mark"])


def resource_id(inputs: Props) -> str:
    return f"{inputs['container_id']}/{inputs['mark']}"
