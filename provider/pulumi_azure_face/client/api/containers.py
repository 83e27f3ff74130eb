"""Containers of every kind: create, get, update, delete, list (face-api.md#container-calls)."""

from __future__ import annotations

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api_calls import api_call
from pulumi_azure_face.client.http import Request
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.client.paging import Listing
from pulumi_azure_face.client.schemas import Container, parse

WITH_MODEL = {"returnRecognitionModel": "true"}  # left out, the reply has no model and drift in it would go unseen


def describe(kind: Kind, container_id: str) -> str:
    return f"{kind.name} {container_id!r}"


async def create(
    client: AccountClient, kind: Kind, container_id: str, name: str, user_data: str | None, recognition_model: str
) -> None:
    body = {"name": name, "recognitionModel": recognition_model, **({"userData": user_data} if user_data else {})}
    tried = f"create {describe(kind, container_id)}"
    await client.send(Request(api_call(kind.name, "create"), (container_id,), tried, json=body))


async def get(client: AccountClient, kind: Kind, container_id: str) -> Container:
    tried = f"read {describe(kind, container_id)}"
    request = Request(api_call(kind.name, "get"), (container_id,), tried, WITH_MODEL)
    return parse(Container, await client.send(request), tried)


async def update(client: AccountClient, kind: Kind, container_id: str, changes: dict[str, str]) -> None:
    """Change `name` and `userData`, whichever is given. An empty `userData` clears it."""
    tried = f"update {describe(kind, container_id)}"
    await client.send(Request(api_call(kind.name, "update"), (container_id,), tried, json=changes))


async def delete(client: AccountClient, kind: Kind, container_id: str) -> None:
    await client.send(Request(api_call(kind.name, "delete"), (container_id,), f"delete {describe(kind, container_id)}"))


def listing(kind: Kind) -> Listing[Container]:
    """The containers of a kind. Face lists come all at once (face-api.md#container-list-face-lists)."""
    request = Request(api_call(kind.name, "list"), (), f"list the {kind.name}s", WITH_MODEL)
    return Listing(
        request, Container, lambda container: container.id_under(kind.id_field), is_paged=not kind.has_inline_faces
    )
