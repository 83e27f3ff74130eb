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
from pulumi_azure_face.client.errors import FaceError, InvalidRequestError, NotFoundError, UnreachableError
from pulumi_azure_face.client.workers import run_workers, worker_count
from pulumi_azure_face.lifecycle.identity import ownership_tags
from pulumi_azure_face.lifecycle.identity.digests import photos_digest
from pulumi_azure_face.lifecycle.sources.desired import DesiredEntry, Photo
from pulumi_azure_face.lifecycle.sources.image import Url

from .actual import ActualEntry, ActualGallery, GalleryLocation, ensure_container_exists
from .plan import Change, Plan, entries_by_key, kept_entry
from .progress import Progress
from .rejected_images import RejectedImage
from .upload import FileChangedError, open_upload

Item = TypeVar("Item")

# The newest; the service's own default is its oldest (face-api.md#face-detection-model-default).
DETECTION_MODEL = "detection_03"
LARGE_UPLOAD_SECONDS, MIN_PERSON_WORKERS = 2.0, 16  # seconds that a big image may take on its way; persons side by side
# The service handles a list's writes one after another (face-api.md#face-writes-serialized) and may answer a colliding
# one with 409 (face-api.md#face-writes-conflict): so many side by side as hide the way there and back, more would only
# collide.
LIST_WRITE_SECONDS, MIN_LIST_WORKERS = 0.5, 4


class LostReplyError(Exception):
    """A step may or may not have been done; the rest of this work waits until somebody has looked."""


@dataclass
class PlanExecution:
    """One pass over a plan, and what came of it."""

    location: GalleryLocation
    progress: Progress
    rejected: dict[str, RejectedImage] = field(default_factory=dict)
    """What the service said against an image, by the key of the photo."""
    changed: dict[str, RejectedImage] = field(default_factory=dict)
    """Photos that were not, when they were read, what was planned with."""
    lost_reply: FaceError | None = None
    """The last step that may or may not have been done."""
    created_persons: dict[str, str] = field(default_factory=dict)
    """Ids of the persons made, by subject."""
    added_faces: dict[str, dict[str, str]] = field(default_factory=dict)
    """Keys of the photos enrolled, by face id, by subject."""
    removed_faces: set[str] = field(default_factory=set)
    """Ids of faces."""

    async def run(self, plan: Plan) -> None:
        """Do all works, then let the leavers go, or before that where there is no room for both. Any error that is not
        about one photo or one lost reply ends it.
        """
        if plan.removes_first:
            await self._run_all(plan.removed_entries, self._delete_person)
        for stage in plan.stages:
            await self._run_all(stage, self._apply_change)
        if not plan.removes_first:
            await self._run_all(plan.removed_entries, self._delete_person)

    async def _run_all(self, items: Iterable[Item], do: Callable[[Item], Awaitable[None]]) -> None:
        queue = iter(items)

        async def worker() -> None:
            for item in queue:
                try:
                    await do(item)
                except LostReplyError:
                    continue

        await run_workers(worker, self._worker_count())

    def _worker_count(self) -> int:
        rate = self.location.client.account.requests_per_second
        if self.location.kind.holds == "persons":
            return worker_count(rate, LARGE_UPLOAD_SECONDS, MIN_PERSON_WORKERS)
        return worker_count(rate, LIST_WRITE_SECONDS, MIN_LIST_WORKERS)

    async def _apply_change(self, work: Change) -> None:
        person_id = work.actual.person_id if work.actual else await self._create_person(work.desired)
        owner = self.location.owner(person_id)
        if work.removes_first:
            await self._remove_faces(work.removes, owner)
        await self._add_faces(work, owner)
        if not work.removes_first and not self._has_missing_photos(work):
            await self._remove_faces(work.removes, owner)
        if work.updates_person:
            await self._update_tag(work.desired, str(person_id))

    async def _create_person(self, subject: DesiredEntry) -> str:
        place = self.location
        with self._recording_lost_replies():
            made = await persons.create(
                place.client, place.kind, place.container_id, subject.name, self._tag_for(subject)
            )
            self.created_persons[subject.key] = made
            self.progress.step_done()
            return made

    async def _update_tag(self, subject: DesiredEntry, person_id: str) -> None:
        changes = {"name": subject.name, "userData": self._tag_for(subject)}
        await self._update_person(person_id, changes)

    def _tag_for(self, subject: DesiredEntry) -> str:
        mark = ownership_tags.PersonTag(self.location.tag, subject.key, photos_digest(subject.photos))
        return ownership_tags.write_tag(mark, subject.user_data)

    async def _update_person(self, person_id: str, changes: dict[str, str]) -> None:
        place = self.location
        with self._recording_lost_replies():
            await persons.update(place.client, place.kind, place.container_id, person_id, changes)
            self.progress.step_done()

    async def _add_faces(self, work: Change, owner: faces.FaceOwner) -> None:
        for key in work.adds:
            await self._add_face(work.desired, key, owner)
            self.progress.face_done()

    def _has_missing_photos(self, work: Change) -> bool:
        """Whether a photo that was to come has not, so that what it was to replace stays."""
        return not set(work.adds).isdisjoint(self.rejected.keys() | self.changed.keys())

    async def _add_face(self, subject: DesiredEntry, key: str, owner: faces.FaceOwner) -> None:
        photo = subject.photos[key]
        with self._recording_lost_replies(), self._recording_rejections(key, photo):
            face_id = await faces.add(
                self.location.client,
                owner,
                photo.location
                if isinstance(photo.location, Url)
                else await open_upload(Path(photo.location), photo.content),
                str(photo),
                user_data=ownership_tags.write_tag(ownership_tags.FaceTag(self.location.tag, key), photo.user_data),
                detection_model=DETECTION_MODEL,
                target_face=photo.target_face,
            )
            self.added_faces.setdefault(subject.key, {})[face_id] = key
            if owner.person_id:
                self.location.face_cache.add(face_id, key)

    async def _remove_faces(self, face_ids: Iterable[str], owner: faces.FaceOwner) -> None:
        for face_id in face_ids:
            try:
                await faces.delete(self.location.client, owner, face_id)
            except NotFoundError as gone:
                ensure_container_exists(gone)
            self.removed_faces.add(face_id)
            self.progress.step_done()

    async def _delete_person(self, leaver: ActualEntry) -> None:
        """Remove a person of ours. When somebody else put faces there, only ours go, and the person is theirs."""
        person_id = str(leaver.person_id)
        if leaver.unmanaged_face_count:
            await self._remove_faces(leaver.own_faces, self.location.owner(person_id))
            await self._update_person(person_id, {"name": leaver.name, "userData": ""})
            return
        try:
            await persons.delete(self.location.client, self.location.kind, self.location.container_id, person_id)
        except NotFoundError as gone:
            ensure_container_exists(gone)
        self.progress.step_done()

    @contextmanager
    def _recording_lost_replies(self) -> Iterator[None]:
        try:
            yield
        except UnreachableError as lost:
            if not lost.may_have_succeeded:
                raise
            self.lost_reply = lost
            raise LostReplyError from lost
        except NotFoundError as gone:
            ensure_container_exists(gone)
            self.lost_reply = gone
            raise LostReplyError from gone

    @contextmanager
    def _recording_rejections(self, key: str, photo: Photo) -> Iterator[None]:
        try:
            yield
        except InvalidRequestError as refusal:
            self.rejected[key] = RejectedImage(str(photo), refusal.reason)
        except FileChangedError:
            self.changed[key] = RejectedImage(str(photo), "it changed while it was read; run it again")


def actual_after(desired: list[DesiredEntry], actual: ActualGallery, execution: PlanExecution) -> ActualGallery:
    """What is there once an enrolment has ended without losses: what was there, and what was done."""
    there = entries_by_key(actual)
    entries = [entry_after(subject, kept_entry(subject.key, there), execution) for subject in desired]
    return replace(actual, entries=entries)


def entry_after(desired: DesiredEntry, before: ActualEntry | None, execution: PlanExecution) -> ActualEntry:
    digest, added = photos_digest(desired.photos), execution.added_faces.get(desired.key, {})
    if before is None:
        return ActualEntry(
            desired.key,
            desired.name,
            digest,
            tuple(added),
            execution.created_persons[desired.key],
            desired.user_data,
            added,
        )
    signed = replace(before, name=desired.name, tagged_digest=digest, user_data=desired.user_data)
    if before.photos is None:
        return signed
    stayed = {face_id: key for face_id, key in before.photos.items() if face_id not in execution.removed_faces}
    face_ids = (*(face_id for face_id in before.face_ids if face_id not in execution.removed_faces), *added)
    return replace(signed, face_ids=face_ids, photos={**stayed, **added})
