"""From what is declared and what is there to what must be done. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pulumi_azure_face.lifecycle.identity.digests import photos_digest
from pulumi_azure_face.lifecycle.sources.desired import MAX_FACES_PER_PERSON, DesiredEntry

from .actual import ActualEntry, ActualGallery


@dataclass(frozen=True)
class Change:
    """What is to be done for one subject, in the order of the members. A person's steps follow one another."""

    desired: DesiredEntry
    actual: ActualEntry | None
    """None for a person that is yet to be made."""
    adds: tuple[str, ...] = ()
    """Keys of photos."""
    removes: tuple[str, ...] = ()
    """Ids of faces."""
    updates_person: bool = False
    """Whether the person's name, mark or user data is to be brought in line, once everything else is."""

    @property
    def adds_content(self) -> bool:
        """Whether anything comes, and not only goes."""
        return self.actual is None or bool(self.adds)

    @property
    def removes_first(self) -> bool:
        """Removals come last, so that nobody is ever without a face; but not where a person would hold too many."""
        there = len(self.actual.face_ids) if self.actual and self.actual.person_id else 0
        return there + len(self.adds) > MAX_FACES_PER_PERSON

    @property
    def steps(self) -> int:
        return (self.actual is None) + len(self.adds) + len(self.removes) + self.updates_person


@dataclass(frozen=True)
class Plan:
    changes: list[Change]
    removed_entries: list[ActualEntry]
    """Persons of ours that nobody declares any more."""
    removes_first: bool = False
    """Whether the container might not hold what comes beside what goes; otherwise what goes goes last."""

    @property
    def stages(self) -> list[list[Change]]:
        """Works that may be done side by side, one stage after the other: what only goes, last or first."""
        coming = [work for work in self.changes if work.adds_content]
        going = [work for work in self.changes if not work.adds_content]
        return [going, coming] if self.removes_first else [coming, going]

    @property
    def photos(self) -> int:
        return sum(len(work.adds) for work in self.changes)

    @property
    def touches_content(self) -> bool:
        """Whether anything is done that a training must follow; names and marks are not content
        (face-api.md#training-content-changes and face-api.md#training-metadata-changes).
        """
        return bool(self.removed_entries) or any(
            work.actual is None or work.adds or work.removes for work in self.changes
        )


def make_plan(
    desired: list[DesiredEntry], actual: ActualGallery, rejected: Collection[str] = (), room: float = math.inf
) -> Plan:
    """The steps from `observed` to `declared`. Photos whose keys the service has `refused` are not tried again. The
    container has `room` for so many persons, or faces of a list.
    """
    there = entries_by_key(actual)
    works = [plan_entry(subject, kept_entry(subject.key, there), rejected) for subject in desired]
    full = peak_count(works, actual) > room
    return Plan(
        [part for work in works for part in split_list_change(work) if part.steps],
        list(removed_entries(desired, there)),
        full,
    )


def peak_count(changes: list[Change], actual: ActualGallery) -> int:
    """How many persons, or faces of a list, would be there if all came before any went."""
    if actual.person_count or any(work.actual is None for work in changes):
        return actual.count_of("persons") + sum(work.actual is None for work in changes)
    return actual.count_of("faces") + sum(len(work.adds) for work in changes)


def entries_by_key(actual: ActualGallery) -> Mapping[str, list[ActualEntry]]:
    """The enrolled by key; of several under one key, the one with most of our faces is first and stays."""
    there: dict[str, list[ActualEntry]] = {}
    for subject in sorted(actual.entries, key=lambda one: (-len(one.own_faces), one.person_id or "")):
        there.setdefault(subject.key, []).append(subject)
    return there


def kept_entry(key: str, actual: Mapping[str, list[ActualEntry]]) -> ActualEntry | None:
    return next(iter(actual.get(key, ())), None)


def removed_entries(desired: list[DesiredEntry], actual: Mapping[str, list[ActualEntry]]) -> Iterator[ActualEntry]:
    wanted = {subject.key for subject in desired}
    for key, ones in actual.items():
        yield from (one for one in (ones[1:] if key in wanted else ones) if one.person_id)


def plan_entry(desired: DesiredEntry, actual: ActualEntry | None, rejected: Collection[str]) -> Change:
    digest = photos_digest(desired.photos)
    if actual is None:
        return Change(desired, None, tuple(key for key in desired.photos if key not in rejected))
    signed, sign = (actual.name, actual.tagged_digest, actual.user_data), (desired.name, digest, desired.user_data)
    sign_anew = actual.person_id is not None and signed != sign
    if actual.photos is None:
        return Change(desired, actual, updates_person=sign_anew)
    there = set(actual.photos.values())
    adds = tuple(key for key in desired.photos if key not in there and key not in rejected)
    return Change(desired, actual, adds, tuple(superfluous_faces(desired, actual.photos)), sign_anew)


def superfluous_faces(desired: DesiredEntry, photos: Mapping[str, str]) -> Iterator[str]:
    """Faces whose photo is not declared, and all but the first of those that show the same."""
    kept = set()
    for face_id in sorted(photos):
        if photos[face_id] not in desired.photos or photos[face_id] in kept:
            yield face_id
        kept.add(photos[face_id])


def split_list_change(change: Change) -> Iterator[Change]:
    """A list's photos are independent of one another, so each is a work of its own."""
    if change.actual is None or change.actual.person_id:
        yield change
        return
    yield from (Change(change.desired, change.actual, adds=(key,)) for key in change.adds)
    yield from (Change(change.desired, change.actual, removes=(face_id,)) for face_id in change.removes)
