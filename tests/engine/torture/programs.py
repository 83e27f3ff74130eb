"""Programs as data: the source that `pulumi` runs, and the account that a complete `up` must produce.

The content of an account is a list of lines, one for each container, person, face, and current training. IDs are left
out, so two accounts with the same content have the same lines. A duplicate is a line that occurs twice.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pulumi_azure_face.lifecycle.identity.ownership_tags import MEMBER

from ..account import Account
from ..photos import jpeg, write_people, write_photos
from ..stack import Stack
from .yaml_programs import yaml_source

STAFF, GUESTS, WATCHED, VISITORS = "persongroups", "largepersongroups", "facelists", "largefacelists"
"""The containers of a program, one of each kind, named by the kind's segment in a path."""


@dataclass(frozen=True)
class DesiredFace:
    """A `Face` resource. Its photo is named by the seed of its noise."""

    name: str
    photo: str
    user_data: str | None = None


@dataclass(frozen=True)
class DesiredPerson:
    """A `Person` resource: `photos` are its input `faces`, `faces` are `Face` resources of their own."""

    name: str
    user_data: str | None = None
    photos: tuple[str, ...] = ()
    faces: tuple[DesiredFace, ...] = ()


@dataclass(frozen=True)
class Program:
    """A program with up to one container of each kind. Every container that has faces is trained.

    staff: A `PersonGroup` with a gallery: person names with their photos. The group has a derived ID.
    guests: A `LargePersonGroup` with `Person` resources.
    watched: A `FaceList` with `Face` resources.
    visitors: A `LargeFaceList` with `Face` resources.
    staff_name: The display name of the group.
    owns_containers: Whether the program declares the containers. Otherwise it only adds persons and faces to the
        containers of another program, and does not train.
    timeout: The `custom_timeouts` of all resources, such as "3s".
    prefix: The beginning of the names and IDs of the containers, where a stack also has other containers.
    """

    staff: tuple[tuple[str, tuple[str, ...]], ...] = ()
    guests: tuple[DesiredPerson, ...] = ()
    watched: tuple[DesiredFace, ...] = ()
    visitors: tuple[DesiredFace, ...] = ()
    staff_name: str = "Staff"
    owns_containers: bool = True
    timeout: str | None = None
    prefix: str = ""

    def write(self, stack: Stack) -> None:
        """Write the program and its photos into the project of a stack."""
        shutil.rmtree(stack.folder / "people", ignore_errors=True)
        write_people(stack.folder / "people", dict(self.staff))
        write_photos(stack.folder / "photos", *self.photos())
        if stack.language == "yaml":
            stack.yaml_program(yaml_source(self))
        else:
            stack.program("\n".join(self.source()))

    def photos(self) -> set[str]:
        of_persons = (photo for person in self.guests for photo in person.photos)
        return {*of_persons, *(face.photo for face in self.faces())}

    def faces(self) -> Iterator[DesiredFace]:
        yield from (face for person in self.guests for face in person.faces)
        yield from (*self.watched, *self.visitors)

    def source(self) -> Iterator[str]:
        yield f"opts = pulumi.ResourceOptions(custom_timeouts={self._timeouts()})"
        yield from self._containers() if self.owns_containers else self._foreign_containers()
        for person in self.guests:
            faces = [f"photos/{photo}.jpg" for photo in person.photos]
            yield (
                f"person = face.Person({person.name!r}, group=guests, user_data={person.user_data!r}, "
                f"faces={faces!r}, opts=opts)"
            )
            yield "parts += [person.revision]"
            yield from (face_source(face, "person=person") for face in person.faces)
            if person.faces:
                yield "parts += [one.id]"
        yield from (face_source(face, "container=watched") for face in self.watched)
        for face in self.visitors:
            yield face_source(face, "container=visitors")
            yield "seen += [one.id]"
        yield from self._trainings()

    def _timeouts(self) -> str:
        if not self.timeout:
            return "None"
        limits = ", ".join(f"{call}={self.timeout!r}" for call in ("create", "update", "delete"))
        return f"pulumi.CustomTimeouts({limits})"

    def _containers(self) -> Iterator[str]:
        persons = ', persons="people", train=True' if self.staff else ""
        guests, watched, visitors = map(repr, self.container_ids())
        yield f'face.PersonGroup("{self.prefix}staff", display_name={self.staff_name!r}{persons}, opts=opts)'
        yield f'guests = face.LargePersonGroup({guests}, large_person_group_id={guests}, user_data="desk", opts=opts)'
        yield f"watched = face.FaceList({watched}, face_list_id={watched}, opts=opts)"
        yield f"visitors = face.LargeFaceList({visitors}, large_face_list_id={visitors}, opts=opts)"
        yield "parts, seen = [], []"

    def _foreign_containers(self) -> Iterator[str]:
        guests, watched, visitors = map(repr, self.container_ids())
        yield f"guests = face.LargePersonGroup.get({guests}, {guests})"
        yield f"watched = face.FaceList.get({watched}, {watched})"
        yield f"visitors = face.LargeFaceList.get({visitors}, {visitors})"
        yield "parts, seen = [], []"

    def container_ids(self) -> tuple[str, str, str]:
        """Return the IDs of the containers with individual persons and faces, which are also their names."""
        return f"{self.prefix}guests", f"{self.prefix}watched", f"{self.prefix}visitors"

    def _trainings(self) -> Iterator[str]:
        if self.trains_guests:
            yield f'face.Training("{self.prefix}guests", container=guests, triggers=parts, opts=opts)'
        if self.visitors and self.owns_containers:
            yield f'face.Training("{self.prefix}visitors", container=visitors, triggers=seen, opts=opts)'

    @property
    def trains_guests(self) -> bool:
        return self.owns_containers and any(person.photos or person.faces for person in self.guests)

    def content(self) -> Iterator[str]:
        """Yield the lines of the account after a complete `up`."""
        if self.owns_containers:
            yield from self._container_content()
        for name, photos in self.staff:
            yield person_line(STAFF, name, "tag")
            yield from (face_line(STAFF, name, digest(photo), "tag") for photo in photos)
        for person in self.guests:
            yield person_line(GUESTS, person.name, text_or_tag(person.user_data))
            yield from (face_line(GUESTS, person.name, digest(photo), "tag") for photo in person.photos)
            for face in person.faces:
                yield face_line(GUESTS, person.name, digest(face.photo), text_or_tag(face.user_data))
        for kind, faces in ((WATCHED, self.watched), (VISITORS, self.visitors)):
            yield from (face_line(kind, "", digest(face.photo), text_or_tag(face.user_data)) for face in faces)

    def _container_content(self) -> Iterator[str]:
        names = (self.staff_name, *self.container_ids())
        for kind, name in zip((STAFF, GUESTS, WATCHED, VISITORS), names, strict=True):
            yield container_line(kind, name, "'desk'" if kind == GUESTS else "none")
        trained = {STAFF: bool(self.staff), GUESTS: self.trains_guests, VISITORS: bool(self.visitors)}
        yield from (training_line(kind) for kind, is_trained in trained.items() if is_trained)


def face_source(face: DesiredFace, owner: str) -> str:
    return (
        f"one = face.Face({face.name!r}, {owner}, image='photos/{face.photo}.jpg', "
        f"user_data={face.user_data!r}, opts=opts)"
    )


def digest(photo: str) -> str:
    return sha256(jpeg(photo)).hexdigest()[:8]


def text_or_tag(user_data: str | None) -> str:
    return "tag" if user_data is None else repr(user_data)


def container_line(kind: str, name: str, user_data: str) -> str:
    return f"{kind} {name!r} with {user_data}"


def person_line(kind: str, name: str, user_data: str) -> str:
    return f"{kind}: person {name!r} with {user_data}"


def face_line(kind: str, person: str, photo: str, user_data: str) -> str:
    return f"{kind}: face {photo} of {person!r} with {user_data}"


def training_line(kind: str) -> str:
    return f"{kind}: trained"


def account_content(account: Account) -> Iterator[str]:
    """Yield the lines of an account."""
    for container in account.containers():
        kind = container["kind"]
        yield container_line(kind, container["name"], describe(container))
        if (
            container["training"]
            and container["training"]["status"] == "succeeded"
            and not container["training"]["stale"]
        ):
            yield training_line(kind)
        for person in container["persons"]:
            yield person_line(kind, person["name"], describe(person))
            yield from faces_of(kind, person["name"], person)
        yield from faces_of(kind, "", container)


def faces_of(kind: str, person: str, owner: dict[str, Any]) -> Iterator[str]:
    return (face_line(kind, person, face["sha256"][:8], describe(face)) for face in owner["persistedFaces"])


def describe(item: dict[str, Any]) -> str:
    """Describe the `userData` of an item: an ownership tag, a text, or none."""
    user_data = item["userData"]
    if not user_data:
        return "none"
    return "tag" if user_data.startswith(f'{{"{MEMBER}":') else repr(user_data)


def differences(account: Account, expected: Iterable[str]) -> list[str]:
    """Return what an account has too much and what it lacks. A training that nobody asked for does not count."""
    actual, desired = Counter(account_content(account)), Counter(expected)
    unexpected = [f"unexpected: {line}" for line in (actual - desired).elements() if not line.endswith(": trained")]
    return sorted([*unexpected, *(f"missing: {line}" for line in (desired - actual).elements())])


BEFORE = Program(
    staff=(("ann", ("ann-1", "ann-2")), ("ben", ("ben-1",))),
    guests=(
        DesiredPerson("carl", "carl@example.com", ("carl-1",), (DesiredFace("side", "carl-2", "from the left"),)),
        DesiredPerson("dora", None, ("dora-1",)),
    ),
    watched=(DesiredFace("door", "door-1", "door 3"), DesiredFace("gate", "gate-1")),
    visitors=(DesiredFace("eve", "eve-1", "visitor 1"),),
)
"""The program of the first `up` of a life: every kind of container, person, and face, with user data and without."""

AFTER = Program(
    staff=(("ann", ("ann-1", "ann-3")), ("cy", ("cy-1",))),
    guests=(
        DesiredPerson("carl", "carl@example.org", ("carl-3",), (DesiredFace("side", "carl-2", "from the right"),)),
        DesiredPerson("fred", "fred@example.com", ("fred-1",)),
    ),
    watched=(
        DesiredFace("door", "door-1", "door 4"),
        DesiredFace("gate", "gate-2"),
        DesiredFace("hall", "hall-1", "hall"),
    ),
    visitors=(DesiredFace("eve", "eve-1", "visitor 2"), DesiredFace("finn", "finn-1", "visitor 3")),
    staff_name="All staff",
)
"""The program of the second `up`: it adds, changes, replaces, and removes."""
