"""Persisted faces of persons and of lists (face-api.md#face-calls)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api_calls import api_call
from pulumi_azure_face.client.errors import ErrorDetails, InvalidRequestError, NotFoundError
from pulumi_azure_face.client.http import Request, Upload
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.client.paging import Listing
from pulumi_azure_face.client.schemas import NewFace, PersistedFace, parse

from . import containers
from .containers import describe


@dataclass(frozen=True)
class FaceOwner:
    """The owner of faces: a list, or a person in a group."""

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
    """Add a face and return its id. Not idempotent: the service creates another face with every request.

    Args:
        client: The client of the account.
        owner: The person or list that gets the face.
        image: The bytes of the image, an upload that reads them while they are sent, or a URL for the service to fetch.
        image_name: How the error about a rejected image names it. Other errors do not: the path of an image often
            contains the name of a person, and the engine saves and shows errors.
        user_data: Text that the service stores with the face.
        detection_model: The model that detects the face.
        target_face: Left, top, width, and height in pixels of the face to add, if the image shows several.
    """
    target = {"targetFace": ",".join(str(edge) for edge in target_face)} if target_face else {}
    query = {"detectionModel": detection_model, "userData": user_data, **target}
    operation = f"enroll an image in {owner}"
    request = Request(api_call(owner.kind.name, "add face"), owner.ids, operation, query)
    request = replace(request, json={"url": image}) if isinstance(image, str) else replace(request, image=image)
    try:
        response = await client.send(request)
    except InvalidRequestError as error:
        raise InvalidRequestError(f"enroll {image_name} in {owner}", error.reason, error.advice) from error
    return parse(NewFace, response, operation).face_id


async def get(client: AccountClient, owner: FaceOwner, face_id: str) -> PersistedFace:
    """Read one face. A FaceList has no call for that (face-api.md#face-list-no-face-calls), so its list is searched."""
    if owner.kind.has_inline_faces:
        return await find_in_list(client, owner, face_id)
    operation = f"read the face {face_id} of {owner}"
    request = Request(api_call(owner.kind.name, "get face"), (*owner.ids, face_id), operation)
    return parse(PersistedFace, await client.send(request), operation)


async def find_in_list(client: AccountClient, owner: FaceOwner, face_id: str) -> PersistedFace:
    async for face in iterate(client, owner):
        if face.face_id == face_id:
            return face
    operation = f"read the face {face_id} of {owner}"
    raise NotFoundError(operation, ErrorDetails(404, "PersistedFaceNotFound", "the list does not contain it"))


async def update(client: AccountClient, owner: FaceOwner, face_id: str, user_data: str) -> None:
    """Change the `userData` of a face: immutable in a FaceList, the only mutable member elsewhere
    (face-api.md#face-update).
    """
    operation = f"update the face {face_id} of {owner}"
    request = Request(
        api_call(owner.kind.name, "update face"), (*owner.ids, face_id), operation, json={"userData": user_data}
    )
    await client.send(request)


async def delete(client: AccountClient, owner: FaceOwner, face_id: str) -> None:
    operation = f"delete the face {face_id} of {owner}"
    await client.send(Request(api_call(owner.kind.name, "delete face"), (*owner.ids, face_id), operation))


async def iterate(client: AccountClient, owner: FaceOwner) -> AsyncIterator[PersistedFace]:
    """Yield the faces of a list. A person's faces are listed with the person, by id only
    (face-api.md#person-face-ids-only).
    """
    if owner.kind.has_inline_faces:
        for face in (await containers.get(client, owner.kind, owner.container_id)).faces:
            yield face
        return
    async for face in listing(owner).iterate(client):
        yield face


def listing(owner: FaceOwner) -> Listing[PersistedFace]:
    """List the faces of a LargeFaceList, the only owner whose faces are listed in pages (face-api.md#face-list)."""
    request = Request(api_call(owner.kind.name, "list faces"), owner.ids, f"list the faces of {owner}")
    return Listing(request, PersistedFace, lambda face: face.face_id)
