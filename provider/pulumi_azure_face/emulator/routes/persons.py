"""The persons of a group: create, get, list, update, delete (face-api.md#person-calls)."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from pulumi_azure_face.emulator.models.account import Person
from pulumi_azure_face.emulator.models.kinds import Kind
from pulumi_azure_face.emulator.requests import bodies, fields, parameters, paths, updates
from pulumi_azure_face.emulator.responses import replies
from pulumi_azure_face.emulator.responses.styles import Style
from pulumi_azure_face.emulator.service import get_service


async def create(kind: Kind, request: Request) -> Response:
    """Create a person. The name is required, but optional in the v1.0 schema (face-api.md#person-name-required)."""
    body = await bodies.read_object(request, "name", "userData")
    name, user_data = fields.parse_name(body.get("name")), fields.parse_user_data(body.get("userData"))
    person = get_service(request).account.add_person(kind, request.path_params["container"], name, user_data)
    return replies.json_reply({"personId": person.id})


async def get(kind: Kind, request: Request) -> Response:
    group = get_service(request).account.container(kind, request.path_params["container"])
    return replies.json_reply(_to_json(group.person(request.path_params["person"]), paths.select_style(request)))


async def list_page(kind: Kind, request: Request) -> Response:
    group = get_service(request).account.container(kind, request.path_params["container"])
    page = group.persons.page(*parameters.parse_page(request))
    return replies.json_reply([_to_json(person, paths.select_style(request)) for person in page])


async def update(kind: Kind, request: Request) -> Response:
    change = updates.parse_named_update(await bodies.read_object(request, "name", "userData"))
    group = get_service(request).account.writable_container(kind, request.path_params["container"])
    change.apply(group.person(request.path_params["person"]))
    return replies.empty_reply()


async def delete(kind: Kind, request: Request) -> Response:
    group = get_service(request).account.writable_container(kind, request.path_params["container"])
    group.delete_person(request.path_params["person"])
    return replies.empty_reply()


def _to_json(person: Person, style: Style) -> dict[str, Any]:
    return {
        "personId": person.id,
        "persistedFaceIds": person.faces.ids(),
        "name": person.name,
        **style.optional(userData=person.user_data),
    }
