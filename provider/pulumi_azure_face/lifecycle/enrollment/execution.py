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

from pulumi_azure_face.client.api import faces, persons
from pulumi_azure_face.client.errors import FaceError, Gone, Invalid, Unreachable
from pulumi_azure_face.client.workers import crew_for, side_by_side
from pulumi_azure_face.lifecycle.identity import ownership_tags
from pulumi_azure_face.lifecycle.identity.digests import photos_digest
from pulumi_azure_face.lifecycle.sources.desired import Photo, Subject
from pulumi_azure_face.lifecycle.sources.image import Url

from .actual import Enrolled, Observed, Place, ensure_only_this_is_gone
from .plan import Plan, Work, by_key, staying
from .progress import Progress
from .rejected_images import Rejected
from .upload import Changed, upload_of

Item = TypeVar("Item")

# The newest; the service's own default is its oldest (face-api.md#face-detection-model-default).
DETECTION_MODEL = "detection_03"
LONG, FEWEST_PERSONS = 2.0, 16  # seconds that a big image may take on its way; persons side by side
# The service handles a list's writes one after another (face-api.md#face-writes-serialized) and may answer a colliding
# one with 409 (face-api.md#face-writes-conflict): so many side by side as hide the way there and back, more would only
# collide.
SHORT, FEWEST_LIST_WRITES = 0.5, 4


class Lost(Exception):
    """A step may or may not have been done; the rest of this work waits until somebody has looked."""


@dataclass
class Enrolment:
    """One pass over a plan, and what came of it."""

    place: Place
    progress: Progress
    refused: dict[str, Rejected] = field(default_factory=dict)
    """What the service said against an image, by the key of the photo."""
    changed: dict[str, Rejected] = field(default_factory=dict)
    """Photos that were not, when they were read, what was planned with."""
    lost: FaceError | None = None
    """The last step that may or may not have been done."""
    people: dict[str, str] = field(default_factory=dict)
    """Ids of the persons made, by subject."""
    added: dict[str, dict[str, str]] = field(default_factory=dict)
    """Keys of the photos enrolled, by face id, by subject."""
    removed: set[str] = field(default_factory=set)
    """Ids of faces."""

    async def carry_out(self, plan: Plan) -> None:
        """Do all works, then let the leavers go, or before that where there is no room for both. Any error that is not
        about one photo or one lost reply ends it.
        """
        if plan.makes_room_first:
            await self._all(plan.leavers, self._let_go)
        for stage in plan.stages:
            await self._all(stage, self._do)
        if not plan.makes_room_first:
            await self._all(plan.leavers, self._let_go)

    async def _all(self, items: Iterable[Item], do: Callable[[Item], Awaitable[None]]) -> None:
        queue = iter(items)

        async def worker() -> None:
            for item in queue:
                try:
                    await do(item)
                except Lost:
                    continue

        await side_by_side(worker, self._crew())

    def _crew(self) -> int:
        rate = self.place.session.account.requests_per_second
        if self.place.kind.holds == "persons":
            return crew_for(rate, LONG, FEWEST_PERSONS)
        return crew_for(rate, SHORT, FEWEST_LIST_WRITES)

    async def _do(self, work: Work) -> None:
        person_id = work.before.person_id if work.before else await self._make_person(work.subject)
        owner = self.place.owner(person_id)
        if work.makes_room_first:
            await self._remove(work.removes, owner)
        await self._add(work, owner)
        if not work.makes_room_first and not self._owes(work):
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
            self.progress.step()
            return made

    async def _sign(self, subject: Subject, person_id: str) -> None:
        changes = {"name": subject.name, "userData": self._mark(subject)}
        await self._update_person(person_id, changes)

    def _mark(self, subject: Subject) -> str:
        mark = ownership_tags.PersonMark(self.place.gallery, subject.key, photos_digest(subject.photos))
        return ownership_tags.write(mark, subject.user_data)

    async def _update_person(self, person_id: str, changes: dict[str, str]) -> None:
        place = self.place
        with self._noting_lost():
            await persons.update(place.session, place.kind, place.container_id, person_id, changes)
            self.progress.step()

    async def _add(self, work: Work, owner: faces.Owner) -> None:
        for key in work.adds:
            await self._enrol(work.subject, key, owner)
            self.progress.face()

    def _owes(self, work: Work) -> bool:
        """Whether a photo that was to come has not, so that what it was to replace stays."""
        return not set(work.adds).isdisjoint(self.refused.keys() | self.changed.keys())

    async def _enrol(self, subject: Subject, key: str, owner: faces.Owner) -> None:
        photo = subject.photos[key]
        with self._noting_lost(), self._noting_refused(key, photo):
            face_id = await faces.add(
                self.place.session,
                owner,
                photo.where if isinstance(photo.where, Url) else await upload_of(Path(photo.where), photo.content),
                str(photo),
                user_data=ownership_tags.write(ownership_tags.FaceMark(self.place.gallery, key), photo.user_data),
                detection_model=DETECTION_MODEL,
                target_face=photo.target_face,
            )
            self.added.setdefault(subject.key, {})[face_id] = key
            if owner.person_id:
                self.place.album.add(face_id, key)

    async def _remove(self, face_ids: Iterable[str], owner: faces.Owner) -> None:
        for face_id in face_ids:
            try:
                await faces.delete(self.place.session, owner, face_id)
            except Gone as gone:
                ensure_only_this_is_gone(gone)
            self.removed.add(face_id)
            self.progress.step()

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
        self.progress.step()

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
    def _noting_refused(self, key: str, photo: Photo) -> Iterator[None]:
        try:
            yield
        except Invalid as refusal:
            self.refused[key] = Rejected(str(photo), refusal.said)
        except Changed:
            self.changed[key] = Rejected(str(photo), "it changed while it was read; run it again")


def after(declared: list[Subject], observed: Observed, done: Enrolment) -> Observed:
    """What is there once an enrolment has ended without losses: what was there, and what was done."""
    there = by_key(observed)
    subjects = [enrolled_after(subject, staying(subject.key, there), done) for subject in declared]
    return replace(observed, subjects=subjects)


def enrolled_after(subject: Subject, before: Enrolled | None, done: Enrolment) -> Enrolled:
    digest, added = photos_digest(subject.photos), done.added.get(subject.key, {})
    if before is None:
        return Enrolled(
            subject.key, subject.name, digest, tuple(added), done.people[subject.key], subject.user_data, added
        )
    signed = replace(before, name=subject.name, marked=digest, user_data=subject.user_data)
    if before.photos is None:
        return signed
    stayed = {face_id: key for face_id, key in before.photos.items() if face_id not in done.removed}
    face_ids = (*(face_id for face_id in before.face_ids if face_id not in done.removed), *added)
    return replace(signed, face_ids=face_ids, photos={**stayed, **added})
