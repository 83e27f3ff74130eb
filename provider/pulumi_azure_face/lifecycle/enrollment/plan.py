"""Plan the changes that turn the actual state of a gallery into the desired state. Sends no requests."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pulumi_azure_face.lifecycle.identity.digests import photos_digest
from pulumi_azure_face.lifecycle.sources.desired import MAX_FACES_PER_PERSON, DesiredEntry

from .actual import ActualEntry, ActualGallery


@dataclass(frozen=True)
class Change:
    """The steps for one entry: create the person, add faces, remove faces, update the person.

    The steps for a person run one after another. The photos of a list are independent, so each one is its own change.
    """

    desired: DesiredEntry
    actual: ActualEntry | None
    """None for a person that does not exist."""
    adds: tuple[str, ...] = ()
    """The keys of the photos to add."""
    removes: tuple[str, ...] = ()
    """The ids of the faces to remove."""
    updates_person: bool = False
    """Whether to update the name, tag, and user data of the person. This is the last step."""

    @property
    def adds_content(self) -> bool:
        """Whether a person or a face is added."""
        return self.actual is None or bool(self.adds)

    @property
    def removes_first(self) -> bool:
        """Whether to remove faces before adding others.

        Removals come last, so that a person always has a face, unless the person would then exceed the limit.
        """
        current_count = len(self.actual.face_ids) if self.actual and self.actual.person_id else 0
        return current_count + len(self.adds) > MAX_FACES_PER_PERSON

    @property
    def step_count(self) -> int:
        return (self.actual is None) + len(self.adds) + len(self.removes) + self.updates_person


@dataclass(frozen=True)
class Plan:
    """The changes of a gallery, and the persons to remove from it."""

    changes: list[Change]
    removed_entries: list[ActualEntry]
    """Managed persons that are not desired."""
    removes_first: bool = False
    """Whether to remove before adding, because the container may not have the capacity for both."""

    @property
    def stages(self) -> list[list[Change]]:
        """The changes that add content and those that only remove, in order. The changes of a stage run in parallel."""
        adding = [change for change in self.changes if change.adds_content]
        removing = [change for change in self.changes if not change.adds_content]
        return [removing, adding] if self.removes_first else [adding, removing]

    @property
    def added_face_count(self) -> int:
        return sum(len(change.adds) for change in self.changes)

    @property
    def touches_content(self) -> bool:
        """Whether the plan changes content, so that a training must follow.

        Persons and faces are content (face-api.md#training-content-changes). Names, tags, and user data are not
        (face-api.md#training-metadata-changes).
        """
        return bool(self.removed_entries) or any(
            change.actual is None or change.adds or change.removes for change in self.changes
        )


def make_plan(
    desired: list[DesiredEntry], actual: ActualGallery, rejected: Collection[str] = (), capacity: float = math.inf
) -> Plan:
    """Return the steps from the actual to the desired state.

    Args:
        desired: The desired entries.
        actual: The actual gallery.
        rejected: The keys of photos to skip, because the service has rejected them.
        capacity: The capacity of the container in persons, or in faces of a list.
    """
    actual_by_key = entries_by_key(actual)
    changes = [plan_entry(entry, kept_entry(entry.key, actual_by_key), rejected) for entry in desired]
    removes_first = peak_count(changes, actual) > capacity
    return Plan(
        [part for change in changes for part in split_list_change(change) if part.step_count],
        list(removed_entries(desired, actual_by_key)),
        removes_first,
    )


def peak_count(changes: list[Change], actual: ActualGallery) -> int:
    """Return the number of persons, or faces of a list, if all additions came before all removals."""
    if actual.person_count or any(change.actual is None for change in changes):
        return actual.count_of("persons") + sum(change.actual is None for change in changes)
    return actual.count_of("faces") + sum(len(change.adds) for change in changes)


def entries_by_key(actual: ActualGallery) -> Mapping[str, list[ActualEntry]]:
    """Group the entries by key. Of duplicates, the one with the most managed faces comes first and is kept."""
    by_key: dict[str, list[ActualEntry]] = {}
    for entry in sorted(actual.entries, key=lambda entry: (-len(entry.managed_face_ids), entry.person_id or "")):
        by_key.setdefault(entry.key, []).append(entry)
    return by_key


def kept_entry(key: str, actual_by_key: Mapping[str, list[ActualEntry]]) -> ActualEntry | None:
    """Return the actual entry that is kept for a key."""
    return next(iter(actual_by_key.get(key, ())), None)


def removed_entries(
    desired: list[DesiredEntry], actual_by_key: Mapping[str, list[ActualEntry]]
) -> Iterator[ActualEntry]:
    """Yield the persons that are not desired, and duplicates."""
    desired_keys = {entry.key for entry in desired}
    for key, entries in actual_by_key.items():
        superfluous = entries[1:] if key in desired_keys else entries
        yield from (entry for entry in superfluous if entry.person_id)


def plan_entry(desired: DesiredEntry, actual: ActualEntry | None, rejected: Collection[str]) -> Change:
    """Return the change for one desired entry. It may have no steps."""
    if actual is None:
        return Change(desired, None, tuple(key for key in desired.photos if key not in rejected))
    actual_metadata = (actual.name, actual.tagged_digest, actual.user_data)
    desired_metadata = (desired.name, photos_digest(desired.photos), desired.user_data)
    updates_person = actual.person_id is not None and actual_metadata != desired_metadata
    if actual.photos is None:
        return Change(desired, actual, updates_person=updates_person)
    actual_keys = set(actual.photos.values())
    adds = tuple(key for key in desired.photos if key not in actual_keys and key not in rejected)
    return Change(desired, actual, adds, tuple(superfluous_faces(desired, actual.photos)), updates_person)


def superfluous_faces(desired: DesiredEntry, photos: Mapping[str, str]) -> Iterator[str]:
    """Yield the faces whose photo is not desired, and all but the first face of each desired photo."""
    kept_photos = set()
    for face_id in sorted(photos):
        if photos[face_id] not in desired.photos or photos[face_id] in kept_photos:
            yield face_id
        kept_photos.add(photos[face_id])


def split_list_change(change: Change) -> Iterator[Change]:
    """Split the change of a list into one change per photo, because they are independent."""
    if change.actual is None or change.actual.person_id:
        yield change
        return
    yield from (Change(change.desired, change.actual, adds=(key,)) for key in change.adds)
    yield from (Change(change.desired, change.actual, removes=(face_id,)) for face_id in change.removes)
