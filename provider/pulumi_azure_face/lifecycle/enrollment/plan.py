"""From what is declared and what is there to what must be done. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pulumi_azure_face.lifecycle.identity.digests import photos_digest
from pulumi_azure_face.lifecycle.sources.desired import MOST_PER_PERSON, Subject

from .actual import Enrolled, Observed


@dataclass(frozen=True)
class Work:
    """What is to be done for one subject, in the order of the members. A person's steps follow one another."""

    subject: Subject
    before: Enrolled | None
    """None for a person that is yet to be made."""
    adds: tuple[str, ...] = ()
    """Keys of photos."""
    removes: tuple[str, ...] = ()
    """Ids of faces."""
    sign_anew: bool = False
    """Whether the person's name, mark or user data is to be brought in line, once everything else is."""

    @property
    def brings(self) -> bool:
        """Whether anything comes, and not only goes."""
        return self.before is None or bool(self.adds)

    @property
    def makes_room_first(self) -> bool:
        """Removals come last, so that nobody is ever without a face; but not where a person would hold too many."""
        there = len(self.before.face_ids) if self.before and self.before.person_id else 0
        return there + len(self.adds) > MOST_PER_PERSON

    @property
    def steps(self) -> int:
        return (self.before is None) + len(self.adds) + len(self.removes) + self.sign_anew


@dataclass(frozen=True)
class Plan:
    works: list[Work]
    leavers: list[Enrolled]
    """Persons of ours that nobody declares any more."""
    makes_room_first: bool = False
    """Whether the container might not hold what comes beside what goes; otherwise what goes goes last."""

    @property
    def stages(self) -> list[list[Work]]:
        """Works that may be done side by side, one stage after the other: what only goes, last or first."""
        coming = [work for work in self.works if work.brings]
        going = [work for work in self.works if not work.brings]
        return [going, coming] if self.makes_room_first else [coming, going]

    @property
    def photos(self) -> int:
        return sum(len(work.adds) for work in self.works)

    @property
    def touches_content(self) -> bool:
        """Whether anything is done that a training must follow; names and marks are not content
        (face-api.md#training-content-changes and face-api.md#training-metadata-changes).
        """
        return bool(self.leavers) or any(work.before is None or work.adds or work.removes for work in self.works)


def make_plan(
    declared: list[Subject], observed: Observed, refused: Collection[str] = (), room: float = math.inf
) -> Plan:
    """The steps from `observed` to `declared`. Photos whose keys the service has `refused` are not tried again. The
    container has `room` for so many persons, or faces of a list.
    """
    there = by_key(observed)
    works = [work_for(subject, staying(subject.key, there), refused) for subject in declared]
    full = at_most(works, observed) > room
    return Plan([part for work in works for part in apart(work) if part.steps], list(leavers(declared, there)), full)


def at_most(works: list[Work], observed: Observed) -> int:
    """How many persons, or faces of a list, would be there if all came before any went."""
    if observed.person_count or any(work.before is None for work in works):
        return observed.held("persons") + sum(work.before is None for work in works)
    return observed.held("faces") + sum(len(work.adds) for work in works)


def by_key(observed: Observed) -> Mapping[str, list[Enrolled]]:
    """The enrolled by key; of several under one key, the one with most of our faces is first and stays."""
    there: dict[str, list[Enrolled]] = {}
    for subject in sorted(observed.subjects, key=lambda one: (-len(one.own_faces), one.person_id or "")):
        there.setdefault(subject.key, []).append(subject)
    return there


def staying(key: str, there: Mapping[str, list[Enrolled]]) -> Enrolled | None:
    return next(iter(there.get(key, ())), None)


def leavers(declared: list[Subject], there: Mapping[str, list[Enrolled]]) -> Iterator[Enrolled]:
    wanted = {subject.key for subject in declared}
    for key, ones in there.items():
        yield from (one for one in (ones[1:] if key in wanted else ones) if one.person_id)


def work_for(subject: Subject, before: Enrolled | None, refused: Collection[str]) -> Work:
    digest = photos_digest(subject.photos)
    if before is None:
        return Work(subject, None, tuple(key for key in subject.photos if key not in refused))
    signed, sign = (before.name, before.marked, before.user_data), (subject.name, digest, subject.user_data)
    sign_anew = before.person_id is not None and signed != sign
    if before.photos is None:
        return Work(subject, before, sign_anew=sign_anew)
    there = set(before.photos.values())
    adds = tuple(key for key in subject.photos if key not in there and key not in refused)
    return Work(subject, before, adds, tuple(superfluous(subject, before.photos)), sign_anew)


def superfluous(subject: Subject, photos: Mapping[str, str]) -> Iterator[str]:
    """Faces whose photo is not declared, and all but the first of those that show the same."""
    kept = set()
    for face_id in sorted(photos):
        if photos[face_id] not in subject.photos or photos[face_id] in kept:
            yield face_id
        kept.add(photos[face_id])


def apart(work: Work) -> Iterator[Work]:
    """A list's photos are independent of one another, so each is a work of its own."""
    if work.before is None or work.before.person_id:
        yield work
        return
    yield from (Work(work.subject, work.before, adds=(key,)) for key in work.adds)
    yield from (Work(work.subject, work.before, removes=(face_id,)) for face_id in work.removes)
