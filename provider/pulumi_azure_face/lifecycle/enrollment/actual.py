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

from pulumi_azure_face.client.account_client import Session
from pulumi_azure_face.client.api import faces, persons
from pulumi_azure_face.client.errors import Gone
from pulumi_azure_face.client.kinds import Holds, Kind
from pulumi_azure_face.client.schemas import Person
from pulumi_azure_face.client.workers import crew_for, side_by_side
from pulumi_azure_face.lifecycle.cache.face_cache import Album
from pulumi_azure_face.lifecycle.identity import ownership_tags
from pulumi_azure_face.lifecycle.identity.digests import count_in, hash_lines, photos_digest, set_digest
from pulumi_azure_face.lifecycle.recovery.interrupted_runs import Begun

ROUND_TRIP, FEWEST_LOOKERS = 1.0, 16  # seconds that a look may take; persons looked at side by side


@dataclass(frozen=True)
class Enrolled:
    """A subject of ours as the account has it."""

    key: str
    name: str
    marked: str
    """The photos' digest in the mark; of a list, that of what is there."""
    face_ids: tuple[str, ...]
    """All faces, whoever put them there; of a list, ours alone."""
    person_id: str | None = None
    user_data: str = ""
    """The user's own text beside the mark."""
    photos: dict[str, str] | None = None
    """Photo key by face id, ours alone; None while it was not looked at."""

    @property
    def plausible(self) -> bool:
        """Whether there are as many faces as the mark speaks of."""
        return count_in(self.marked) == len(self.face_ids)

    @property
    def own_faces(self) -> tuple[str, ...]:
        return self.face_ids if self.photos is None else tuple(self.photos)

    @property
    def digest(self) -> str:
        return self.marked if self.photos is None else photos_digest(self.photos.values())

    @property
    def strangers(self) -> int:
        return len(self.face_ids) - len(self.own_faces)


@dataclass(frozen=True)
class Observed:
    """A gallery as the account has it, and how much besides it is in the container."""

    subjects: list[Enrolled]
    other_persons: int = 0
    other_faces: int = 0

    @property
    def digest(self) -> str:
        return set_digest((subject.key, subject.name, subject.digest, subject.user_data) for subject in self.subjects)

    @property
    def face_count(self) -> int:
        return sum(len(subject.own_faces) for subject in self.subjects)

    @property
    def person_count(self) -> int:
        return sum(subject.person_id is not None for subject in self.subjects)

    def held(self, holds: Holds) -> int:
        """All persons, or faces of a list, whoever put them there."""
        return self.person_count + self.other_persons if holds == "persons" else self.face_count + self.other_faces

    @property
    def fingerprint(self) -> str:
        """Tells these very persons and faces from any others, by their ids."""
        lines = sorted(f"{subject.person_id} {' '.join(sorted(subject.own_faces))}" for subject in self.subjects)
        return hash_lines(lines)


@dataclass(frozen=True)
class Place:
    """Where to look: a gallery's mark, in a container."""

    session: Session
    kind: Kind
    container_id: str
    gallery: str
    strangers: set[str] = field(default_factory=set)
    """Ids of faces that were seen to be somebody else's."""

    @cached_property
    def album(self) -> Album:
        return Album(*self._names)

    @cached_property
    def begun(self) -> Begun:
        return Begun(*self._names)

    @property
    def _names(self) -> tuple[str, str, str, str]:
        return self.session.account.endpoint, self.kind.name, self.container_id, self.gallery

    def must_read(self, face_id: str) -> bool:
        return face_id not in self.strangers and self.album.photo_of(face_id) is None

    def owner(self, person_id: str | None) -> faces.Owner:
        return faces.Owner(self.kind, self.container_id, person_id)


class TooManyReads(Exception):
    """More faces would have to be read one by one than was allowed."""


async def observe(
    place: Place, known: str | None, wanted: Mapping[str, str] | None = None, most_reads: float = math.inf
) -> Observed:
    """What of a gallery is there.

    `known` is the fingerprint of before, None when an earlier run may have ended half way. `wanted` gives each
    subject's photos' digest as declared: whoever is marked otherwise is looked at, because their faces are about to
    change. Raises TooManyReads rather than reading more than `most_reads` faces at a time.
    """
    if place.kind.holds == "faces":
        return await observe_list(place)
    listed = [person async for person in persons.every_one(place.session, place.kind, place.container_id)]
    ours = [subject for subject in (enrolled(person, place.gallery) for person in listed) if subject is not None]
    doubtful = [one for one in ours if not one.plausible or (wanted or {}).get(one.key, one.marked) != one.marked]
    observed = await look_at(place, Observed(ours, other_persons=len(listed) - len(ours)), doubtful, most_reads)
    if observed.fingerprint != known:
        believed = [one for one in observed.subjects if one.photos is None]
        observed = await look_at(place, observed, believed, most_reads)
    return replace(observed, other_faces=sum(subject.strangers for subject in observed.subjects))


async def observe_list(place: Place) -> Observed:
    photos: dict[str, str] = {}
    others = 0
    async for face in faces.every_one(place.session, place.owner(None)):
        mark = ownership_tags.read_face(face.user_data)
        if mark and mark.gallery == place.gallery:
            photos[face.face_id] = mark.photo
        else:
            others += 1
    the_list = Enrolled("", "", photos_digest(photos.values()), tuple(photos), photos=photos)
    return Observed([the_list], other_faces=others)


def enrolled(person: Person, gallery: str) -> Enrolled | None:
    mark = ownership_tags.read_person(person.user_data)
    if mark is None or mark.gallery != gallery:
        return None
    text = ownership_tags.read_users_text(person.user_data)
    return Enrolled(mark.person, person.name or "", mark.photos, tuple(person.faces), person.person_id, text)


async def look_at(place: Place, observed: Observed, doubtful: list[Enrolled], most_reads: float) -> Observed:
    """See what every face of the doubtful shows."""
    if sum(place.must_read(face_id) for one in doubtful for face_id in one.face_ids) > most_reads:
        raise TooManyReads
    seen = {subject.person_id: subject for subject in observed.subjects}
    queue = iter(doubtful)

    async def looker() -> None:
        for subject in queue:
            seen[subject.person_id] = await look_closer(place, subject)

    crew = crew_for(place.session.account.requests_per_second, ROUND_TRIP, FEWEST_LOOKERS)
    await side_by_side(looker, min(crew, len(doubtful)))
    return replace(observed, subjects=list(seen.values()))


async def look_closer(place: Place, subject: Enrolled) -> Enrolled:
    photos = {face_id: await photo_of(place, subject, face_id) for face_id in subject.face_ids}
    return replace(subject, photos={face_id: photo for face_id, photo in photos.items() if photo is not None})


async def photo_of(place: Place, subject: Enrolled, face_id: str) -> str | None:
    """The photo that a face shows; None for a stranger's. Faces never change, so each is read once."""
    if face_id in place.strangers:
        return None
    photo = place.album.photo_of(face_id) or await read_photo(place, subject, face_id)
    if photo is None:
        place.strangers.add(face_id)
    return photo


async def read_photo(place: Place, subject: Enrolled, face_id: str) -> str | None:
    try:
        face = await faces.get(place.session, place.owner(subject.person_id), face_id)
    except Gone as gone:
        ensure_only_this_is_gone(gone)
        return None
    mark = ownership_tags.read_face(face.user_data)
    if mark is None or mark.gallery != place.gallery:
        return None
    place.album.add(face_id, mark.photo)
    return mark.photo


def ensure_only_this_is_gone(gone: Gone) -> None:
    """A missing person or face was removed by somebody else just now; a missing container is another matter."""
    if gone.code not in ("PersonNotFound", "PersistedFaceNotFound"):
        raise gone
