"""Programs in YAML, which use the provider plugin, with the same content as those in Python."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .programs import DesiredFace, DesiredPerson, Program

Resource = tuple[str, dict[str, Any]]
"""The name and the declaration of a resource."""


def yaml_source(program: Program) -> str:
    """Return the resources of a program. A declaration in JSON is one in YAML, too."""
    options = {"customTimeouts": dict.fromkeys(("create", "update", "delete"), program.timeout)}
    declared = {
        name: {**resource, "options": options} if program.timeout and "get" not in resource else resource
        for name, resource in resources(program)
    }
    return f"resources: {json.dumps(declared)}"


def resources(program: Program) -> Iterator[Resource]:
    """Yield a resource for everything that the classes in Python compose."""
    guests, watched, visitors = program.container_ids()
    yield from containers(program)
    if program.staff:
        staff = f"{program.prefix}staff"
        yield declare(f"{staff}-people", "Gallery", container=f"${{{staff}.ref}}", source="people")
        yield training(staff, [f"${{{staff}-people.revision}}"])
    of_guests: list[str] = []
    for person in program.guests:
        found = list(person_resources(person, guests))
        yield from found
        of_guests += (f"${{{name}.persistedFaceId}}" for name, _ in found[1:])
    yield from (face(each, container=f"${{{watched}.ref}}") for each in program.watched)
    yield from (face(each, container=f"${{{visitors}.ref}}") for each in program.visitors)
    if program.trains_guests:
        yield training(guests, of_guests)
    if program.visitors and program.owns_containers:
        yield training(visitors, [f"${{{each.name}.persistedFaceId}}" for each in program.visitors])


def containers(program: Program) -> Iterator[Resource]:
    guests, watched, visitors = program.container_ids()
    kinds = {guests: "LargePersonGroup", watched: "FaceList", visitors: "LargeFaceList"}
    if not program.owns_containers:
        yield from ((name, {"type": f"azure-face:{kind}", "get": {"id": name}}) for name, kind in kinds.items())
        return
    yield declare(f"{program.prefix}staff", "PersonGroup", displayName=program.staff_name)
    yield declare(guests, "LargePersonGroup", largePersonGroupId=guests, userData="desk")
    yield declare(watched, "FaceList", faceListId=watched)
    yield declare(visitors, "LargeFaceList", largeFaceListId=visitors)


def person_resources(person: DesiredPerson, group: str) -> Iterator[Resource]:
    """Yield a person, then its faces."""
    yield declare(person.name, "Person", group=f"${{{group}.ref}}", userData=person.user_data)
    owner = f"${{{person.name}.ref}}"
    for photo in person.photos:
        yield declare(f"{person.name}-{photo}", "Face", person=owner, image=f"photos/{photo}.jpg")
    yield from (face(each, person=owner) for each in person.faces)


def face(desired: DesiredFace, **owner: str) -> Resource:
    image = f"photos/{desired.photo}.jpg"
    return declare(desired.name, "Face", **owner, image=image, userData=desired.user_data)


def training(container: str, triggers: Iterable[str]) -> Resource:
    return declare(f"{container}-training", "Training", container=f"${{{container}.ref}}", triggers=list(triggers))


def declare(resource_name: str, class_name: str, **properties: object) -> Resource:
    given = {name: value for name, value in properties.items() if value is not None}
    return resource_name, {"type": f"azure-face:{class_name}", "properties": given}
