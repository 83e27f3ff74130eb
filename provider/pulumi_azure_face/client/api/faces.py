"""Persisted faces, of a person or of a list (face-api.md#face-calls)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from pulumi_azure_face.client.account_client import Session
from pulumi_azure_face.client.api_calls import on
from pulumi_azure_face.client.errors import Gone, Said
from pulumi_azure_face.client.http import Request, Upload
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.client.paging import Listing
from pulumi_azure_face.client.schemas import NewFace, PersistedFace, parse

from . import containers
from .containers import named


@dataclass(frozen=True)
class Owner:
    """Whose faces: a list's own, or one person's in a group."""

    kind: Kind
    container_id: str
    person_id: str | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.container_id, self.person_id) if self.person_id else (self.container_id,)

    def __str__(self) -> str:
        container = named(self.kind, self.container_id)
        return f"the person {self.person_id} in {container}" if self.person_id else container


async def add(
    session: Session,
    owner: Owner,
    image: bytes | Upload | str,
    shown_as: str,
    *,
    user_data: str,
    detection_model: str,
    target_face: Sequence[int] | None = None,
) -> str:
    """Enrol an image and return the face's id. Not safe to repeat: the service makes another one each time.

    `image` is its bytes, whole or read on the way, or the URL where the service finds it. `target_face` says which
    face of several, as left, top, width and height in pixels.
    """
    place = {"targetFace": ",".join(str(edge) for edge in target_face)} if target_face else {}
    query = {"detectionModel": detection_model, "userData": user_data, **place}
    tried = f"enrol {shown_as} in {owner}"
    request = Request(on(owner.kind.name, "add face"), owner.ids, tried, query)
    body = replace(request, json={"url": image}) if isinstance(image, str) else replace(request, image=image)
    reply = await session.call(body)
    return parse(NewFace, reply, tried).face_id


async def get(session: Session, owner: Owner, face_id: str) -> PersistedFace:
    """One face. A face list's is looked for in the list, which has no other way
    (face-api.md#face-list-no-face-calls).
    """
    if owner.kind.inline:
        return await look_up(session, owner, face_id)
    tried = f"read the face {face_id} of {owner}"
    request = Request(on(owner.kind.name, "get face"), (*owner.ids, face_id), tried)
    return parse(PersistedFace, await session.call(request), tried)


async def look_up(session: Session, owner: Owner, face_id: str) -> PersistedFace:
    async for face in every_one(session, owner):
        if face.face_id == face_id:
            return face
    tried = f"read the face {face_id} of {owner}"
    raise Gone(tried, Said(404, "PersistedFaceNotFound", "the list does not hold it"))


async def update(session: Session, owner: Owner, face_id: str, user_data: str) -> None:
    """Change the `userData` of a face; the only member that can be, and not of a face list's
    (face-api.md#face-update).
    """
    tried = f"update the face {face_id} of {owner}"
    request = Request(on(owner.kind.name, "update face"), (*owner.ids, face_id), tried, json={"userData": user_data})
    await session.call(request)


async def delete(session: Session, owner: Owner, face_id: str) -> None:
    tried = f"delete the face {face_id} of {owner}"
    await session.call(Request(on(owner.kind.name, "delete face"), (*owner.ids, face_id), tried))


async def every_one(session: Session, owner: Owner) -> AsyncIterator[PersistedFace]:
    """The faces of a list. Those of a person come with the person (face-api.md#person-face-ids-only)."""
    if owner.kind.inline:
        for face in (await containers.get(session, owner.kind, owner.container_id)).faces:
            yield face
        return
    async for face in listing(owner).every(session):
        yield face


def listing(owner: Owner) -> Listing[PersistedFace]:
    """The faces of a large face list, the only ones that come in pages (face-api.md#face-list)."""
    request = Request(on(owner.kind.name, "list faces"), owner.ids, f"list the faces of {owner}")
    return Listing(request, PersistedFace, lambda face: face.face_id)
