"""Queries for persons of groups."""

from __future__ import annotations

from pulumi_azure_face.client import schemas
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import persons
from pulumi_azure_face.client.kinds import Kind

from .listing import list_items
from .results import PersonResult
from .validation import ensure_container, ensure_uuid


async def get(client: AccountClient, kind: Kind, container_id: str, person_id: str) -> PersonResult:
    ensure_container(kind, container_id)
    ensure_uuid("person_id", person_id)
    return to_result(await persons.get(client, kind, container_id, person_id))


async def list_all(
    client: AccountClient, kind: Kind, container_id: str, start: str | None = None, top: int | None = None
) -> list[PersonResult]:
    ensure_container(kind, container_id)
    return [to_result(person) for person in await list_items(client, persons.listing(kind, container_id), start, top)]


def to_result(person: schemas.Person) -> PersonResult:
    return PersonResult(person.person_id, person.person_id, person.name, person.user_data, person.faces)
