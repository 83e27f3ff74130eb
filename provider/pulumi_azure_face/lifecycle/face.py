"""A face of a person or of a list, as a resource of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pulumi_azure_face.client.api import faces, persons
from pulumi_azure_face.client.api.faces import FaceOwner
from pulumi_azure_face.client.deadline import deadline
from pulumi_azure_face.client.errors import InvalidRequestError, NotFoundError
from pulumi_azure_face.client.kinds import KINDS, LIST_NAMES
from pulumi_azure_face.client.schemas import PersistedFace
from pulumi_azure_face.client.workers import run_workers
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
    UNKNOWN,
    Props,
    changed_names,
    is_saved,
    is_unknown,
    without,
    without_none,
)
from pulumi_azure_face.lifecycle.recovery.exactly_once import ExactlyOnceCreate, create_exactly_once

from .base import CallContext, CheckOutcome, DiffOutcome, ReadOutcome, ResourceState, keep_partial_state
from .children import DEFAULT_TIMEOUT, delete_child, derive_tag, read_user_data, user_data_for, with_identity
from .identity import generations
from .not_found import ignore_not_found
from .process_context import UserDataById, create_location
from .sources import image

MAX_READERS = 16  # faces of a person looked at side by side; the governor sets the pace


class FaceInputs(ResourceInputs):
    kind: KindName
    container_id: Text
    container_generation: Text
    person_id: Text | None = None
    image: Text | None = None
    url: Url | None = None
    target_face: Rectangle | None = None
    detection_model: DetectionModel = "detection_03"  # the newest; the service's own default is its oldest (6.3)
    user_data: FaceUserData | None = None
    account: AccountRef | None = None
    account_key: Text | None = None
    digest: Text | None = None
    mark: Text | None = None
    generation: Text | None = None


TAG_LOCATION = ("kind", "container_id", "person_id", "account")
CONTENT = ("digest", "url", "target_face", "detection_model")
"""What the service learnt the face from; it keeps no image, so any other look is another face
(face-api.md#face-no-image-stored).
"""


def content_inputs(inputs: Props) -> tuple[str, ...]:
    """The user data of a face in a face list is given when it is added and never changed
    (face-api.md#face-list-user-data-fixed).
    """
    return (*CONTENT, "user_data") if KINDS[inputs["kind"]].has_inline_faces else CONTENT


def replacing(inputs: Props) -> tuple[str, ...]:
    return (*TAG_LOCATION, "container_generation", *content_inputs(inputs))


# --- check and diff ---------------------------------------------------------------------------------------------------


def check(olds: Props, news: Props) -> CheckOutcome:
    """Look at the image, and settle digest, mark and generation."""
    inputs, failures = validate(FaceInputs, without(("origin",), news))
    failures = failures or find_problems(inputs)
    if failures:
        return CheckOutcome(news, failures)
    try:
        seen = {**inputs, **digest_of(inputs)}
    except image.ImageError as fault:
        return CheckOutcome(news, [str(fault)])
    mark = derive_tag(news.get("origin") or {}, seen, TAG_LOCATION, content_inputs(seen))
    return CheckOutcome(with_identity(olds, seen, replacing(seen), mark))


def find_problems(inputs: Props) -> list[str]:
    """What is wrong with the inputs taken together."""
    kind = KINDS[inputs["kind"]]
    if kind.holds == "persons" and "person_id" not in inputs:
        return [f"container must be {LIST_NAMES}; the faces of a {kind.name} are its persons': person="]
    image_and_url = [inputs.get("image"), inputs.get("url")]
    if is_unknown(image_and_url):
        return []
    if image_and_url.count(None) != 1:
        return ["image or url must be given, one of them"]
    return []


def digest_of(inputs: Props) -> Props:
    file, target_face = inputs.get("image"), inputs.get("target_face")
    if file is None:
        return {}
    if is_unknown([file, target_face]):
        return {"digest": UNKNOWN}
    return {"digest": image.image_digest(file, target_face)}


def diff(olds: Props, news: Props, live_resources: LiveResources) -> DiffOutcome:
    live_resources.add(
        resource_key(olds["persisted_face_id"], olds), olds["generation"]
    )  # also of one to be replaced: it is known
    if replaced := generations.replacement_diff(olds, news, replacing(news)):
        return replaced
    return DiffOutcome(bool(changed_names(("user_data", "account_key"), olds, news)))


# --- the account ------------------------------------------------------------------------------------------------------


async def create(inputs: Props, call: CallContext) -> ResourceState:
    """POST, or find what an earlier run made; then give it the user's text, if there is one."""
    with deadline(call.timeout or DEFAULT_TIMEOUT, f"enrol {image_name(inputs)} in {face_owner(inputs)}"):
        there = await create_exactly_once(exactly_once_create(inputs, call), call)
        call.live_resources.add(resource_key(there.id, inputs), inputs["generation"])
        state = build_state(inputs, there.id, call)
        if not there.is_up_to_date:
            with keep_partial_state(ResourceState(there.id, without(("user_data",), state))):
                await write_user_data(there.id, inputs, call)
    return ResourceState(there.id, state)


def exactly_once_create(inputs: Props, call: CallContext) -> ExactlyOnceCreate:
    whose = face_owner(inputs)

    async def post(user_data: str) -> str:
        with image_unchanged(inputs):
            return await faces.add(
                call.client,
                whose,
                inputs.get("url") or await open_upload(Path(inputs["image"]), inputs["digest"]),
                image_name(inputs),
                user_data=user_data,
                detection_model=inputs["detection_model"],
                target_face=inputs.get("target_face"),
            )

    async def look() -> UserDataById:
        return await person_user_data(whose, call) if whose.person_id else await list_user_data(whose, call)

    async def discard(face_id: str) -> None:
        with suppress(NotFoundError):
            await faces.delete(call.client, whose, face_id)

    return ExactlyOnceCreate(
        tag=inputs["mark"],
        location=create_location(inputs, call.client.account.endpoint),
        owner=(*container_key(inputs), inputs["container_generation"], inputs.get("person_id") or ""),
        user_data=inputs.get("user_data"),
        post=post,
        list_user_data=look,
        delete=discard,
        is_known=lambda face_id: call.live_resources.is_live(resource_key(face_id, inputs)),
        can_update_user_data=not whose.kind.has_inline_faces,
    )


@contextmanager
def image_unchanged(inputs: Props) -> Iterator[None]:
    """The image must still be the one that was checked."""
    try:
        yield
    except FileChangedError as changed:
        said = str(changed) or "it changed while `pulumi up` was running"
        raise InvalidRequestError(f"read the image {inputs['image']!r}", said, "Run it again.") from changed


async def list_user_data(whose: FaceOwner, call: CallContext) -> UserDataById:
    return {face.face_id: face.user_data or "" async for face in faces.iterate(call.client, whose)}


async def person_user_data(whose: FaceOwner, call: CallContext) -> UserDataById:
    """The service lists the faces of a person by id alone, so each is read (face-api.md#person-face-ids-only)."""
    person = await persons.get(call.client, whose.kind, whose.container_id, str(whose.person_id))
    texts: UserDataById = {}
    queue = iter(person.faces)

    async def looker() -> None:
        for face_id in queue:
            texts[face_id] = (await faces.get(call.client, whose, face_id)).user_data or ""

    await run_workers(looker, min(MAX_READERS, len(person.faces)))
    return texts


async def write_user_data(face_id: str, inputs: Props, call: CallContext) -> None:
    await faces.update(call.client, face_owner(inputs), face_id, user_data_for(inputs))


def build_state(inputs: Props, face_id: str, call: CallContext) -> Props:
    return {**inputs, "persisted_face_id": face_id, "endpoint": call.client.account.endpoint}


async def read(resource_id: str, state: Props, call: CallContext) -> ReadOutcome | None:
    whose = face_owner(state)
    get = call.process.list_cache.get_face if is_saved(state) else faces.get
    found: PersistedFace | None = None
    with (
        deadline(call.timeout or DEFAULT_TIMEOUT, f"read the face {resource_id} of {whose}"),
        ignore_not_found(state, call.client),
    ):
        found = await get(call.client, whose, resource_id)
    if found is None:
        return None
    inputs = observed_inputs(state, found)
    return ReadOutcome(resource_id, build_state(inputs, resource_id, call), inputs)


def observed_inputs(state: Props, found: PersistedFace) -> Props:
    """The inputs that would have made what was found. The service keeps no image, so there is no drift in that."""
    stored = {name: value for name, value in state.items() if name in FaceInputs.model_fields}
    return without_none({**stored, "user_data": read_user_data(state, found.user_data)})


async def update(resource_id: str, state: Props, inputs: Props, call: CallContext) -> Props:
    with deadline(call.timeout or DEFAULT_TIMEOUT, f"update the face {resource_id} of {face_owner(inputs)}"):
        if changed_names(("user_data",), state, inputs):
            await write_user_data(resource_id, inputs, call)
    return build_state(inputs, resource_id, call)


async def delete(resource_id: str, state: Props, call: CallContext) -> None:
    whose = face_owner(state)

    async def remove() -> None:
        await faces.delete(call.client, whose, resource_id)

    await delete_child(
        resource_id, resource_key(resource_id, state), state, call, f"delete the face {resource_id} of {whose}", remove
    )


def face_owner(props: Props) -> FaceOwner:
    return FaceOwner(KINDS[props["kind"]], props["container_id"], props.get("person_id"))


def image_name(inputs: Props) -> str:
    return image.redact_url(inputs["url"]) if "url" in inputs else repr(inputs["image"])


def resource_key(face_id: str, props: Props) -> ResourceKey:
    return ("Face", face_id, *container_key(props))
