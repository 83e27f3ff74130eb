"""The observed set: what of a gallery is in the container, found by listing, and by looking closer only where it is
needed.

The listing of a group names each person's face ids but not what they show. A person is believed when the mark's
digest names as many photos as there are faces; otherwise each face is read. What somebody swapped behind our back
keeps its count, so the ids of all believed faces are held against the fingerprint in the state, and on any difference,
or without a fingerprint, everybody is looked at.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import faces, persons
from pulumi_azure_face.client.errors import NotFoundError
from pulumi_azure_face.client.kinds import Holds, Kind
from pulumi_azure_face.client.schemas import Person
from pulumi_azure_face.client.workers import run_workers, worker_count
from pulumi_azure_face.lifecycle.cache.face_cache import FaceCache
from pulumi_azure_face.lifecycle.identity import ownership_tags
from pulumi_azure_face.lifecycle.identity.digests import count_in, hash_lines, photos_digest, set_digest
from pulumi_azure_face.lifecycle.recovery.interrupted_runs import InterruptedRunMarker

READ_SECONDS, MIN_WORKERS = 1.0, 16  # seconds that a look may take; persons looked at side by side


@dataclass(frozen=True)
class ActualEntry:
    """A subject of ours as the account has it."""

    key: str
    name: str
    tagged_digest: str
    """The photos' digest in the mark; of a list, that of what is there."""
    face_ids: tuple[str, ...]
    """All faces, whoever put them there; of a list, ours alone."""
    person_id: str | None = None
    user_data: str = ""
    """The user's own text beside the mark."""
    photos: dict[str, str] | None = None
    """Photo key by face id, ours alone; None while it was not looked at."""

    @property
    def is_plausible(self) -> bool:
        """Whether there are as many faces as the mark speaks of."""
        return count_in(self.tagged_digest) == len(self.face_ids)

    @property
    def own_faces(self) -> tuple[str, ...]:
        return self.face_ids if self.photos is None else tuple(self.photos)

    @property
    def digest(self) -> str:
        return self.tagged_digest if self.photos is None else photos_digest(self.photos.values())

    @property
    def unmanaged_face_count(self) -> int:
        return len(self.face_ids) - len(self.own_faces)


@dataclass(frozen=True)
class ActualGallery:
    """A gallery as the account has it, and how much besides it is in the container."""

    entries: list[ActualEntry]
    unmanaged_persons: int = 0
    unmanaged_faces: int = 0

    @property
    def digest(self) -> str:
        return set_digest((subject.key, subject.name, subject.digest, subject.user_data) for subject in self.entries)

    @property
    def face_count(self) -> int:
        return sum(len(subject.own_faces) for subject in self.entries)

    @property
    def person_count(self) -> int:
        return sum(subject.person_id is not None for subject in self.entries)

    def count_of(self, holds: Holds) -> int:
        """All persons, or faces of a list, whoever put them there."""
        return (
            self.person_count + self.unmanaged_persons if holds == "persons" else self.face_count + self.unmanaged_faces
        )

    @property
    def fingerprint(self) -> str:
        """Tells these very persons and faces from any others, by their ids."""
        lines = sorted(f"{subject.person_id} {' '.join(sorted(subject.own_faces))}" for subject in self.entries)
        return hash_lines(lines)


@dataclass(frozen=True)
class GalleryLocation:
    """Where to look: a gallery's mark, in a container."""

    client: AccountClient
    kind: Kind
    container_id: str
    tag: str
    unmanaged_face_ids: set[str] = field(default_factory=set)
    """Ids of faces that were seen to be somebody else's."""

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
        return face_id not in self.unmanaged_face_ids and self.face_cache.photo_of(face_id) is None

    def owner(self, person_id: str | None) -> faces.FaceOwner:
        return faces.FaceOwner(self.kind, self.container_id, person_id)


class TooManyReadsError(Exception):
    """More faces would have to be read one by one than was allowed."""


async def read_actual(
    location: GalleryLocation,
    known_fingerprint: str | None,
    desired_digests: Mapping[str, str] | None = None,
    max_reads: float = math.inf,
) -> ActualGallery:
    """What of a gallery is there.

    `known` is the fingerprint of before, None when an earlier run may have ended half way. `wanted` gives each
    subject's photos' digest as declared: whoever is marked otherwise is looked at, because their faces are about to
    change. Raises TooManyReads rather than reading more than `max_reads` faces at a time.
    """
    if location.kind.holds == "faces":
        return await read_list(location)
    listed = [person async for person in persons.iterate(location.client, location.kind, location.container_id)]
    ours = [subject for subject in (parse_entry(person, location.tag) for person in listed) if subject is not None]
    doubtful = [
        one
        for one in ours
        if not one.is_plausible or (desired_digests or {}).get(one.key, one.tagged_digest) != one.tagged_digest
    ]
    observed = await read_faces(
        location, ActualGallery(ours, unmanaged_persons=len(listed) - len(ours)), doubtful, max_reads
    )
    if observed.fingerprint != known_fingerprint:
        believed = [one for one in observed.entries if one.photos is None]
        observed = await read_faces(location, observed, believed, max_reads)
    return replace(observed, unmanaged_faces=sum(subject.unmanaged_face_count for subject in observed.entries))


async def read_list(location: GalleryLocation) -> ActualGallery:
    photos: dict[str, str] = {}
    others = 0
    async for face in faces.iterate(location.client, location.owner(None)):
        mark = ownership_tags.read_face_tag(face.user_data)
        if mark and mark.gallery == location.tag:
            photos[face.face_id] = mark.photo
        else:
            others += 1
    the_list = ActualEntry("", "", photos_digest(photos.values()), tuple(photos), photos=photos)
    return ActualGallery([the_list], unmanaged_faces=others)


def parse_entry(person: Person, gallery: str) -> ActualEntry | None:
    mark = ownership_tags.read_person_tag(person.user_data)
    if mark is None or mark.gallery != gallery:
        return None
    text = ownership_tags.read_user_data(person.user_data)
    return ActualEntry(mark.person, person.name or "", mark.photos, tuple(person.faces), person.person_id, text)


async def read_faces(
    location: GalleryLocation, actual: ActualGallery, doubtful: list[ActualEntry], max_reads: float
) -> ActualGallery:
    """See what every face of the doubtful shows."""
    if sum(location.must_read(face_id) for one in doubtful for face_id in one.face_ids) > max_reads:
        raise TooManyReadsError
    seen = {subject.person_id: subject for subject in actual.entries}
    queue = iter(doubtful)

    async def looker() -> None:
        for subject in queue:
            seen[subject.person_id] = await read_entry_faces(location, subject)

    crew = worker_count(location.client.account.requests_per_second, READ_SECONDS, MIN_WORKERS)
    await run_workers(looker, min(crew, len(doubtful)))
    return replace(actual, entries=list(seen.values()))


async def read_entry_faces(location: GalleryLocation, entry: ActualEntry) -> ActualEntry:
    photos = {face_id: await photo_of(location, entry, face_id) for face_id in entry.face_ids}
    return replace(entry, photos={face_id: photo for face_id, photo in photos.items() if photo is not None})


async def photo_of(location: GalleryLocation, entry: ActualEntry, face_id: str) -> str | None:
    """The photo that a face shows; None for a stranger's. Faces never change, so each is read once."""
    if face_id in location.unmanaged_face_ids:
        return None
    photo = location.face_cache.photo_of(face_id) or await read_photo(location, entry, face_id)
    if photo is None:
        location.unmanaged_face_ids.add(face_id)
    return photo


async def read_photo(location: GalleryLocation, entry: ActualEntry, face_id: str) -> str | None:
    try:
        face = await faces.get(location.client, location.owner(entry.person_id), face_id)
    except NotFoundError as gone:
        ensure_container_exists(gone)
        return None
    mark = ownership_tags.read_face_tag(face.user_data)
    if mark is None or mark.gallery != location.tag:
        return None
    location.face_cache.add(face_id, mark.photo)
    return mark.photo


def ensure_container_exists(error: NotFoundError) -> None:
    """A missing person or face was removed by somebody else just now; a missing container is another matter."""
    if error.code not in ("PersonNotFound", "PersistedFaceNotFound"):
        raise error
