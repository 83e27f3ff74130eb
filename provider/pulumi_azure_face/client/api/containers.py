"""Containers of every kind: create, get, update, delete, list (face-api.md#container-calls)."""

from __future__ import annotations

from pulumi_azure_face.client.account_client import Session
from pulumi_azure_face.client.api_calls import on
from pulumi_azure_face.client.http import Request
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.client.paging import Listing
from pulumi_azure_face.client.schemas import Container, parse

WITH_MODEL = {"returnRecognitionModel": "true"}  # left out, the reply has no model and drift in it would go unseen


def named(kind: Kind, container_id: str) -> str:
    return f"{kind.name} {container_id!r}"


async def create(
    session: Session, kind: Kind, container_id: str, name: str, user_data: str | None, recognition_model: str
) -> None:
    body = {"name": name, "recognitionModel": recognition_model, **({"userData": user_data} if user_data else {})}
    tried = f"create {named(kind, container_id)}"
    await session.call(Request(on(kind.name, "create"), (container_id,), tried, json=body))


async def get(session: Session, kind: Kind, container_id: str) -> Container:
    tried = f"read {named(kind, container_id)}"
    request = Request(on(kind.name, "get"), (container_id,), tried, WITH_MODEL)
    return parse(Container, await session.call(request), tried)


async def update(session: Session, kind: Kind, container_id: str, changes: dict[str, str]) -> None:
    """Change `name` and `userData`, whichever is given. An empty `userData` clears it."""
    tried = f"update {named(kind, container_id)}"
    await session.call(Request(on(kind.name, "update"), (container_id,), tried, json=changes))


async def delete(session: Session, kind: Kind, container_id: str) -> None:
    await session.call(Request(on(kind.name, "delete"), (container_id,), f"delete {named(kind, container_id)}"))


def listing(kind: Kind) -> Listing[Container]:
    """The containers of a kind. Face lists come all at once (face-api.md#container-list-face-lists)."""
    request = Request(on(kind.name, "list"), (), f"list the {kind.name}s", WITH_MODEL)
    return Listing(request, Container, lambda container: container.id_under(kind.wire_id), in_pages=not kind.inline)
