"""Persons of a group (face-api.md#person-calls)."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api_calls import api_call
from pulumi_azure_face.client.http import Request
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.client.paging import Listing
from pulumi_azure_face.client.schemas import NewPerson, Person, parse

from .containers import describe


async def create(client: AccountClient, kind: Kind, container_id: str, name: str, user_data: str) -> str:
    """Create a person and return its id. Not idempotent: the service creates another person with every request.

    Errors do not contain the name, because the engine saves and shows them.
    """
    operation = f"create a person in {describe(kind, container_id)}"
    body = {"name": name, "userData": user_data}
    response = await client.send(Request(api_call(kind.name, "create person"), (container_id,), operation, json=body))
    return parse(NewPerson, response, operation).person_id


async def get(client: AccountClient, kind: Kind, container_id: str, person_id: str) -> Person:
    operation = f"read the person {person_id} in {describe(kind, container_id)}"
    response = await client.send(Request(api_call(kind.name, "get person"), (container_id, person_id), operation))
    return parse(Person, response, operation)


async def update(client: AccountClient, kind: Kind, container_id: str, person_id: str, changes: dict[str, str]) -> None:
    operation = f"update the person {person_id} in {describe(kind, container_id)}"
    await client.send(Request(api_call(kind.name, "update person"), (container_id, person_id), operation, json=changes))


async def delete(client: AccountClient, kind: Kind, container_id: str, person_id: str) -> None:
    operation = f"delete the person {person_id} in {describe(kind, container_id)}"
    await client.send(Request(api_call(kind.name, "delete person"), (container_id, person_id), operation))


def iterate(client: AccountClient, kind: Kind, container_id: str) -> AsyncIterator[Person]:
    return listing(kind, container_id).iterate(client)


def listing(kind: Kind, container_id: str) -> Listing[Person]:
    request = Request(
        api_call(kind.name, "list persons"), (container_id,), f"list the persons of {describe(kind, container_id)}"
    )
    return Listing(request, Person, lambda person: person.person_id)
