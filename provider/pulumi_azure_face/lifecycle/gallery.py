"""A gallery: all persons or faces that a source declares, as one resource, brought about by the difference alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import anyio.to_thread

from pulumi_azure_face.client.api.containers import named
from pulumi_azure_face.client.deadline import deadline
from pulumi_azure_face.client.errors import FaceError, Invalid
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.client.rate_limiter import in_bulk
from pulumi_azure_face.client.request_counter import metered
from pulumi_azure_face.lifecycle.enrollment.actual import Observed, Place, TooManyReads, observe
from pulumi_azure_face.lifecycle.enrollment.preview_summary import Forecast, counted, of_counts
from pulumi_azure_face.lifecycle.enrollment.reconciler import Reconciliation
from pulumi_azure_face.lifecycle.enrollment.rejected_images import Rejected
from pulumi_azure_face.lifecycle.identity.live_resources import Claims, Thing, container_of
from pulumi_azure_face.lifecycle.inputs.quotas import quota_faults
from pulumi_azure_face.lifecycle.inputs.rules import AccountRef, Folder, Inputs, KindName, Text, one_of, validate
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN, Props, differing, is_unknown
from pulumi_azure_face.lifecycle.recovery.interrupted_runs import Begun
from pulumi_azure_face.lifecycle.sources.desired import Subject, digest_of
from pulumi_azure_face.lifecycle.sources.reader import Faults, forget_looks, read_source

from .base import Call, Checked, Difference, Made, Seen, Unfinished
from .enrollment import rejected_images
from .identity import derived_ids, generations
from .not_found import unless_gone
from .training import train_without

FORESIGHT = 5.0  # seconds that a preview may take to look at the account
FORESEEN_BY = 100  # faces that it may read one by one
PATIENCE = 7 * 24 * 3600.0  # seconds; a million faces at ten a second take more than a day


OnBadImage = Annotated[Text, one_of(("fail", "skip"))]


class GalleryInputs(Inputs):
    kind: KindName
    container_id: Text
    container_generation: Text
    source: Folder
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
PASSING = ("origin", "source_name")
"""Inputs that only `check` sees: where the resource stands in its stack, and what the program calls the source."""


# --- check and diff ---------------------------------------------------------------------------------------------------


def check(olds: Props, news: Props) -> Checked:
    """Read the source, and settle digest, mark and generation."""
    source_name = news.get("source_name") or "source"
    given = {name: value for name, value in news.items() if name not in PASSING}
    inputs, failures = validate(GalleryInputs, given, {"source": source_name})
    if failures:
        return Checked(news, failures)
    if is_unknown(inputs["source"]):
        return Checked(settle(olds, {**inputs, "digest": UNKNOWN}, news.get("origin") or {}))
    try:
        seen = declared_inputs(inputs)
    except Faults as faults:
        return Checked(news, [f"{source_name} {faults}"])
    return Checked(settle(olds, {**inputs, **seen}, news.get("origin") or {}))


def room_faults(news: Props, checked: Props, tier: str | None) -> list[str]:
    """Why what is declared cannot fit into its container in an account of this tier."""
    count = checked.get("declared_persons") or checked.get("declared_faces") or 0
    source_name = news.get("source_name") or "source"
    return [f"{source_name} {fault}" for fault in quota_faults(KINDS[checked["kind"]], count, tier)]


def declared_inputs(inputs: Props) -> Props:
    """What the source declares, as far as it is stored."""
    declared = declared_by(inputs)
    persons = len(declared) if KINDS[inputs["kind"]].holds == "persons" else 0
    faces = sum(len(subject.photos) for subject in declared)
    return {"digest": digest_of(declared), "declared_persons": persons, "declared_faces": faces}


def settle(olds: Props, inputs: Props, origin: Props) -> Props:
    worked_out = UNKNOWN if is_unknown(origin) else derived_ids.gallery_mark(origin)
    mark = olds.get("mark") or inputs.get("mark") or worked_out
    return {**inputs, "mark": mark, "generation": generations.settled(olds, inputs, REPLACING)}


def diff(olds: Props, news: Props, claims: Claims) -> Difference:
    if replaced := generations.replacement(olds, news, REPLACING):
        return replaced
    claims.claim(thing(olds), olds["generation"])
    begun = Begun(olds.get("endpoint", ""), olds["kind"], olds["container_id"], olds["mark"])
    return Difference(bool(differing(UPDATING, {"on_bad_image": "fail", **olds}, news)) or begun.is_noted())


def declared_by(inputs: Props) -> list[Subject]:
    may_skip = inputs.get("on_bad_image", "fail") != "fail"  # also while that is not known
    return read_source(Path(inputs["source"]), KINDS[inputs["kind"]].holds, bad_images=may_skip)


def thing(inputs: Props) -> Thing:
    return ("Gallery", inputs["mark"], *container_of(inputs))


# --- the account ------------------------------------------------------------------------------------------------------


async def create(inputs: Props, call: Call) -> Made:
    state = await apply(inputs, {}, call)
    call.claims.claim(thing(inputs), inputs["generation"])
    return Made(resource_id(inputs), state)


async def foretell(state: Props, inputs: Props, call: Call) -> str | None:
    """What is coming, in one line; None when nothing is, as far as anybody knows."""
    by_counts = of_counts(state, inputs)
    if by_counts is None:
        return None
    coming = (await foreseen(state, inputs, call) if state else None) or by_counts
    return coming.line(call.session.account.requests_per_second)


async def foreseen(state: Props, inputs: Props, call: Call) -> Forecast | None:
    """What the account itself tells, where it tells that in a moment. A preview does not fail because of it."""
    try:
        with deadline(FORESIGHT, f"look ahead at {inputs['container_id']!r}"):
            declared = await anyio.to_thread.run_sync(declared_by, inputs)
            work = reconciliation(inputs, state, declared, call)
            return await work.foresee(declared, FORESEEN_BY)
    except (FaceError, Faults, TooManyReads):
        return None


async def update(_: str, state: Props, inputs: Props, call: Call) -> Props:
    return await apply(inputs, state, call)


async def apply(inputs: Props, state: Props, call: Call) -> Props:
    """Make the container hold what the source declares; raises Unfinished when that was done in part."""
    declared = await anyio.to_thread.run_sync(still_declared, inputs)
    work = reconciliation(inputs, state, declared, call)
    tried = f"enrol {inputs['source']!r} in {named(work.place.kind, inputs['container_id'])}"
    with metered() as meter, in_bulk(), unfinished(work, inputs, state), deadline(call.timeout or PATIENCE, tried):
        observed = await work.bring_about(declared)
    work.place.album.keep_only({face_id for subject in observed.subjects for face_id in subject.face_ids})
    report_others(observed, state, call)
    revision = revision_of(observed, state, work.content_changed)
    reached = {**state_of(inputs, observed, revision, call), **rejected_images.outputs(work.refused)}
    reached["transactions"] = meter.requests
    report_bad_images(work, reached, tried, call)
    work.place.begun.forget()
    return {**reached, **skipped(inputs, observed)} if work.refused else reached


def reconciliation(inputs: Props, state: Props, declared: list[Subject], call: Call) -> Reconciliation:
    """The work to be done. An image that is bad by its file, or known to be refused, is not tried where such are
    skipped.
    """
    skips = inputs.get("on_bad_image") == "skip"
    photos = {key: photo for subject in declared for key, photo in subject.photos.items()}
    known = rejected_images.remembered(state, {key: str(photo) for key, photo in photos.items()}) if skips else {}
    bad = {key: Rejected(str(photo), photo.fault) for key, photo in photos.items() if photo.fault}
    return Reconciliation(place_of(inputs, call), call, state.get("fingerprint"), skips, {**known, **bad})


def report_bad_images(work: Reconciliation, reached: Props, tried: str, call: Call) -> None:
    """An error that names all of them; a warning about those that are skipped."""
    bad = {**work.changed, **({} if work.skips else work.refused)}
    if work.changed:
        forget_looks(Path(reached["source"]))
    if bad:
        raise Unfinished(Made(resource_id(reached), reached), bad_images(tried, bad))
    if work.refused:
        call.warn(f"skipped {len(work.refused)} of the photos: {rejected_images.summary(work.refused.values())}")


def skipped(inputs: Props, observed: Observed) -> Props:
    """The digests of a gallery that is as declared but for what was skipped."""
    declared = inputs["digest"]
    return {"digest": declared, "declared_digest": declared, "enrolled_digest": observed.digest}


@contextmanager
def unfinished(work: Reconciliation, inputs: Props, state: Props) -> Iterator[None]:
    """What ends half way is kept as unfinished: no digest, no fingerprint, so that the next run looks at everything."""
    try:
        yield
    except FaceError as error:
        if work.found:
            report_others(work.found, state, work.call)
        if not work.wrote:
            raise
        counts = {name: state.get(name, 0) for name in ("person_count", "face_count")}
        endpoint = work.call.session.account.endpoint
        left = {**inputs, **counts, **rejected_images.outputs(work.refused), "endpoint": endpoint}
        left |= {"digest": "", "revision": derived_ids.new_revision()}
        raise Unfinished(Made(resource_id(inputs), left), error, repeatable=True) from error


def still_declared(inputs: Props) -> list[Subject]:
    """The source as it was when the inputs were checked."""
    tried = f"read the photos of {inputs['source']!r}"
    try:
        declared = declared_by(inputs)
    except Faults as fault:
        raise Invalid(tried, str(fault)) from fault
    if digest_of(declared) != inputs["digest"]:
        raise Invalid(tried, "they changed while `pulumi up` was running", "Run it again.")
    return declared


def revision_of(observed: Observed, state: Props, content_changed: bool = False) -> str:
    """Another one whenever the content is not what the state knew, whoever changed it and in whichever run: a training
    is triggered by it.
    """
    if content_changed or observed.fingerprint != state.get("fingerprint"):
        return derived_ids.new_revision()
    return str(state["revision"])


def state_of(inputs: Props, observed: Observed, revision: str, call: Call) -> Props:
    return {
        **inputs,
        "endpoint": call.session.account.endpoint,
        "digest": observed.digest,
        "person_count": observed.person_count,
        "face_count": observed.face_count,
        "revision": revision,
        "fingerprint": observed.fingerprint,
    }


def bad_images(tried: str, bad: dict[str, Rejected]) -> Invalid:
    said = f"{len(bad)} of the photos cannot be used: {rejected_images.summary(bad.values())}"
    return Invalid(tried, said, "All others are enrolled; correct or remove these and run it again.")


def report_others(observed: Observed, state: Props, call: Call) -> None:
    """What else is in the container. To a gallery that is made, it may be its own under an older name."""
    if observed.other_persons or observed.other_faces:
        left = f"{counted(observed.other_persons, 'person')} and {counted(observed.other_faces, 'face')}"
        way_on = "" if state else "; if this gallery was renamed or moved, name what it was in `aliases`"
        call.warn(f"left alone: {left} that are not this gallery's{way_on}")


async def read(resource_id: str, state: Props, call: Call) -> Seen | None:
    tried = f"read what is enrolled in {state['kind']} {state['container_id']!r}"
    observed: Observed | None = None
    with in_bulk(), deadline(call.timeout or PATIENCE, tried), unless_gone(state, call.session):
        observed = await observe(place_of(state, call), state.get("fingerprint"))
    if observed is None:
        return None
    inputs = {name: state[name] for name in GalleryInputs.model_fields if name in state}
    kept = {name: state[name] for name in KEPT if name in state}
    seen = {**state_of(inputs, observed, revision_of(observed, state), call), **kept}
    if observed.digest == state.get("enrolled_digest"):  # as it was left: all that is declared but for what was skipped
        seen["digest"] = state["declared_digest"]
    return Seen(resource_id, seen, {**inputs, "digest": seen["digest"]})


async def delete(_: str, state: Props, call: Call) -> None:
    """Remove what is ours and nothing else."""
    if call.claims.alive_under_another(thing(state), state["generation"]):
        return
    nothing = [] if KINDS[state["kind"]].holds == "persons" else [Subject("", "", {})]
    work = Reconciliation(place_of(state, call), call, state.get("fingerprint"))
    tried = f"remove what is enrolled in {state['kind']} {state['container_id']!r}"
    with in_bulk(), deadline(call.timeout or PATIENCE, tried), unless_gone(state, call.session):
        await work.bring_about(nothing)
    work.place.album.forget()
    work.place.begun.forget()
    call.claims.release(thing(state))
    await train_without(state, call)  # also what an earlier try has removed


def place_of(props: Props, call: Call) -> Place:
    return Place(call.session, KINDS[props["kind"]], props["container_id"], props["mark"])


def resource_id(inputs: Props) -> str:
    return f"{inputs['container_id']}/{inputs['mark']}"
