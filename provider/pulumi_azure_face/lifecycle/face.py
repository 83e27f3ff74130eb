"""The lifecycle of a Face: one face of a person or in a face list."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated

from pulumi_azure_face.client.api import faces, persons
from pulumi_azure_face.client.api.faces import FaceOwner
from pulumi_azure_face.client.concurrency.workers import run_workers
from pulumi_azure_face.client.errors import InvalidRequestError, NotFoundError
from pulumi_azure_face.client.kinds import LIST_NAMES, Kind
from pulumi_azure_face.lifecycle.enrollment.upload import FileChangedError, open_upload
from pulumi_azure_face.lifecycle.inputs.children import ItemContent, ItemInputs, ResolvedItem
from pulumi_azure_face.lifecycle.inputs.model import InvalidInputsError, Maybe, OnChange, origin_of
from pulumi_azure_face.lifecycle.inputs.rules import DetectionModel, FaceUserData, Rectangle, Text, Url
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN, Unknown, is_unknown
from pulumi_azure_face.lifecycle.recovery.exactly_once import NewItem

from .base import CallContext
from .children import ItemLifecycle, derive_tag, user_data_of_program, user_data_to_write
from .process_context import ListedItem
from .sources import image

MAX_READ_WORKERS = 16  # concurrent reads of a person's faces; the rate limiter bounds the actual rate
TAG_LOCATION = ("kind", "container_id", "person_id", "account")
CONTENT = ("digest", "url", "target_face", "detection_model")
"""The inputs that the ownership tag is derived from, in addition to the origin in the stack: where the face is, and
what the service learns about it. In a FaceList the text is content, too.
"""


class FaceInputs(ItemInputs):
    """The service stores no image, so another image is another face (face-api.md#face-no-image-stored)."""

    person_id: Annotated[Maybe[Text] | None, OnChange.REPLACE] = None
    image: Maybe[Text] | None = None
    """The path. A renamed file with the same content changes nothing."""
    digest: Annotated[Maybe[Text] | None, OnChange.REPLACE] = None
    """The SHA-256 of the image file, which `check` computes. A URL has none, because only the service downloads it."""
    url: Annotated[Maybe[Url] | None, OnChange.REPLACE] = None
    target_face: Annotated[Maybe[Rectangle] | None, OnChange.REPLACE] = None
    # The service defaults to the oldest model (face-api.md#face-detection-model-default).
    detection_model: Annotated[Maybe[DetectionModel], OnChange.REPLACE] = "detection_03"
    user_data: Annotated[Maybe[FaceUserData] | None, OnChange.UPDATE] = None
    """In a FaceList, a change replaces the face (face-api.md#face-list-user-data-fixed)."""

    @classmethod
    def on_change(cls, name: str, kind: Kind) -> OnChange | None:
        is_fixed = name == "user_data" and kind.has_inline_faces
        return OnChange.REPLACE if is_fixed else super().on_change(name, kind)


class ResolvedFace(ResolvedItem):
    noun = "face"
    person_id: str | None = None
    image: str | None = None
    url: str | None = None
    target_face: list[int] | None = None
    detection_model: str = ""
    """Empty only where a program reads the face with `get`."""
    digest: str | None = None

    @property
    def owner(self) -> FaceOwner:
        return FaceOwner(self.container_kind, self.container_id, self.person_id)

    @property
    def content(self) -> ItemContent:
        return ItemContent((*self.container_key, self.person_id or ""), None, self.user_data)


class FaceState(ResolvedFace):
    persisted_face_id: str = ""


class FaceLifecycle(ItemLifecycle[FaceInputs, ResolvedFace, FaceState]):
    """One face."""

    inputs_model, resolved_model, state_model = FaceInputs, ResolvedFace, FaceState
    id_output = "persisted_face_id"

    def check(self, olds: Mapping[str, object], news: Mapping[str, object]) -> FaceInputs:
        """Read the image, and add its digest, the ownership tag, and the generation."""
        inputs = FaceInputs.validated(news)
        require_one_image(inputs)
        inputs = inputs.model_copy(update={"digest": compute_digest(inputs)})
        content = (*CONTENT, "user_data") if inputs.container_kind.has_inline_faces else CONTENT
        tag = derive_tag(origin_of(news), values_of(inputs, TAG_LOCATION), values_of(inputs, content))
        return self.with_identity(FaceState.load(olds) if olds else None, inputs, tag)

    def new_item(self, inputs: ResolvedFace, call: CallContext) -> NewFace:
        return NewFace(inputs, call)

    async def get(self, item_id: str, state: FaceState, call: CallContext) -> Mapping[str, str | None]:
        # A refresh can use shared list pages. A `get` cannot, because its program may have just changed the face.
        get = faces.get if state.endpoint is None else call.process.list_cache.get_face
        face = await get(call.client, state.owner, item_id)
        return {"user_data": user_data_of_program(state, face.user_data)}

    async def write(self, item_id: str, inputs: ResolvedFace, call: CallContext) -> None:
        await faces.update(call.client, inputs.owner, item_id, user_data_to_write(inputs))

    async def remove(self, item_id: str, state: FaceState, call: CallContext) -> None:
        await faces.delete(call.client, state.owner, item_id)

    def describe_owner(self, inputs: ResolvedFace) -> str:
        return str(inputs.owner)


def values_of(inputs: FaceInputs, names: tuple[str, ...]) -> dict[str, object]:
    return {name: getattr(inputs, name) for name in names}


def require_one_image(inputs: FaceInputs) -> None:
    """Check the combinations of inputs."""
    if inputs.container_kind.holds == "persons" and inputs.person_id is None:
        raise InvalidInputsError(
            f"container must be a {LIST_NAMES}. Faces in a {inputs.kind} belong to a person: pass person=..."
        )
    image_and_url = [inputs.image, inputs.url]
    if not is_unknown(image_and_url) and image_and_url.count(None) != 1:
        found = "neither" if inputs.image is None else "both"
        raise InvalidInputsError(f"pass either image or url, got {found}")


def compute_digest(inputs: FaceInputs) -> str | Unknown | None:
    """Return the digest of the image file, if there is one."""
    file, target_face = inputs.image, inputs.target_face
    if file is None:
        return None
    if isinstance(file, Unknown) or isinstance(target_face, Unknown) or is_unknown(target_face):
        return UNKNOWN
    try:
        return image.image_digest(file, target_face)
    except image.ImageError as error:
        raise InvalidInputsError(str(error)) from None


class NewFace(NewItem):
    """A face to create."""

    def __init__(self, inputs: ResolvedFace, call: CallContext) -> None:
        super().__init__(inputs, call)
        self._inputs = inputs
        self._owner = inputs.owner
        self.operation = f"enroll {image_name(inputs)} in {self._owner}"
        self.can_update_user_data = not self._owner.kind.has_inline_faces

    async def post(self, user_data: str) -> str:
        inputs = self._inputs
        try:
            return await faces.add(
                self.call.client,
                self._owner,
                inputs.url or await open_upload(Path(inputs.image or ""), inputs.digest or ""),
                image_name(inputs),
                user_data=user_data,
                detection_model=inputs.detection_model,
                target_face=inputs.target_face,
            )
        except FileChangedError as error:
            reason = str(error) or "the file changed while `pulumi up` was running"
            raise InvalidRequestError(f"read the image {inputs.image!r}", reason, "Run the command again.") from error

    async def list_items(self) -> dict[str, ListedItem]:
        if self._owner.person_id:
            return await list_person_faces(self._owner, self.call)
        listed = faces.iterate(self.call.client, self._owner)
        return {face.face_id: ListedItem(face.user_data or "") async for face in listed}

    async def delete(self, item_id: str) -> None:
        with suppress(NotFoundError):
            await faces.delete(self.call.client, self._owner, item_id)


async def list_person_faces(owner: FaceOwner, call: CallContext) -> dict[str, ListedItem]:
    """Read each face of a person, because the service lists only their ids (face-api.md#person-face-ids-only)."""
    person = await persons.get(call.client, owner.kind, owner.container_id, str(owner.person_id))
    items: dict[str, ListedItem] = {}
    queue = iter(person.faces)

    async def read_queue() -> None:
        for face_id in queue:
            items[face_id] = ListedItem((await faces.get(call.client, owner, face_id)).user_data or "")

    await run_workers(read_queue, min(MAX_READ_WORKERS, len(person.faces)))
    return items


def image_name(inputs: ResolvedFace) -> str:
    return repr(inputs.image) if inputs.url is None else image.redact_url(inputs.url)
