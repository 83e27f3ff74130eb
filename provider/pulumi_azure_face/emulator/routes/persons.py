"""The persons of a group: create, get, list, update, delete (face-api.md#person-calls)."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pulumi_azure_face.emulator import service
from pulumi_azure_face.emulator.models.account import Person
from pulumi_azure_face.emulator.models.kinds import Kind
from pulumi_azure_face.emulator.requests import bodies, fields, parameters, updates
from pulumi_azure_face.emulator.responses import replies, styles
from pulumi_azure_face.emulator.responses.styles import Style


async def create(kind: Kind, request: Request) -> Response:
    """The name is required in every version: the v1.0 schema alone lets it out (face-api.md#person-name-required)."""
    body = await bodies.json_object(request, "name", "userData")
    name, user_data = fields.name(body.get("name")), fields.user_data(body.get("userData"))
    person = service.service_of(request).account.add_person(kind, request.path_params["container"], name, user_data)
    return replies.payload({"personId": person.id})


async def get(kind: Kind, request: Request) -> Response:
    group = service.service_of(request).account.container(kind, request.path_params["container"])
    return replies.payload(_shown(group.person(request.path_params["person"]), styles.style_of(request)))


async def list_page(kind: Kind, request: Request) -> Response:
    group = service.service_of(request).account.container(kind, request.path_params["container"])
    page = group.persons.page(*parameters.page(request))
    return replies.payload([_shown(person, styles.style_of(request)) for person in page])


async def update(kind: Kind, request: Request) -> Response:
    change = updates.of_named(await bodies.json_object(request, "name", "userData"))
    group = service.service_of(request).account.writable(kind, request.path_params["container"])
    change.apply(group.person(request.path_params["person"]))
    return replies.empty()


async def delete(kind: Kind, request: Request) -> Response:
    group = service.service_of(request).account.writable(kind, request.path_params["container"])
    group.delete_person(request.path_params["person"])
    return replies.empty()


def _shown(person: Person, style: Style) -> dict[str, Any]:
    return {
        "personId": person.id,
        "persistedFaceIds": person.faces.ids(),
        "name": person.name,
        **style.optional(userData=person.user_data),
    }
