"""A gallery: all persons or faces that a folder declares, as one resource, brought about by the difference alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import anyio.to_thread

from pulumi_azure_face.client.containers import named
from pulumi_azure_face.client.errors import FaceError, Gone, Invalid
from pulumi_azure_face.client.kinds import KINDS

from . import identity
from .certainty import ensure_same_account
from .claims import Claims, Thing, container_of
from .deadline import deadline
from .enrol import Enrolment, after
from .model import Call, Checked, Difference, Made, Seen, Unfinished
from .observe import Observed, Place, observe
from .photos import SHOWN, Faults, Subject, digest_of, photos_digest, read_source
from .plan import make_plan
from .rules import AccountRef, Folder, Inputs, KindName, Text, validate
from .training import train_without
from .values import UNKNOWN, Props, differing, is_unknown

PATIENCE = 7 * 24 * 3600.0  # seconds; a million faces at ten a second take more than a day
PASSES = 5  # looks at what is there after lost replies, before giving up


class GalleryInputs(Inputs):
    kind: KindName
    container_id: Text
    container_generation: Text
    source: Folder
    account: AccountRef | None = None
    account_key: Text | None = None
    digest: Text | None = None
    mark: Text | None = None
    generation: Text | None = None


REPLACING = ("kind", "container_id", "container_generation", "account")
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
    try:
        digest = UNKNOWN if is_unknown(inputs["source"]) else digest_of(declared_by(inputs))
    except Faults as faults:
        return Checked(news, [f"{source_name} {faults}"])
    return Checked(settle(olds, {**inputs, "digest": digest}, news.get("origin") or {}))


def settle(olds: Props, inputs: Props, origin: Props) -> Props:
    worked_out = UNKNOWN if is_unknown(origin) else identity.gallery_mark(origin)
    mark = olds.get("mark") or inputs.get("mark") or worked_out
    kept = olds.get("generation") if stays(olds, inputs) else inputs.get("generation")
    return {**inputs, "mark": mark, "generation": kept or identity.new_generation()}


def stays(olds: Props, inputs: Props) -> bool:
    return bool(olds.get("generation")) and not differing(REPLACING, olds, inputs)


def diff(olds: Props, news: Props, claims: Claims) -> Difference:
    if olds.get("generation") != news.get("generation"):
        return Difference(True, differing(REPLACING, olds, news) or ["generation"])
    claims.claim(thing(olds), olds["generation"])
    return Difference(bool(differing(["digest", "account_key"], olds, news)))


def declared_by(inputs: Props) -> list[Subject]:
    return read_source(Path(inputs["source"]), KINDS[inputs["kind"]].holds)


def thing(inputs: Props) -> Thing:
    return ("Gallery", inputs["mark"], *container_of(inputs))


# --- the account ------------------------------------------------------------------------------------------------------


@dataclass
class Work:
    """Bringing one gallery about; remembers whether anything was written, for the case that it ends half way."""

    place: Place
    call: Call
    known: str | None
    wrote: bool = False
    content_changed: bool = False
    refused: dict[str, str] = field(default_factory=dict)

    async def bring_about(self, declared: list[Subject]) -> Observed:
        """Look, plan, do; and again after every lost reply, until what is declared is what is there."""
        wanted = {subject.key: photos_digest(subject.photos) for subject in declared}
        passes = 0
        while True:
            observed = await observe(self.place, self.known, wanted)
            enrolment = await self._enrol(declared, observed)
            self.refused.update(enrolment.refused)
            if enrolment.lost is None:
                return after(declared, observed, enrolment)
            passes += 1
            if passes == PASSES:
                raise enrolment.lost
            self.known = None

    async def _enrol(self, declared: list[Subject], observed: Observed) -> Enrolment:
        plan = make_plan(declared, observed, self.refused)
        self.wrote |= bool(plan.works or plan.leavers)
        self.content_changed |= plan.touches_content
        enrolment = Enrolment(self.place, self.call.progress)
        await enrolment.carry_out(plan)
        return enrolment


async def create(inputs: Props, call: Call) -> Made:
    state = await apply(inputs, {}, call)
    call.claims.claim(thing(inputs), inputs["generation"])
    return Made(resource_id(inputs), state)


async def update(_: str, state: Props, inputs: Props, call: Call) -> Props:
    return await apply(inputs, state, call)


async def apply(inputs: Props, state: Props, call: Call) -> Props:
    """Make the container hold what the source declares; raises Unfinished when that was done in part."""
    declared = await anyio.to_thread.run_sync(still_declared, inputs)
    work = Work(place_of(inputs, call), call, state.get("fingerprint"))
    tried = f"enrol {inputs['source']!r} in {named(work.place.kind, inputs['container_id'])}"
    with unfinished(work, inputs, state), deadline(call.timeout or PATIENCE, tried):
        observed = await work.bring_about(declared)
    report_others(observed, call)
    reached = state_of(inputs, observed, revision_after(work, state), call)
    if work.refused:
        raise Unfinished(Made(resource_id(inputs), reached), bad_images(tried, work.refused))
    return reached


@contextmanager
def unfinished(work: Work, inputs: Props, state: Props) -> Iterator[None]:
    """What ends half way is kept as unfinished: no digest, no fingerprint, so that the next run looks at everything."""
    try:
        yield
    except FaceError as error:
        if not work.wrote:
            raise
        counts = {name: state.get(name, 0) for name in ("person_count", "face_count")}
        endpoint = work.call.session.account.endpoint
        left = {**inputs, **counts, "endpoint": endpoint, "digest": "", "revision": identity.new_revision()}
        raise Unfinished(Made(resource_id(inputs), left), error) from error


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


def revision_after(work: Work, state: Props) -> str:
    """A new revision for every write of content: a training is triggered by it."""
    kept = state.get("revision") if not work.content_changed else None
    return kept or identity.new_revision()


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


def bad_images(tried: str, refused: dict[str, str]) -> Invalid:
    shown = "; ".join(sorted(refused.values())[:SHOWN])
    more = f"; and {len(refused) - SHOWN} more" if len(refused) > SHOWN else ""
    said = f"{len(refused)} of the photos cannot be used: {shown}{more}"
    return Invalid(tried, said, "All others are enrolled; correct or remove these and run it again.")


def report_others(observed: Observed, call: Call) -> None:
    if observed.other_persons or observed.other_faces:
        call.warn(
            f"left alone: {observed.other_persons} persons and {observed.other_faces} faces that others put there"
        )


async def read(resource_id: str, state: Props, call: Call) -> Seen | None:
    with deadline(call.timeout or PATIENCE, f"read what is enrolled in {state['kind']} {state['container_id']!r}"):
        try:
            observed = await observe(place_of(state, call), state.get("fingerprint"))
        except Gone as gone:
            ensure_same_account(state, call.session, gone)
            return None
    inputs = {name: state[name] for name in GalleryInputs.model_fields if name in state}
    seen = state_of(inputs, observed, state["revision"], call)
    return Seen(resource_id, seen, {**inputs, "digest": seen["digest"]})


async def delete(_: str, state: Props, call: Call) -> None:
    """Remove what is ours and nothing else."""
    if call.claims.alive_under_another(thing(state), state["generation"]):
        return
    nothing = [] if KINDS[state["kind"]].holds == "persons" else [Subject("", "", {})]
    work = Work(place_of(state, call), call, state.get("fingerprint"))
    with deadline(call.timeout or PATIENCE, f"remove what is enrolled in {state['kind']} {state['container_id']!r}"):
        try:
            await work.bring_about(nothing)
        except Gone as gone:
            ensure_same_account(state, call.session, gone)
    call.claims.release(thing(state))
    if work.content_changed:
        await train_without(state, call)


def place_of(props: Props, call: Call) -> Place:
    return Place(call.session, KINDS[props["kind"]], props["container_id"], props["mark"])


def resource_id(inputs: Props) -> str:
    return f"{inputs['container_id']}/{inputs['mark']}"
