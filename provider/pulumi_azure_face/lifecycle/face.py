"""A face of a person or of a list, as a resource of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pulumi_azure_face.client.api import faces, persons
from pulumi_azure_face.client.api.faces import Owner
from pulumi_azure_face.client.deadline import deadline
from pulumi_azure_face.client.errors import Gone, Invalid
from pulumi_azure_face.client.kinds import KINDS
from pulumi_azure_face.client.schemas import PersistedFace
from pulumi_azure_face.client.workers import side_by_side
from pulumi_azure_face.lifecycle.enrollment.upload import Changed, upload_of
from pulumi_azure_face.lifecycle.identity.live_resources import Claims, Thing, container_of
from pulumi_azure_face.lifecycle.inputs.rules import (
    AccountRef,
    DetectionModel,
    FaceUserData,
    Inputs,
    KindName,
    Rectangle,
    Text,
    Url,
    validate,
)
from pulumi_azure_face.lifecycle.inputs.values import UNKNOWN, Props, differing, is_saved, is_unknown, present, without
from pulumi_azure_face.lifecycle.recovery.exactly_once import Making, make_once

from .base import Call, Checked, Difference, Made, Seen, unfinished
from .children import PATIENCE, mark_of, seen_text, settle, take_leave, text_of
from .identity import generations
from .not_found import unless_gone
from .process_context import Texts, place_of
from .sources import image

LOOKERS = 16  # faces of a person looked at side by side; the governor sets the pace


class FaceInputs(Inputs):
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


PLACE = ("kind", "container_id", "person_id", "account")
LOOK = ("digest", "url", "target_face", "detection_model")
"""What the service learnt the face from; it keeps no image, so any other look is another face
(face-api.md#face-no-image-stored).
"""


def look_of(inputs: Props) -> tuple[str, ...]:
    """The user data of a face in a face list is given when it is added and never changed
    (face-api.md#face-list-user-data-fixed).
    """
    return (*LOOK, "user_data") if KINDS[inputs["kind"]].inline else LOOK


def replacing(inputs: Props) -> tuple[str, ...]:
    return (*PLACE, "container_generation", *look_of(inputs))


# --- check and diff ---------------------------------------------------------------------------------------------------


def check(olds: Props, news: Props) -> Checked:
    """Look at the image, and settle digest, mark and generation."""
    inputs, failures = validate(FaceInputs, without(("origin",), news))
    failures = failures or faults(inputs)
    if failures:
        return Checked(news, failures)
    try:
        seen = {**inputs, **digest_of(inputs)}
    except image.Fault as fault:
        return Checked(news, [str(fault)])
    mark = mark_of(news.get("origin") or {}, seen, PLACE, look_of(seen))
    return Checked(settle(olds, seen, replacing(seen), mark))


def faults(inputs: Props) -> list[str]:
    """What is wrong with the inputs taken together."""
    kind = KINDS[inputs["kind"]]
    if kind.holds == "persons" and "person_id" not in inputs:
        return [
            f"container must be a FaceList or a LargeFaceList; the faces of a {kind.name} are its persons': person="
        ]
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
    return {"digest": image.digest_of(file, target_face)}


def diff(olds: Props, news: Props, claims: Claims) -> Difference:
    claims.claim(thing(olds["persisted_face_id"], olds), olds["generation"])  # also of one to be replaced: it is known
    if replaced := generations.replacement(olds, news, replacing(news)):
        return replaced
    return Difference(bool(differing(("user_data", "account_key"), olds, news)))


# --- the account ------------------------------------------------------------------------------------------------------


async def create(inputs: Props, call: Call) -> Made:
    """POST, or find what an earlier run made; then give it the user's text, if there is one."""
    with deadline(call.timeout or PATIENCE, f"enrol {shown(inputs)} in {owner(inputs)}"):
        there = await make_once(making(inputs, call), call)
        call.claims.claim(thing(there.id, inputs), inputs["generation"])
        state = state_of(inputs, there.id, call)
        if not there.in_line:
            with unfinished(Made(there.id, without(("user_data",), state))):
                await bring_in_line(there.id, inputs, call)
    return Made(there.id, state)


def making(inputs: Props, call: Call) -> Making:
    whose = owner(inputs)

    async def post(user_data: str) -> str:
        with as_declared(inputs):
            return await faces.add(
                call.session,
                whose,
                inputs.get("url") or await upload_of(Path(inputs["image"]), inputs["digest"]),
                shown(inputs),
                user_data=user_data,
                detection_model=inputs["detection_model"],
                target_face=inputs.get("target_face"),
            )

    async def look() -> Texts:
        return await texts_of_person(whose, call) if whose.person_id else await texts_of_list(whose, call)

    async def discard(face_id: str) -> None:
        with suppress(Gone):
            await faces.delete(call.session, whose, face_id)

    return Making(
        mark=inputs["mark"],
        place=place_of(inputs, call.session.account.endpoint),
        owner=(*container_of(inputs), inputs["container_generation"], inputs.get("person_id") or ""),
        user_data=inputs.get("user_data"),
        post=post,
        look=look,
        discard=discard,
        is_known=lambda face_id: call.claims.is_alive(thing(face_id, inputs)),
        can_sign=not whose.kind.inline,
    )


@contextmanager
def as_declared(inputs: Props) -> Iterator[None]:
    """The image must still be the one that was checked."""
    try:
        yield
    except Changed as changed:
        said = str(changed) or "it changed while `pulumi up` was running"
        raise Invalid(f"read the image {inputs['image']!r}", said, "Run it again.") from changed


async def texts_of_list(whose: Owner, call: Call) -> Texts:
    return {face.face_id: face.user_data or "" async for face in faces.every_one(call.session, whose)}


async def texts_of_person(whose: Owner, call: Call) -> Texts:
    """The service lists the faces of a person by id alone, so each is read (face-api.md#person-face-ids-only)."""
    person = await persons.get(call.session, whose.kind, whose.container_id, str(whose.person_id))
    texts: Texts = {}
    queue = iter(person.faces)

    async def looker() -> None:
        for face_id in queue:
            texts[face_id] = (await faces.get(call.session, whose, face_id)).user_data or ""

    await side_by_side(looker, min(LOOKERS, len(person.faces)))
    return texts


async def bring_in_line(face_id: str, inputs: Props, call: Call) -> None:
    await faces.update(call.session, owner(inputs), face_id, text_of(inputs))


def state_of(inputs: Props, face_id: str, call: Call) -> Props:
    return {**inputs, "persisted_face_id": face_id, "endpoint": call.session.account.endpoint}


async def read(resource_id: str, state: Props, call: Call) -> Seen | None:
    whose = owner(state)
    get = call.memory.sightings.face if is_saved(state) else faces.get
    found: PersistedFace | None = None
    with (
        deadline(call.timeout or PATIENCE, f"read the face {resource_id} of {whose}"),
        unless_gone(state, call.session),
    ):
        found = await get(call.session, whose, resource_id)
    if found is None:
        return None
    inputs = observed_inputs(state, found)
    return Seen(resource_id, state_of(inputs, resource_id, call), inputs)


def observed_inputs(state: Props, found: PersistedFace) -> Props:
    """The inputs that would have made what was found. The service keeps no image, so there is no drift in that."""
    stored = {name: value for name, value in state.items() if name in FaceInputs.model_fields}
    return present({**stored, "user_data": seen_text(state, found.user_data)})


async def update(resource_id: str, state: Props, inputs: Props, call: Call) -> Props:
    with deadline(call.timeout or PATIENCE, f"update the face {resource_id} of {owner(inputs)}"):
        if differing(("user_data",), state, inputs):
            await bring_in_line(resource_id, inputs, call)
    return state_of(inputs, resource_id, call)


async def delete(resource_id: str, state: Props, call: Call) -> None:
    whose = owner(state)

    async def remove() -> None:
        await faces.delete(call.session, whose, resource_id)

    await take_leave(
        resource_id, thing(resource_id, state), state, call, f"delete the face {resource_id} of {whose}", remove
    )


def owner(props: Props) -> Owner:
    return Owner(KINDS[props["kind"]], props["container_id"], props.get("person_id"))


def shown(inputs: Props) -> str:
    return image.shown_url(inputs["url"]) if "url" in inputs else repr(inputs["image"])


def thing(face_id: str, props: Props) -> Thing:
    return ("Face", face_id, *container_of(props))
