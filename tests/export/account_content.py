"""Content of an emulated account, as other programs and Pulumi itself leave it there."""

from __future__ import annotations

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import containers, faces, persons, training
from pulumi_azure_face.client.api.faces import FaceOwner
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.lifecycle.identity.digests import content_key, photos_digest
from pulumi_azure_face.lifecycle.identity.ownership_tags import FaceTag, PersonTag, write_tag


async def put(client: AccountClient, kind: Kind, id: str, name: str, text: str | None = None) -> None:
    await containers.create(client, kind, id, name, text, "recognition_04")


async def add_face(client: AccountClient, owner: FaceOwner, photo: bytes, tag: str = "") -> None:
    await faces.add(client, owner, photo, "a photo", user_data=tag, detection_model="detection_03")


async def add_gallery(client: AccountClient, kind: Kind, id: str, tag: str, people: dict[str, list[bytes]]) -> None:
    """Add the persons of a group, or the faces of a list, as a gallery with this tag has them."""
    for name, photos in people.items():
        keys = [content_key(photo) for photo in photos]
        owner = FaceOwner(kind, id)
        if kind.holds == "persons":
            text = write_tag(PersonTag(tag, name, photos_digest(keys)))
            owner = FaceOwner(kind, id, await persons.create(client, kind, id, name, text))
        for photo, key in zip(photos, keys, strict=True):
            await add_face(client, owner, photo, write_tag(FaceTag(tag, key)))


async def train(client: AccountClient, kind: Kind, id: str) -> None:
    await training.submit(client, kind, id, before=None)
