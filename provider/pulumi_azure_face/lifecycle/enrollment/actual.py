"""The actual state of a gallery: its entries in the account, read with as few requests as possible.

The listing of a group has the face ids of each person, but not the photos behind them. The tag of a person has a photos
digest with a count. A person whose face count matches it is trusted; otherwise each face is read.

If another client replaces a face, the count stays the same. So the ids of all trusted faces are compared with the
fingerprint in the state. If it differs, or there is none, the faces of all persons are read.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import faces, persons
from pulumi_azure_face.client.concurrency.workers import run_workers, worker_count
from pulumi_azure_face.client.errors import NotFoundError
from pulumi_azure_face.client.kinds import Holds, Kind
from pulumi_azure_face.client.schemas import Person
from pulumi_azure_face.lifecycle.cache.face_cache import FaceCache
from pulumi_azure_face.lifecycle.identity import ownership_tags
from pulumi_azure_face.lifecycle.identity.digests import hash_lines, photo_count, photos_digest, set_digest
from pulumi_azure_face.lifecycle.recovery.interrupted_runs import InterruptedRunMarker

READ_SECONDS = 1.0  # the time one read may take
MIN_WORKERS = 16  # persons read in parallel


@dataclass(frozen=True)
class ActualEntry:
    """A managed person in the account, or the one unnamed entry of a list."""

    key: str
    name: str
    tagged_digest: str
    """The photos digest in the ownership tag. For a list, the digest of the actual photos."""
    face_ids: tuple[str, ...]
    """All faces of a person, including unmanaged ones. For a list, only the managed faces."""
    person_id: str | None = None
    user_data: str = ""
    """The user's own text next to the ownership tag."""
    photos: dict[str, str] | None = None
    """Photo keys by face id, managed faces only. None if the faces were not read."""

    @property
    def has_expected_face_count(self) -> bool:
        """Whether the number of faces matches the ownership tag."""
        return photo_count(self.tagged_digest) == len(self.face_ids)

    @property
    def managed_face_ids(self) -> tuple[str, ...]:
        """The managed faces. If the faces were not read, all of them count as managed."""
        return self.face_ids if self.photos is None else tuple(self.photos)

    @property
    def digest(self) -> str:
        return self.tagged_digest if self.photos is None else photos_digest(self.photos.values())

    @property
    def unmanaged_face_count(self) -> int:
        return len(self.face_ids) - len(self.managed_face_ids)


@dataclass(frozen=True)
class ActualGallery:
    """A gallery in the account, and the number of unmanaged persons and faces in its container."""

    entries: list[ActualEntry]
    unmanaged_persons: int = 0
    unmanaged_faces: int = 0

    @property
    def digest(self) -> str:
        return set_digest((entry.key, entry.name, entry.digest, entry.user_data) for entry in self.entries)

    @property
    def face_count(self) -> int:
        return sum(len(entry.managed_face_ids) for entry in self.entries)

    @property
    def person_count(self) -> int:
        return sum(entry.person_id is not None for entry in self.entries)

    def count_of(self, holds: Holds) -> int:
        """Return the number of persons, or faces of a list, including unmanaged ones."""
        return (
            self.person_count + self.unmanaged_persons if holds == "persons" else self.face_count + self.unmanaged_faces
        )

    @property
    def fingerprint(self) -> str:
        """A hash of the ids of all managed persons and faces. It differs if one was replaced by an equal one."""
        entries = sorted(self.entries, key=lambda entry: str(entry.person_id))
        return hash_lines(f"{entry.person_id} {' '.join(sorted(entry.managed_face_ids))}" for entry in entries)


@dataclass(frozen=True)
class GalleryLocation:
    """A gallery in a container, identified by the tag of the gallery, with its local files."""

    client: AccountClient
    kind: Kind
    container_id: str
    tag: str
    unmanaged_face_ids: set[str] = field(default_factory=set)
    """Faces that were read and have no tag of this gallery."""

    @cached_property
    def face_cache(self) -> FaceCache:
        return FaceCache(*self._key)

    @cached_property
    def interrupted_run(self) -> InterruptedRunMarker:
        return InterruptedRunMarker(*self._key)

    @property
    def _key(self) -> tuple[str, str, str, str]:
        return self.client.account.endpoint, self.kind.name, self.container_id, self.tag

    def must_read(self, face_id: str) -> bool:
        """Whether only the service can tell the photo behind a face."""
        return face_id not in self.unmanaged_face_ids and self.face_cache.photo_of(face_id) is None

    def owner(self, person_id: str | None) -> faces.FaceOwner:
        """Return the person, or the list for None, as the owner of faces."""
        return faces.FaceOwner(self.kind, self.container_id, person_id)


class TooManyReadsError(Exception):
    """More faces must be read one by one than the caller allows."""


async def read_actual(
    location: GalleryLocation,
    known_fingerprint: str | None,
    desired_digests: Mapping[str, str] | None = None,
    max_reads: float = math.inf,
    expected: ActualGallery | None = None,
) -> ActualGallery:
    """Read the actual state of a gallery.

    Args:
        location: The gallery.
        known_fingerprint: The fingerprint in the state, or None if an earlier run may not have finished.
        desired_digests: The photos digests of the desired entries by key. The faces of a person whose tag has another
            digest are read, because they are about to change.
        max_reads: The most faces to read one by one in each of the two passes.
        expected: What this run has left in the container. The faces of a person that still has the same ones are not
            read, whatever the fingerprint is.

    Raises:
        TooManyReadsError: More than `max_reads` faces must be read.
    """
    if location.kind.holds == "faces":
        return await read_list(location)
    listed = [person async for person in persons.iterate(location.client, location.kind, location.container_id)]
    managed = [entry for entry in (parse_entry(person, location.tag) for person in listed) if entry is not None]
    unmanaged_persons = len(listed) - len(managed)
    untrusted = [
        entry
        for entry in managed
        if not entry.has_expected_face_count
        or (desired_digests or {}).get(entry.key, entry.tagged_digest) != entry.tagged_digest
    ]
    actual = ActualGallery(managed, unmanaged_persons=unmanaged_persons)
    actual = await read_faces(location, actual, untrusted, max_reads)
    if actual.fingerprint != known_fingerprint:
        verified = {entry.person_id: set(entry.face_ids) for entry in expected.entries} if expected else {}
        trusted = [
            entry
            for entry in actual.entries
            if entry.photos is None and verified.get(entry.person_id) != set(entry.face_ids)
        ]
        actual = await read_faces(location, actual, trusted, max_reads)
    return replace(actual, unmanaged_faces=sum(entry.unmanaged_face_count for entry in actual.entries))


async def read_list(location: GalleryLocation) -> ActualGallery:
    """Read the actual state of a list. Its listing has the user data of all faces."""
    photos: dict[str, str] = {}
    unmanaged_faces = 0
    async for face in faces.iterate(location.client, location.owner(None)):
        tag = ownership_tags.read_face_tag(face.user_data)
        if tag and tag.gallery == location.tag:
            photos[face.face_id] = tag.photo
        else:
            unmanaged_faces += 1
    entry = ActualEntry("", "", photos_digest(photos.values()), tuple(photos), photos=photos)
    return ActualGallery([entry], unmanaged_faces=unmanaged_faces)


def parse_entry(person: Person, gallery_tag: str) -> ActualEntry | None:
    """Convert a person to an entry. Return None for a person without a tag of the gallery."""
    tag = ownership_tags.read_person_tag(person.user_data)
    if tag is None or tag.gallery != gallery_tag:
        return None
    user_data = ownership_tags.read_user_data(person.user_data)
    return ActualEntry(tag.person, person.name or "", tag.photos, tuple(person.faces), person.person_id, user_data)


async def read_faces(
    location: GalleryLocation, actual: ActualGallery, entries: list[ActualEntry], max_reads: float
) -> ActualGallery:
    """Return the gallery with the photos of the given entries."""
    if sum(location.must_read(face_id) for entry in entries for face_id in entry.face_ids) > max_reads:
        raise TooManyReadsError
    by_person_id = {entry.person_id: entry for entry in actual.entries}
    queue = iter(entries)

    async def worker() -> None:
        for entry in queue:
            by_person_id[entry.person_id] = await read_entry_faces(location, entry)

    workers = worker_count(location.client.account.requests_per_second, READ_SECONDS, MIN_WORKERS)
    await run_workers(worker, min(workers, len(entries)))
    return replace(actual, entries=list(by_person_id.values()))


async def read_entry_faces(location: GalleryLocation, entry: ActualEntry) -> ActualEntry:
    photos = {face_id: await photo_of(location, entry, face_id) for face_id in entry.face_ids}
    return replace(entry, photos={face_id: photo for face_id, photo in photos.items() if photo is not None})


async def photo_of(location: GalleryLocation, entry: ActualEntry, face_id: str) -> str | None:
    """Return the key of the photo behind a face, or None for an unmanaged face.

    Faces never change, so each one is read only once.
    """
    if face_id in location.unmanaged_face_ids:
        return None
    photo = location.face_cache.photo_of(face_id) or await read_photo(location, entry, face_id)
    if photo is None:
        location.unmanaged_face_ids.add(face_id)
    return photo


async def read_photo(location: GalleryLocation, entry: ActualEntry, face_id: str) -> str | None:
    try:
        face = await faces.get(location.client, location.owner(entry.person_id), face_id)
    except NotFoundError as error:
        ensure_container_exists(error)
        return None
    tag = ownership_tags.read_face_tag(face.user_data)
    if tag is None or tag.gallery != location.tag:
        return None
    location.face_cache.add(face_id, tag.photo)
    return tag.photo


def ensure_container_exists(error: NotFoundError) -> None:
    """Re-raise the error unless only a person or a face is missing, which another client may have just deleted."""
    if error.code not in ("PersonNotFound", "PersistedFaceNotFound"):
        raise error
