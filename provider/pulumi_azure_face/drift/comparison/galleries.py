"""Galleries: whether a container has the persons and faces that the last run left.

The listing of a group has IDs of faces, but not what they show. The ownership tag of a person has a digest of its
photos, and the state has a fingerprint of all IDs, so both find every change of managed content. A deep check reads the
faces and names them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product
from pathlib import PurePath

from pulumi_azure_face.client.schemas import PersistedFace
from pulumi_azure_face.drift.gallery_sources import manifest_row
from pulumi_azure_face.drift.managed import ManagedResource
from pulumi_azure_face.drift.report import Finding, FindingType
from pulumi_azure_face.lifecycle.enrollment.actual import ActualEntry, ActualGallery, parse_entry
from pulumi_azure_face.lifecycle.enrollment.preview_summary import count_noun
from pulumi_azure_face.lifecycle.gallery import GalleryState
from pulumi_azure_face.lifecycle.identity.digests import photo_count, photos_digest
from pulumi_azure_face.lifecycle.identity.ownership_tags import read_face_tag

from .account import LEFT_ALONE, ChangedValue, ComparedAccount, Repair, by_refresh, digest

MAX_CANDIDATES = 10_000  # sets of faces to compare with the fingerprint
MAX_HASHED_PERSONS = 1_000_000  # in all candidates together: about a second
MAX_NAMED_PHOTOS = 100  # more are one finding with their number
RESTORES = "Restores the content, and trains it if the stack does. Keeps faces that have the gallery's ownership tags."
ENROLLS_AGAIN = "Enrolls the photos again."
DELETE_FACE = "Delete the face in the account, or add a rule to azure-face-ignore.yaml."
DELETE_FACE_ADVICE = Repair(LEFT_ALONE, LEFT_ALONE, DELETE_FACE)


def compare_gallery(account: ComparedAccount, resource: ManagedResource, state: GalleryState) -> Iterator[Finding]:
    actual = actual_gallery(account, resource, state)
    if actual is None:
        return
    if differences := list(content_differences(actual, state)):
        repair = by_refresh(resource, RESTORES)
        difference = f"has other content than the last run left: {'; '.join(differences)}"
        yield account.finding(resource, FindingType.CONTENT_CHANGED, difference, repair)
    if account.is_deep:
        yield from missing_faces(account, resource, state, actual)
        yield from other_faces(account, resource, state, actual)


def has_other_faces(account: ComparedAccount, resource: ManagedResource, state: GalleryState) -> bool:
    """Whether the gallery has other persons or faces, which a training must include. Names and texts do not count."""
    actual = actual_gallery(account, resource, state)
    return actual is not None and state.fingerprint is not None and actual.fingerprint != state.fingerprint


# --- the actual gallery -----------------------------------------------------------------------------------------------


def actual_gallery(account: ComparedAccount, resource: ManagedResource, state: GalleryState) -> ActualGallery | None:
    """Return the managed content of the container, or None if it could not be read. Finds it out once."""
    key = (resource.container, state.mark, state.fingerprint)
    if key not in account.galleries:
        account.galleries[key] = find_gallery(account, resource, state)
    return account.galleries[key]


def find_gallery(account: ComparedAccount, resource: ManagedResource, state: GalleryState) -> ActualGallery | None:
    if resource.kind.holds == "faces":
        faces = account.snapshot.faces.get(resource.container)
        return None if faces is None else ActualGallery([list_entry(faces, state)])
    persons = account.snapshot.persons.get(resource.container)
    if persons is None:
        return None
    entries = [entry for person in persons.values() if (entry := parse_entry(person, state.mark))]
    if account.is_deep:
        faces_by_person = account.snapshot.person_faces
        return ActualGallery(
            [with_photos(entry, faces_by_person.get(str(entry.person_id)), state) for entry in entries]
        )
    return ActualGallery(without_added_faces(entries, state.fingerprint))


def list_entry(faces: Mapping[str, PersistedFace], state: GalleryState) -> ActualEntry:
    photos = managed_photos(faces, state)
    return ActualEntry("", "", photos_digest(photos.values()), tuple(photos), photos=photos)


def with_photos(entry: ActualEntry, faces: Mapping[str, PersistedFace] | None, state: GalleryState) -> ActualEntry:
    return entry if faces is None else replace(entry, photos=managed_photos(faces, state))


def managed_photos(faces: Mapping[str, PersistedFace], state: GalleryState) -> dict[str, str]:
    """Return the photo keys of the faces that have the ownership tag of the gallery, by the ID of the face."""
    tags = {face_id: read_face_tag(face.user_data) for face_id, face in faces.items()}
    return {face_id: tag.photo for face_id, tag in tags.items() if tag and tag.gallery == state.mark}


def without_added_faces(entries: list[ActualEntry], fingerprint: str | None) -> list[ActualEntry]:
    """Leave out the faces that another client has added to managed persons, if the fingerprint proves which these are.

    Such faces are unmanaged and stay where they are. A person has more faces than its ownership tag says, and exactly
    one choice of as many faces as the tag says gives the fingerprint in the state.
    """
    choices = [list(possible_entries(entry)) for entry in entries]
    count = math.prod(map(len, choices))
    if not 1 < count <= MAX_CANDIDATES or count * len(entries) > MAX_HASHED_PERSONS:
        return entries
    candidates = (list(candidate) for candidate in product(*choices))
    return next((each for each in candidates if ActualGallery(each).fingerprint == fingerprint), entries)


def possible_entries(entry: ActualEntry) -> Iterator[ActualEntry]:
    """Yield the entry with each choice of as many faces as its ownership tag says."""
    expected = photo_count(entry.tagged_digest)
    if not 0 <= expected < len(entry.face_ids) or math.comb(len(entry.face_ids), expected) > MAX_CANDIDATES:
        yield entry
    else:
        yield from (replace(entry, face_ids=face_ids) for face_ids in combinations(entry.face_ids, expected))


# --- differences ------------------------------------------------------------------------------------------------------


def content_differences(actual: ActualGallery, state: GalleryState) -> Iterator[str]:
    """Yield what differs from the state, without names."""
    persons, faces = len(actual.entries), actual.face_count
    expected_digest = state.enrolled_digest or state.digest  # a run that skipped photos saves what it has enrolled
    is_same_content = not expected_digest or actual.digest == expected_digest
    is_same_set = state.fingerprint is None or actual.fingerprint == state.fingerprint
    if is_same_content and is_same_set:
        return
    if state.container_kind.holds == "persons" and persons != state.person_count:
        yield f"{count_noun(persons, 'person')} instead of {state.person_count:,}"
    if faces != state.face_count:
        yield f"{count_noun(faces, 'face')} instead of {state.face_count:,}"
    elif state.container_kind.holds == "faces" or persons == state.person_count:
        yield "other faces of the same number" if not is_same_set else "other names or texts"


def missing_faces(
    account: ComparedAccount, resource: ManagedResource, state: GalleryState, actual: ActualGallery
) -> Iterator[Finding]:
    """Yield what is not enrolled any more: by person in a group, and by photo in a list.

    What is missing altogether can be told only from the source of the gallery. It is left out if the source is not
    there, is another one than in the last run, or has photos that the service has rejected.
    """
    desired = account.desired.get(resource.saved.urn, [])
    if resource.kind.holds == "persons":
        yield from incomplete_persons(account, resource, actual)
        present = {entry.key for entry in actual.entries}
        for entry in desired:
            if entry.key not in present:
                who = f"the person {entry.key!r}" if account.shows_names else "a person"
                lost = f"lacks {who} with {count_noun(len(entry.photos), 'face')}"
                yield missing_part(account, resource, lost, entry.key, entry.key)
        return
    present = set((actual.entries[0].photos or {}).values())
    missing = [photo for entry in desired for key, photo in entry.photos.items() if key not in present]
    if 0 < len(missing) <= MAX_NAMED_PHOTOS:
        for photo in missing:
            what = f"the photo {photo}" if account.shows_names else "a photo"
            yield missing_part(account, resource, f"lacks {what}", photo.key, PurePath(photo.location).name)
    elif actual.face_count < state.face_count:
        lost = f"lacks {count_noun(state.face_count - actual.face_count, 'face')}"
        yield missing_part(account, resource, lost)


def incomplete_persons(account: ComparedAccount, resource: ManagedResource, actual: ActualGallery) -> Iterator[Finding]:
    """Yield the persons whose photos are not those of their ownership tags."""
    for entry in actual.entries:
        if entry.photos is None or entry.digest == entry.tagged_digest:
            continue
        expected, present = photo_count(entry.tagged_digest), len(set(entry.photos.values()))
        lost = f"lacks {count_noun(expected - present, 'face')}" if present < expected else "has other faces"
        yield account.finding(
            resource,
            FindingType.FACE_MISSING,
            f"has a person ({entry.person_id}) that {lost}",
            by_refresh(resource, ENROLLS_AGAIN),
            value=ChangedValue("faces", desired=expected, actual=present),
            resource_id=f"{resource.container_id}/{entry.person_id}",
            location=manifest_row(resource, entry.key),
        )


def missing_part(
    account: ComparedAccount, resource: ManagedResource, lost: str, key: str = "", row_text: str = ""
) -> Finding:
    """Return a finding about a person or photo that is missing. Its ID has a digest of the key, which can be a name."""
    return account.finding(
        resource,
        FindingType.FACE_MISSING,
        lost,
        by_refresh(resource, ENROLLS_AGAIN),
        resource_id=f"{resource.resource_id}/{digest(key)}" if key else None,
        location=manifest_row(resource, row_text) if row_text else None,
    )


def other_faces(
    account: ComparedAccount, resource: ManagedResource, state: GalleryState, actual: ActualGallery
) -> Iterator[Finding]:
    """Yield the faces among those of the gallery that are not its own."""
    for owner_id, faces in owned_faces(account, resource, actual):
        for face_id, face in faces.items():
            tag = read_face_tag(face.user_data)
            if face_id in account.known_ids or (tag and (resource.container, tag.gallery) in account.known_galleries):
                continue
            finding_type = FindingType.FACE_FOREIGN if tag else FindingType.FACE_ADDED
            whose = "that belongs to another gallery" if tag else "that another client has added"
            yield account.finding(
                resource,
                finding_type,
                f"has a face ({face_id}) {whose}",
                DELETE_FACE_ADVICE,
                resource_id=f"{owner_id}/{face_id}",
            )


def owned_faces(
    account: ComparedAccount, resource: ManagedResource, actual: ActualGallery
) -> Iterable[tuple[str, Mapping[str, PersistedFace]]]:
    """Yield the owners of the gallery's faces, persons or the list, with all of their faces."""
    if resource.kind.holds == "faces":
        yield resource.container_id, account.snapshot.faces[resource.container]
        return
    for entry in actual.entries:
        faces = account.snapshot.person_faces.get(str(entry.person_id), {})
        yield f"{resource.container_id}/{entry.person_id}", faces
