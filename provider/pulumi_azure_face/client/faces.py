"""Persisted faces, of a person or of a list (contract 6)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from .containers import named
from .http import Request
from .kinds import Kind
from .paging import every
from .session import Session
from .wire import NewFace, PersistedFace, parse


@dataclass(frozen=True)
class Owner:
    """Whose faces: a list's own, or one person's in a group."""

    kind: Kind
    container_id: str
    person_id: str | None = None

    @property
    def path(self) -> tuple[str, ...]:
        person = ("persons", self.person_id) if self.person_id else ()
        return (*self.kind.item(self.container_id), *person, "persistedfaces")

    def __str__(self) -> str:
        container = named(self.kind, self.container_id)
        return f"the person {self.person_id} in {container}" if self.person_id else container


async def add(session: Session, owner: Owner, image: bytes, shown_as: str, user_data: str, detection_model: str) -> str:
    """Enrol an image and return the face's id. Not safe to repeat: the service makes another one each time."""
    query = {"detectionModel": detection_model, "userData": user_data}
    tried = f"enrol {shown_as} in {owner}"
    reply = await session.call(Request("POST", owner.path, tried, query, image=image))
    return parse(NewFace, reply, tried).face_id


async def get(session: Session, owner: Owner, face_id: str) -> PersistedFace:
    tried = f"read the face {face_id} of {owner}"
    return parse(PersistedFace, await session.call(Request("GET", (*owner.path, face_id), tried)), tried)


async def delete(session: Session, owner: Owner, face_id: str) -> None:
    await session.call(Request("DELETE", (*owner.path, face_id), f"delete the face {face_id} of {owner}"))


def every_one(session: Session, owner: Owner) -> AsyncIterator[PersistedFace]:
    """The faces of a large face list. Those of a person come with the person (contract 5)."""
    path, tried = owner.path, f"list the faces of {owner}"
    return every(session, PersistedFace, lambda face: face.face_id, lambda page: Request("GET", path, tried, page))
