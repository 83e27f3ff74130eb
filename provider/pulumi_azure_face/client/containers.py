"""Containers of every kind: create, get, update, delete, list (contract 4)."""

from __future__ import annotations

from collections.abc import AsyncIterator

from .http import Request
from .kinds import Kind
from .paging import every
from .session import Session
from .wire import Container, parse

WITH_MODEL = {"returnRecognitionModel": "true"}  # left out, the reply has no model and drift in it would go unseen


def named(kind: Kind, container_id: str) -> str:
    return f"{kind.name} {container_id!r}"


async def create(
    session: Session, kind: Kind, container_id: str, name: str, user_data: str | None, recognition_model: str
) -> None:
    body = {"name": name, "recognitionModel": recognition_model, **({"userData": user_data} if user_data else {})}
    await session.call(Request("PUT", kind.item(container_id), f"create {named(kind, container_id)}", json=body))


async def get(session: Session, kind: Kind, container_id: str) -> Container:
    tried = f"read {named(kind, container_id)}"
    return parse(Container, await session.call(Request("GET", kind.item(container_id), tried, WITH_MODEL)), tried)


async def update(session: Session, kind: Kind, container_id: str, changes: dict[str, str]) -> None:
    """Change `name` and `userData`, whichever is given. An empty `userData` clears it."""
    await session.call(Request("PATCH", kind.item(container_id), f"update {named(kind, container_id)}", json=changes))


async def delete(session: Session, kind: Kind, container_id: str) -> None:
    await session.call(Request("DELETE", kind.item(container_id), f"delete {named(kind, container_id)}"))


def every_one(session: Session, kind: Kind) -> AsyncIterator[Container]:
    tried = f"list the {kind.name}s"
    return every(
        session,
        Container,
        lambda container: container.id_under(kind.wire_id),
        lambda page: Request("GET", (kind.path,), tried, {**WITH_MODEL, **page}),
    )
