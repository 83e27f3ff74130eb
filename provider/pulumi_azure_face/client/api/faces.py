"""Persisted faces, of a person or of a list (face-api.md#face-calls)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api_calls import api_call
from pulumi_azure_face.client.errors import ErrorDetails, NotFoundError
from pulumi_azure_face.client.http import Request, Upload
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.client.paging import Listing
from pulumi_azure_face.client.schemas import NewFace, PersistedFace, parse

from . import containers
from .containers import describe


@dataclass(frozen=True)
class FaceOwner:
    """Whose faces: a list's own, or one person's in a group."""

    kind: Kind
    container_id: str
    person_id: str | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        return (self.container_id, self.person_id) if self.person_id else (self.container_id,)

    def __str__(self) -> str:
        container = describe(self.kind, self.container_id)
        return f"the person {self.person_id} in {container}" if self.person_id else container


async def add(
    client: AccountClient,
    owner: FaceOwner,
    image: bytes | Upload | str,
    image_name: str,
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
    tried = f"enrol {image_name} in {owner}"
    request = Request(api_call(owner.kind.name, "add face"), owner.ids, tried, query)
    body = replace(request, json={"url": image}) if isinstance(image, str) else replace(request, image=image)
    reply = await client.send(body)
    return parse(NewFace, reply, tried).face_id


async def get(client: AccountClient, owner: FaceOwner, face_id: str) -> PersistedFace:
    """One face. A face list's is looked for in the list, which has no other way
    (face-api.md#face-list-no-face-calls).
    """
    if owner.kind.has_inline_faces:
        return await find_in_list(client, owner, face_id)
    tried = f"read the face {face_id} of {owner}"
    request = Request(api_call(owner.kind.name, "get face"), (*owner.ids, face_id), tried)
    return parse(PersistedFace, await client.send(request), tried)


async def find_in_list(client: AccountClient, owner: FaceOwner, face_id: str) -> PersistedFace:
    async for face in iterate(client, owner):
        if face.face_id == face_id:
            return face
    tried = f"read the face {face_id} of {owner}"
    raise NotFoundError(tried, ErrorDetails(404, "PersistedFaceNotFound", "the list does not hold it"))


async def update(client: AccountClient, owner: FaceOwner, face_id: str, user_data: str) -> None:
    """Change the `userData` of a face; the only member that can be, and not of a face list's
    (face-api.md#face-update).
    """
    tried = f"update the face {face_id} of {owner}"
    request = Request(
        api_call(owner.kind.name, "update face"), (*owner.ids, face_id), tried, json={"userData": user_data}
    )
    await client.send(request)


async def delete(client: AccountClient, owner: FaceOwner, face_id: str) -> None:
    tried = f"delete the face {face_id} of {owner}"
    await client.send(Request(api_call(owner.kind.name, "delete face"), (*owner.ids, face_id), tried))


async def iterate(client: AccountClient, owner: FaceOwner) -> AsyncIterator[PersistedFace]:
    """The faces of a list. Those of a person come with the person (face-api.md#person-face-ids-only)."""
    if owner.kind.has_inline_faces:
        for face in (await containers.get(client, owner.kind, owner.container_id)).faces:
            yield face
        return
    async for face in listing(owner).iterate(client):
        yield face


def listing(owner: FaceOwner) -> Listing[PersistedFace]:
    """The faces of a large face list, the only ones that come in pages (face-api.md#face-list)."""
    request = Request(api_call(owner.kind.name, "list faces"), owner.ids, f"list the faces of {owner}")
    return Listing(request, PersistedFace, lambda face: face.face_id)
