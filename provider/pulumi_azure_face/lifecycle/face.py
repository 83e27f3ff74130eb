"""The lifecycle of a Face: one face of a person or in a face list."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from pulumi_azure_face.client.api import faces, persons
from pulumi_azure_face.client.api.faces import FaceOwner
from pulumi_azure_face.client.concurrency.deadline import deadline
from pulumi_azure_face.client.concurrency.workers import run_workers
from pulumi_azure_face.client.errors import InvalidRequestError, NotFoundError
from pulumi_azure_face.client.kinds import KINDS, LIST_NAMES
from pulumi_azure_face.client.schemas import PersistedFace
from pulumi_azure_face.lifecycle.enrollment.upload import FileChangedError, open_upload
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources, ResourceKey, container_key
from pulumi_azure_face.lifecycle.inputs.rules import (
    AccountRef,
    DetectionModel,
    FaceUserData,
    KindName,
    Rectangle,
    ResourceInputs,
    Text,
    Url,
    validate,
)
from pulumi_azure_face.lifecycle.inputs.values import (
    CHECK_ONLY_INPUTS,
    UNKNOWN,
    Props,
    changed_names,
    is_saved,
    is_unknown,
    without,
    without_none,
)
from pulumi_azure_face.lifecycle.recovery.exactly_once import NewItem, create_exactly_once, record_identical

from .base import CallContext, CheckOutcome, DiffOutcome, ReadOutcome, ResourceState, keep_partial_state
from .children import DEFAULT_TIMEOUT, add_identity, delete_child, derive_tag, read_user_data, user_data_for
from .identity import generations
from .not_found import ignore_not_found
from .process_context import ListedItem
from .sources import image

MAX_READ_WORKERS = 16  # concurrent reads of a person's faces; the rate limiter bounds the actual rate


class FaceInputs(ResourceInputs):
    kind: KindName
    container_id: Text
    container_generation: Text
    person_id: Text | None = None
    image: Text | None = None
    url: Url | None = None
    target_face: Rectangle | None = None
    # The service defaults to the oldest model (face-api.md#face-detection-model-default).
    detection_model: DetectionModel = "detection_03"
    user_data: FaceUserData | None = None
    account: AccountRef | None = None
    account_key: Text | None = None
    digest: Text | None = None
    mark: Text | None = None
    generation: Text | None = None
    identical_ids: list[Text] | None = None


TAG_LOCATION = ("kind", "container_id", "person_id", "account")
CONTENT = ("digest", "url", "target_face", "detection_model")
"""Inputs that determine what the service learns about the face. The service stores no image, so a change of one
replaces the face (face-api.md#face-no-image-stored).
"""


def content_inputs(inputs: Props) -> tuple[str, ...]:
    """Return the inputs that cannot change after the face is added.

    For a FaceList they include the user data (face-api.md#face-list-user-data-fixed).
    """
    return (*CONTENT, "user_data") if KINDS[inputs["kind"]].has_inline_faces else CONTENT


def replacing_inputs(inputs: Props) -> tuple[str, ...]:
    return (*TAG_LOCATION, "container_generation", *content_inputs(inputs))


# --- check and diff ---------------------------------------------------------------------------------------------------


def check(olds: Props, news: Props) -> CheckOutcome:
    """Read the image, and add its digest, the ownership tag, and the generation."""
    inputs, failures = validate(FaceInputs, without(CHECK_ONLY_INPUTS, news))
    failures = failures or find_problems(inputs)
    if failures:
        return CheckOutcome(news, failures)
    try:
        inputs = {**inputs, **compute_digest(inputs)}
    except image.ImageError as error:
        return CheckOutcome(news, [str(error)])
    tag = derive_tag(news.get("origin") or {}, inputs, TAG_LOCATION, content_inputs(inputs))
    return CheckOutcome(add_identity(olds, inputs, replacing_inputs(inputs), tag))


def find_problems(inputs: Props) -> list[str]:
    """Return the problems with combinations of inputs."""
    kind = KINDS[inputs["kind"]]
    if kind.holds == "persons" and "person_id" not in inputs:
        return [f"container must be {LIST_NAMES}; the faces of a {kind.name} are its persons': person="]
    image_and_url = [inputs.get("image"), inputs.get("url")]
    if is_unknown(image_and_url):
        return []
    if image_and_url.count(None) != 1:
        return ["image or url must be given, one of them"]
    return []


def compute_digest(inputs: Props) -> Props:
    """Return the digest of the image as an input. A URL has none, because only the service downloads it."""
    file, target_face = inputs.get("image"), inputs.get("target_face")
    if file is None:
        return {}
    if is_unknown([file, target_face]):
        return {"digest": UNKNOWN}
    return {"digest": image.image_digest(file, target_face)}


def diff(olds: Props, news: Props, live_resources: LiveResources) -> DiffOutcome:
    # Record a face that will be replaced, too: a create must not take it over as one of an interrupted run.
    live_resources.add(resource_key(olds["persisted_face_id"], olds), olds["generation"])
    if replaces := generations.replacing_changes(olds, news, replacing_inputs(news)):
        return DiffOutcome(True, replaces)
    return DiffOutcome(bool(changed_names(("user_data", "account_key"), olds, news)))


# --- the account ------------------------------------------------------------------------------------------------------


async def prepare_create(inputs: Props, call: CallContext) -> Props:
    """Add the ids of faces that look like the new one, so that none of them is taken for it after a killed run."""
    new_face = NewFace(inputs, call)
    with deadline(call.timeout or DEFAULT_TIMEOUT, new_face.operation):
        return await record_identical(new_face)


async def create(inputs: Props, call: CallContext) -> ResourceState:
    """Create the face, or take over the one that an interrupted run created, and write the user's text."""
    new_face = NewFace(inputs, call)
    with deadline(call.timeout or DEFAULT_TIMEOUT, new_face.operation):
        outcome = await create_exactly_once(new_face)
        state = build_state(inputs, outcome.id, call)
        if not outcome.is_up_to_date:
            with keep_partial_state(ResourceState(outcome.id, without(("user_data",), state))):
                await write_user_data(outcome.id, inputs, call)
    return ResourceState(outcome.id, state)


class NewFace(NewItem):
    """A face to create."""

    def __init__(self, inputs: Props, call: CallContext) -> None:
        super().__init__(inputs, call)
        self._owner = face_owner(inputs)
        self.operation = f"enrol {image_name(inputs)} in {self._owner}"
        self.can_update_user_data = not self._owner.kind.has_inline_faces

    async def post(self, user_data: str) -> str:
        inputs = self.inputs
        try:
            return await faces.add(
                self.call.client,
                self._owner,
                inputs.get("url") or await open_upload(Path(inputs["image"]), inputs["digest"]),
                image_name(inputs),
                user_data=user_data,
                detection_model=inputs["detection_model"],
                target_face=inputs.get("target_face"),
            )
        except FileChangedError as error:
            reason = str(error) or "it changed while `pulumi up` was running"
            raise InvalidRequestError(f"read the image {inputs['image']!r}", reason, "Run it again.") from error

    async def list_items(self) -> dict[str, ListedItem]:
        if self._owner.person_id:
            return await list_person_faces(self._owner, self.call)
        listed = faces.iterate(self.call.client, self._owner)
        return {face.face_id: ListedItem(face.user_data or "") async for face in listed}

    async def delete(self, item_id: str) -> None:
        with suppress(NotFoundError):
            await faces.delete(self.call.client, self._owner, item_id)

    def key(self, item_id: str) -> ResourceKey:
        return resource_key(item_id, self.inputs)


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


async def write_user_data(face_id: str, inputs: Props, call: CallContext) -> None:
    await faces.update(call.client, face_owner(inputs), face_id, user_data_for(inputs))


def build_state(inputs: Props, face_id: str, call: CallContext) -> Props:
    return {
        **without(("identical_ids",), inputs),
        "persisted_face_id": face_id,
        "endpoint": call.client.account.endpoint,
    }


async def read(resource_id: str, state: Props, call: CallContext) -> ReadOutcome | None:
    owner = face_owner(state)
    # A refresh can use shared list pages. A `get` cannot, because its program may have just changed the face.
    get = call.process.list_cache.get_face if is_saved(state) else faces.get
    face: PersistedFace | None = None
    with (
        deadline(call.timeout or DEFAULT_TIMEOUT, f"read the face {resource_id} of {owner}"),
        ignore_not_found(state, call.client),
    ):
        face = await get(call.client, owner, resource_id)
    if face is None:
        return None
    inputs = actual_inputs(state, face)
    return ReadOutcome(resource_id, build_state(inputs, resource_id, call), inputs)


def actual_inputs(state: Props, face: PersistedFace) -> Props:
    """Return the inputs that would create this face.

    The image inputs come from the state: the service stores no image to compare (face-api.md#face-no-image-stored).
    """
    saved = {name: value for name, value in state.items() if name in FaceInputs.model_fields}
    return without_none({**saved, "user_data": read_user_data(state, face.user_data)})


async def update(resource_id: str, state: Props, inputs: Props, call: CallContext) -> Props:
    with deadline(call.timeout or DEFAULT_TIMEOUT, f"update the face {resource_id} of {face_owner(inputs)}"):
        if changed_names(("user_data",), state, inputs):
            await write_user_data(resource_id, inputs, call)
    return build_state(inputs, resource_id, call)


async def delete(resource_id: str, state: Props, call: CallContext) -> None:
    owner = face_owner(state)

    async def remove() -> None:
        await faces.delete(call.client, owner, resource_id)

    operation = f"delete the face {resource_id} of {owner}"
    await delete_child(resource_id, resource_key(resource_id, state), state, call, operation, remove)


def face_owner(props: Props) -> FaceOwner:
    return FaceOwner(KINDS[props["kind"]], props["container_id"], props.get("person_id"))


def image_name(inputs: Props) -> str:
    return image.redact_url(inputs["url"]) if "url" in inputs else repr(inputs["image"])


def resource_key(face_id: str, props: Props) -> ResourceKey:
    return ("Face", face_id, *container_key(props))
