"""Containers of every kind: create, get, update, delete, and list (face-api.md#container-calls)."""

from __future__ import annotations

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api_calls import api_call
from pulumi_azure_face.client.http import Request
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.client.paging import Listing
from pulumi_azure_face.client.schemas import Container, parse

WITH_MODEL = {"returnRecognitionModel": "true"}  # without it, drift of the model would not be detected


def describe(kind: Kind, container_id: str) -> str:
    return f"{kind.name} {container_id!r}"


async def create(
    client: AccountClient, kind: Kind, container_id: str, name: str, user_data: str | None, recognition_model: str
) -> None:
    body = {"name": name, "recognitionModel": recognition_model, **({"userData": user_data} if user_data else {})}
    operation = f"create {describe(kind, container_id)}"
    await client.send(Request(api_call(kind.name, "create"), (container_id,), operation, json=body))


async def get(client: AccountClient, kind: Kind, container_id: str) -> Container:
    operation = f"read {describe(kind, container_id)}"
    request = Request(api_call(kind.name, "get"), (container_id,), operation, WITH_MODEL)
    return parse(Container, await client.send(request), operation)


async def update(client: AccountClient, kind: Kind, container_id: str, changes: dict[str, str]) -> None:
    """Change `name`, `userData`, or both. An empty `userData` clears it."""
    operation = f"update {describe(kind, container_id)}"
    await client.send(Request(api_call(kind.name, "update"), (container_id,), operation, json=changes))


async def delete(client: AccountClient, kind: Kind, container_id: str) -> None:
    await client.send(Request(api_call(kind.name, "delete"), (container_id,), f"delete {describe(kind, container_id)}"))


def listing(kind: Kind) -> Listing[Container]:
    """List the containers of a kind. FaceLists are returned in one response (face-api.md#container-list-face-lists)."""
    request = Request(api_call(kind.name, "list"), (), f"list the {kind.name}s", WITH_MODEL)
    return Listing(
        request, Container, lambda container: container.id_under(kind.id_field), is_paged=not kind.has_inline_faces
    )
