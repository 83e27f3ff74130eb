"""Single persons and faces."""

from __future__ import annotations

from collections.abc import Iterator

from pulumi_azure_face.drift.managed import ManagedResource
from pulumi_azure_face.drift.report import Finding, FindingType
from pulumi_azure_face.lifecycle.children import user_data_of_program
from pulumi_azure_face.lifecycle.face import FaceState
from pulumi_azure_face.lifecycle.person import PersonState

from .account import ComparedAccount, by_refresh
from .properties import compare_property


def compare_person(account: ComparedAccount, resource: ManagedResource, state: PersonState) -> Iterator[Finding]:
    listed = account.snapshot.persons.get(resource.container)
    if listed is None:
        return
    person = listed.get(resource.saved.id)
    if person is None:
        repair = by_refresh(resource, "Creates it again, with its managed faces.")
        yield account.finding(resource, FindingType.MISSING, "is not in the account", repair)
        return
    yield from compare_property(account, resource, "display_name", person.name)
    yield from compare_property(account, resource, "user_data", user_data_of_program(state, person.user_data))


def compare_face(account: ComparedAccount, resource: ManagedResource, state: FaceState) -> Iterator[Finding]:
    """Compare a face. The text of a person's face is known only in a deep check."""
    face_ids = existing_face_ids(account, resource, state)
    if face_ids is None:
        return
    if resource.saved.id not in face_ids:
        repair = by_refresh(resource, "Enrolls it again.")
        yield account.finding(resource, FindingType.MISSING, "is not in the account", repair)
        return
    listed = account.snapshot.faces.get(resource.container, {})
    face = (account.snapshot.person_faces.get(state.person_id, {}) if state.person_id else listed).get(
        resource.saved.id
    )
    if face is not None:
        effect = "Replaces the face: a FaceList cannot change a text." if resource.kind.has_inline_faces else None
        actual = user_data_of_program(state, face.user_data)
        yield from compare_property(account, resource, "user_data", actual, effect)


def existing_face_ids(account: ComparedAccount, resource: ManagedResource, state: FaceState) -> set[str] | None:
    """Return the faces of the owner, or None if they could not be read."""
    if state.person_id is None:
        listed = account.snapshot.faces.get(resource.container)
        return None if listed is None else set(listed)
    persons = account.snapshot.persons.get(resource.container)
    if persons is None:
        return None
    person = persons.get(state.person_id)
    return set(person.faces) if person else set()
