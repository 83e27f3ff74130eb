"""Carrying out a plan: persons side by side, each one's steps in order, at the pace of the governor.

A POST whose reply was lost is not repeated, since the service would make a second one: it is noted, the rest goes on,
and the caller looks again at what is there. An image that the service refuses is noted too, so that all bad ones are
told at once.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import anyio

from pulumi_azure_face.client import faces, persons
from pulumi_azure_face.client.errors import FaceError, Gone, Invalid, Unreachable

from . import marks
from .crew import side_by_side
from .observe import Enrolled, Observed, Place, ensure_only_this_is_gone
from .photos import Subject, content_key, photos_digest
from .plan import Plan, Work, by_key

Item = TypeVar("Item")

DETECTION_MODEL = "detection_03"  # the newest; the service's own default is its oldest (contract 6.3)
PERSONS_AT_ONCE = 16
# The service handles a list's writes one after another and may answer a colliding one with 409 (contract 6.5): a few
# side by side hide the way there and back, more would only collide.
LIST_WRITES_AT_ONCE = 4


class Lost(Exception):
    """A step may or may not have been done; the rest of this work waits until somebody has looked."""


@dataclass
class Enrolment:
    """One pass over a plan, and what came of it."""

    place: Place
    progress: Callable[[str], None]
    refused: dict[str, str] = field(default_factory=dict)
    """What was wrong, by the key of the photo."""
    lost: FaceError | None = None
    """The last step that may or may not have been done."""
    people: dict[str, str] = field(default_factory=dict)
    """Ids of the persons made, by subject."""
    added: dict[str, dict[str, str]] = field(default_factory=dict)
    """Keys of the photos enrolled, by face id, by subject."""
    removed: set[str] = field(default_factory=set)
    """Ids of faces."""
    photos_to_do: int = 0
    photos_done: int = 0

    async def carry_out(self, plan: Plan) -> None:
        """Do all works, then let the leavers go. Any error that is not about one photo or one lost reply ends it."""
        self.photos_to_do = plan.photos
        await self._all(plan.works, self._do)
        await self._all(plan.leavers, self._let_go)

    async def _all(self, items: Iterable[Item], do: Callable[[Item], Awaitable[None]]) -> None:
        queue = iter(items)

        async def worker() -> None:
            for item in queue:
                try:
                    await do(item)
                except Lost:
                    continue

        await side_by_side(worker, PERSONS_AT_ONCE if self.place.kind.holds == "persons" else LIST_WRITES_AT_ONCE)

    async def _do(self, work: Work) -> None:
        person_id = work.before.person_id if work.before else await self._make_person(work.subject)
        owner = self.place.owner(person_id)
        if work.makes_room_first:
            await self._remove(work.removes, owner)
        await self._add(work, owner)
        if not work.makes_room_first:
            await self._remove(work.removes, owner)
        if work.sign_anew:
            await self._sign(work.subject, str(person_id))

    async def _make_person(self, subject: Subject) -> str:
        place = self.place
        with self._noting_lost():
            made = await persons.create(
                place.session, place.kind, place.container_id, subject.name, self._mark(subject)
            )
            self.people[subject.key] = made
            return made

    async def _sign(self, subject: Subject, person_id: str) -> None:
        changes = {"name": subject.name, "userData": self._mark(subject)}
        await self._update_person(person_id, changes)

    def _mark(self, subject: Subject) -> str:
        return marks.write(marks.PersonMark(self.place.gallery, subject.key, photos_digest(subject.photos)))

    async def _update_person(self, person_id: str, changes: dict[str, str]) -> None:
        place = self.place
        with self._noting_lost():
            await persons.update(place.session, place.kind, place.container_id, person_id, changes)

    async def _add(self, work: Work, owner: faces.Owner) -> None:
        for key in work.adds:
            await self._enrol(work.subject, key, owner)
            self.photos_done += 1
            self.progress(f"enrolled {self.photos_done} of {self.photos_to_do}")

    async def _enrol(self, subject: Subject, key: str, owner: faces.Owner) -> None:
        photo = subject.photos[key]
        shown = repr(str(photo))  # quoted, since a file's name may hold what is no Unicode
        image = await read_same(photo, key)
        if image is None:
            self.refused[key] = f"{shown} changed while it was read; run it again"
            return
        mark = marks.write(marks.FaceMark(self.place.gallery, key))
        with self._noting_lost(), self._noting_refused(key, shown):
            face_id = await faces.add(
                self.place.session, owner, image, shown, user_data=mark, detection_model=DETECTION_MODEL
            )
            self.added.setdefault(subject.key, {})[face_id] = self.place.shown[face_id] = key

    async def _remove(self, face_ids: Iterable[str], owner: faces.Owner) -> None:
        for face_id in face_ids:
            try:
                await faces.delete(self.place.session, owner, face_id)
            except Gone as gone:
                ensure_only_this_is_gone(gone)
            self.removed.add(face_id)

    async def _let_go(self, leaver: Enrolled) -> None:
        """Remove a person of ours. When somebody else put faces there, only ours go, and the person is theirs."""
        person_id = str(leaver.person_id)
        if leaver.strangers:
            await self._remove(leaver.own_faces, self.place.owner(person_id))
            await self._update_person(person_id, {"name": leaver.name, "userData": ""})
            return
        try:
            await persons.delete(self.place.session, self.place.kind, self.place.container_id, person_id)
        except Gone as gone:
            ensure_only_this_is_gone(gone)

    @contextmanager
    def _noting_lost(self) -> Iterator[None]:
        try:
            yield
        except Unreachable as lost:
            if not lost.maybe_done:
                raise
            self.lost = lost
            raise Lost from lost
        except Gone as gone:
            ensure_only_this_is_gone(gone)
            self.lost = gone
            raise Lost from gone

    @contextmanager
    def _noting_refused(self, key: str, shown: str) -> Iterator[None]:
        try:
            yield
        except Invalid as refusal:
            self.refused[key] = f"{shown} ({refusal.said})"


async def read_same(photo: Path, key: str) -> bytes | None:
    """The photo's bytes, or None when they are not those that were planned with."""
    try:
        image = await anyio.Path(photo).read_bytes()
    except OSError:
        return None
    return image if content_key(image) == key else None


def after(declared: list[Subject], observed: Observed, done: Enrolment) -> Observed:
    """What is there once an enrolment has ended without losses: what was there, and what was done."""
    there = by_key(observed)
    subjects = [enrolled_after(subject, next(iter(there.get(subject.key, ())), None), done) for subject in declared]
    return replace(observed, subjects=subjects)


def enrolled_after(subject: Subject, before: Enrolled | None, done: Enrolment) -> Enrolled:
    digest, added = photos_digest(subject.photos), done.added.get(subject.key, {})
    if before is None:
        return Enrolled(subject.key, subject.name, digest, tuple(added), done.people[subject.key], added)
    signed = replace(before, name=subject.name, marked=digest)
    if before.photos is None:
        return signed
    stayed = {face_id: key for face_id, key in before.photos.items() if face_id not in done.removed}
    face_ids = (*(face_id for face_id in before.face_ids if face_id not in done.removed), *added)
    return replace(signed, face_ids=face_ids, photos={**stayed, **added})
