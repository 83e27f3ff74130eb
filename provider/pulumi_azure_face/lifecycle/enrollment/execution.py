"""Execute a plan: persons in parallel, the steps of each person in order, all within the limits of the rate limiter.

A POST with a lost reply is not repeated, because the service would create a duplicate
(face-api.md#retry-post-creates-duplicate). The execution records it and continues, and the caller reads the actual
state again. Rejected images are recorded too, so that one run reports all of them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from pulumi_azure_face.client.api import faces, persons
from pulumi_azure_face.client.concurrency.workers import run_workers, worker_count
from pulumi_azure_face.client.errors import FaceError, InvalidRequestError, NotFoundError, UnreachableError
from pulumi_azure_face.lifecycle.cache.hash_cache import HashCache
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

# The service defaults to its oldest model (face-api.md#face-detection-model-default). This is the newest.
DETECTION_MODEL = "detection_03"
LARGE_UPLOAD_SECONDS = 2.0  # the time a large image may take to upload
MIN_PERSON_WORKERS = 16
# The service processes the writes of a list one after another (face-api.md#face-writes-serialized), and may answer
# colliding ones with 409 (face-api.md#face-writes-conflict). A few workers hide the latency; more would only collide.
LIST_WRITE_SECONDS = 0.5
MIN_LIST_WORKERS = 4


class LostReplyError(Exception):
    """A step may or may not have succeeded. The other steps of its change wait until the actual state is read again."""


@dataclass
class PlanExecution:
    """One execution of a plan, and its results."""

    location: GalleryLocation
    progress: Progress
    rejected: dict[str, RejectedImage] = field(default_factory=dict)
    """Images that the service rejected, by photo key."""
    changed: dict[str, RejectedImage] = field(default_factory=dict)
    """Images whose files changed after they were planned, by photo key."""
    lost_reply: FaceError | None = None
    """The error of the last step that may or may not have succeeded."""
    created_persons: dict[str, str] = field(default_factory=dict)
    """Ids of the created persons, by the key of the entry."""
    added_faces: dict[str, dict[str, str]] = field(default_factory=dict)
    """Keys of the added photos by face id, by the key of the entry."""
    removed_faces: set[str] = field(default_factory=set)
    """Ids of the removed faces."""
    removed_persons: set[str] = field(default_factory=set)
    """Ids of the removed persons."""

    async def run(self, plan: Plan) -> None:
        """Execute all changes, then remove persons, or the other way around if the capacity is not enough for both.

        Any error ends the execution, except for a rejected image, a changed file, or a lost reply.
        """
        if plan.removes_first:
            await self._run_all(plan.removed_entries, self._remove_person)
        for stage in plan.stages:
            await self._run_all(stage, self._apply_change)
        if not plan.removes_first:
            await self._run_all(plan.removed_entries, self._remove_person)

    async def _run_all(self, items: Iterable[Item], execute: Callable[[Item], Awaitable[None]]) -> None:
        queue = iter(items)

        async def worker() -> None:
            for item in queue:
                try:
                    await execute(item)
                except LostReplyError:
                    continue

        await run_workers(worker, self._worker_count())

    def _worker_count(self) -> int:
        rate = self.location.client.account.requests_per_second
        if self.location.kind.holds == "persons":
            return worker_count(rate, LARGE_UPLOAD_SECONDS, MIN_PERSON_WORKERS)
        return worker_count(rate, LIST_WRITE_SECONDS, MIN_LIST_WORKERS)

    async def _apply_change(self, change: Change) -> None:
        """Apply one change.

        The tag is updated between the additions and the removals. So whenever a run ends, the number of faces agrees
        with the number in the tag only if the faces are those that the tag describes.
        """
        person_id = change.actual.person_id if change.actual else await self._create_person(change.desired)
        owner = self.location.owner(person_id)
        if change.removes_first:
            await self._remove_faces(change.removes, owner)
            await self._update_entry(change, change.desired.photos)
            await self._add_faces(change, owner)
            return
        await self._add_faces(change, owner)
        if self._is_complete(change):
            await self._update_entry(change, change.desired.photos)
            await self._remove_faces(change.removes, owner)
        else:  # a photo that could not be added may replace another one, so the old faces stay
            await self._update_entry(change, self._enrolled_photos(change))

    async def _add_faces(self, change: Change, owner: faces.FaceOwner) -> None:
        for key in change.adds:
            await self._add_face(change.desired, key, owner)
            self.progress.complete_face()

    def _is_complete(self, change: Change) -> bool:
        """Whether an entry has all desired photos after the additions. An earlier pass may have met a rejected one.

        The photos of a list are independent, and nothing is known of the photos of a person who only gets other text.
        """
        if change.actual and (change.actual.person_id is None or change.actual.photos is None):
            return True
        return change.desired.photos.keys() <= self._enrolled_photos(change)

    def _enrolled_photos(self, change: Change) -> set[str]:
        """Return the keys of the photos that an existing entry has after the additions."""
        known = change.actual.photos if change.actual else None
        return {*(known or {}).values(), *self.added_faces.get(change.desired.key, {}).values()}

    async def _update_entry(self, change: Change, photo_keys: Iterable[str]) -> None:
        if change.updates_person and change.actual:
            user_data = self._person_user_data(change.desired, photo_keys)
            await self._update_person(
                str(change.actual.person_id), {"name": change.desired.name, "userData": user_data}
            )

    async def _create_person(self, desired: DesiredEntry) -> str:
        location = self.location
        user_data = self._person_user_data(desired, desired.photos)
        with self._recording_lost_replies():
            person_id = await persons.create(
                location.client, location.kind, location.container_id, desired.name, user_data
            )
            self.created_persons[desired.key] = person_id
            self.progress.complete_step()
            return person_id

    async def _update_person(self, person_id: str, updates: dict[str, str]) -> None:
        location = self.location
        with self._recording_lost_replies():
            await persons.update(location.client, location.kind, location.container_id, person_id, updates)
            self.progress.complete_step()

    def _person_user_data(self, desired: DesiredEntry, photo_keys: Iterable[str]) -> str:
        tag = ownership_tags.PersonTag(self.location.tag, desired.key, photos_digest(photo_keys))
        return ownership_tags.write_tag(tag, desired.user_data)

    async def _add_face(self, desired: DesiredEntry, key: str, owner: faces.FaceOwner) -> None:
        photo = desired.photos[key]
        with self._recording_lost_replies(), self._recording_rejections(key, photo):
            face_id = await faces.add(
                self.location.client,
                owner,
                photo.location
                if isinstance(photo.location, Url)
                else await open_upload(Path(photo.location), photo.content_key),
                str(photo),
                user_data=ownership_tags.write_tag(ownership_tags.FaceTag(self.location.tag, key), photo.user_data),
                detection_model=DETECTION_MODEL,
                target_face=photo.target_face,
            )
            self.added_faces.setdefault(desired.key, {})[face_id] = key
            if owner.person_id:
                self.location.face_cache.add(face_id, key)

    async def _remove_faces(self, face_ids: Iterable[str], owner: faces.FaceOwner) -> None:
        for face_id in face_ids:
            try:
                await faces.delete(self.location.client, owner, face_id)
            except NotFoundError as error:
                ensure_container_exists(error)
            self.removed_faces.add(face_id)
            self.progress.complete_step()

    async def _remove_person(self, entry: ActualEntry) -> None:
        """Delete a managed person. A person with unmanaged faces stays, without the managed faces and the tag."""
        person_id = str(entry.person_id)
        if entry.unmanaged_face_count:
            await self._remove_faces(entry.managed_face_ids, self.location.owner(person_id))
            await self._update_person(person_id, {"name": entry.name, "userData": ""})
            self.removed_persons.add(person_id)
            return
        try:
            await persons.delete(self.location.client, self.location.kind, self.location.container_id, person_id)
        except NotFoundError as error:
            ensure_container_exists(error)
        self.removed_persons.add(person_id)
        self.progress.complete_step()

    @contextmanager
    def _recording_lost_replies(self) -> Iterator[None]:
        """Record a step that may or may not have succeeded.

        A missing person or face is recorded too: another client deleted it, so the actual state must be read again.
        """
        try:
            yield
        except UnreachableError as error:
            if not error.may_have_succeeded:
                raise
            self.lost_reply = error
            raise LostReplyError from error
        except NotFoundError as error:
            ensure_container_exists(error)
            self.lost_reply = error
            raise LostReplyError from error

    @contextmanager
    def _recording_rejections(self, key: str, photo: Photo) -> Iterator[None]:
        """Record an image that the service rejects, or whose file has changed."""
        try:
            yield
        except InvalidRequestError as error:
            self.rejected[key] = RejectedImage(str(photo), error.reason)
        except FileChangedError:
            HashCache().remove(photo.location)
            self.changed[key] = RejectedImage(str(photo), "the file changed while it was read")


def actual_after(desired: list[DesiredEntry], actual: ActualGallery, execution: PlanExecution) -> ActualGallery:
    """Return the actual state after an execution without lost replies, without reading it from the account."""
    actual_by_key = entries_by_key(actual)
    entries = [entry_after(entry, kept_entry(entry.key, actual_by_key), execution) for entry in desired]
    return replace(actual, entries=entries)


def actual_so_far(actual: ActualGallery, execution: PlanExecution) -> ActualGallery:
    """Return the persons and faces after an unfinished execution. Names, tags, and user data may be older.

    A step with a lost reply counts as not done.
    """
    actual_by_key = entries_by_key(actual)
    entries = [
        with_changed_faces(entry, execution, gets_additions=entry is kept_entry(entry.key, actual_by_key))
        for entry in actual.entries
        if entry.person_id not in execution.removed_persons
    ]
    for key, person_id in execution.created_persons.items():
        added = execution.added_faces.get(key, {})
        entries.append(ActualEntry(key, "", photos_digest(added.values()), tuple(added), person_id, photos=added))
    return replace(actual, entries=entries)


def entry_after(desired: DesiredEntry, actual: ActualEntry | None, execution: PlanExecution) -> ActualEntry:
    digest, added = photos_digest(desired.photos), execution.added_faces.get(desired.key, {})
    if actual is None:
        return ActualEntry(
            desired.key,
            desired.name,
            digest,
            tuple(added),
            execution.created_persons[desired.key],
            desired.user_data,
            added,
        )
    updated = replace(actual, name=desired.name, tagged_digest=digest, user_data=desired.user_data)
    return with_changed_faces(updated, execution, gets_additions=True)


def with_changed_faces(entry: ActualEntry, execution: PlanExecution, *, gets_additions: bool) -> ActualEntry:
    if entry.photos is None:  # the photos were not read, so no step of the plan concerns them
        return entry
    added = execution.added_faces.get(entry.key, {}) if gets_additions else {}
    kept = {face_id: key for face_id, key in entry.photos.items() if face_id not in execution.removed_faces}
    face_ids = (*(face_id for face_id in entry.face_ids if face_id not in execution.removed_faces), *added)
    return replace(entry, face_ids=face_ids, photos={**kept, **added})
