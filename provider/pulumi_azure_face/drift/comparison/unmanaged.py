"""What the account has, but none of the stacks: containers, and the persons and faces in managed containers.

Persons and faces of a container count only if a stack manages some of them. Otherwise they are the application's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from pulumi_azure_face.client.api.containers import describe
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.client.schemas import PersistedFace, Person
from pulumi_azure_face.drift.managed import ContainerKey
from pulumi_azure_face.drift.report import Finding
from pulumi_azure_face.lifecycle.identity import ownership_tags

from .account import ComparedAccount

MAX_FINDINGS_PER_CONTAINER = 100  # more are one finding with their number
IGNORE = "Add them to a program, or add a rule to azure-face-ignore.yaml."


def in_scope(container_id: str, scope: Sequence[str]) -> bool:
    return not scope or any(fnmatchcase(container_id, pattern) for pattern in scope)


def find_unmanaged(account: ComparedAccount, scope: Sequence[str]) -> Iterator[Finding]:
    """Yield what no stack has, in containers whose IDs match a pattern of the scope, or in all without a scope."""
    for kind_name, containers in account.snapshot.containers.items():
        for container_id in containers:
            key = (kind_name, container_id)
            if not in_scope(container_id, scope):
                continue
            if key in account.known_containers:
                yield from find_in_container(account, key)
            else:
                yield unmanaged_container(account, key)


def unmanaged_container(account: ComparedAccount, key: ContainerKey) -> Finding:
    kind = KINDS[key[0]]
    message = f"{describe(kind, key[1])} is in none of the stacks"
    fix = f"azure-face export --kind {kind.cli_name} --match '^{key[1]}$' --out adopted"
    return account.unmanaged(kind.name, key[1], message, fix, key)


def find_in_container(account: ComparedAccount, key: ContainerKey) -> Iterator[Finding]:
    persons = [
        person.person_id
        for person in account.snapshot.persons.get(key, {}).values()
        if not is_managed_person(account, key, person)
    ]
    yield from limited(account, key, "Person", persons)
    # A deep check says more about the faces among those of a gallery.
    if not account.is_deep or all(container != key for container, _ in account.known_galleries):
        yield from limited(account, key, "Face", unmanaged_list_faces(account, key))
    yield from limited(account, key, "Face", unmanaged_person_faces(account, key))


def is_managed_person(account: ComparedAccount, key: ContainerKey, person: Person) -> bool:
    tag = ownership_tags.read_person_tag(person.user_data)
    return person.person_id in account.known_ids or bool(tag and (key, tag.gallery) in account.known_galleries)


def unmanaged_list_faces(account: ComparedAccount, key: ContainerKey) -> list[str]:
    faces: Mapping[str, PersistedFace] = account.snapshot.faces.get(key, {})
    return [face_id for face_id, face in faces.items() if not is_managed_face(account, key, face)]


def is_managed_face(account: ComparedAccount, key: ContainerKey, face: PersistedFace) -> bool:
    tag = ownership_tags.read_face_tag(face.user_data)
    return face.face_id in account.known_ids or bool(tag and (key, tag.gallery) in account.known_galleries)


def unmanaged_person_faces(account: ComparedAccount, key: ContainerKey) -> list[str]:
    """Return the faces of single managed persons that no stack has. Faces of a gallery's persons are compared there."""
    return [
        f"{person_id}/{face_id}"
        for person_id, person in account.snapshot.persons.get(key, {}).items()
        if person_id in account.single_persons
        for face_id in person.faces
        if face_id not in account.known_ids
    ]


def limited(account: ComparedAccount, key: ContainerKey, kind: str, ids: list[str]) -> Iterator[Finding]:
    """Yield a finding for each ID, or one for all if there are too many."""
    owner = describe(KINDS[key[0]], key[1])
    if len(ids) > MAX_FINDINGS_PER_CONTAINER:
        noun = "persons" if kind == "Person" else "faces"
        message = f"{owner} has {len(ids):,} {noun} that are in none of the stacks"
        yield account.unmanaged(kind, f"{key[1]}/*", message, IGNORE, key)
        return
    for item_id in ids:
        message = f"The {kind.lower()} {item_id.rpartition('/')[2]} in {owner} is in none of the stacks"
        yield account.unmanaged(kind, f"{key[1]}/{item_id}", message, IGNORE, key)
