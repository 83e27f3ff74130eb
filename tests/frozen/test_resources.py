"""Type tokens, inputs, and state of every resource: the words that every saved state is written in."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from pulumi_azure_face.host.dynamic import (
    ContainerProvider,
    GalleryProvider,
    PersistedFaceProvider,
    PersonProvider,
    TrainingProvider,
)

from .conftest import Registered
from .engine import ORIGIN, create, keys

TOKENS = {
    "PersonGroup": "pulumi-python:dynamic/azure-face:PersonGroup",
    "LargePersonGroup": "pulumi-python:dynamic/azure-face:LargePersonGroup",
    "FaceList": "pulumi-python:dynamic/azure-face:FaceList",
    "LargeFaceList": "pulumi-python:dynamic/azure-face:LargeFaceList",
    "Gallery": "pulumi-python:dynamic/azure-face:Gallery",
    "Person": "pulumi-python:dynamic/azure-face:Person",
    "Face": "pulumi-python:dynamic/azure-face:Face",
    "Training": "pulumi-python:dynamic/azure-face:Training",
}
CONTAINER_IDS = {
    "PersonGroup": "person_group_id",
    "LargePersonGroup": "large_person_group_id",
    "FaceList": "face_list_id",
    "LargeFaceList": "large_face_list_id",
}
IN_A_CONTAINER = ["container_generation", "container_id", "kind"]
REGISTERED_CONTAINER = [
    "__provider",
    "account",
    "account_key",
    "adopt",
    "display_name",
    "kind",
    "origin",
    "recognition_model",
    "user_data",
]
REGISTERED: dict[tuple[str, str], list[str]] = {
    ("PersonGroup", "group"): [*REGISTERED_CONTAINER, "person_group_id"],
    ("LargePersonGroup", "large-group"): [*REGISTERED_CONTAINER, "large_person_group_id"],
    ("FaceList", "list"): [*REGISTERED_CONTAINER, "face_list_id"],
    ("LargeFaceList", "large-list"): [*REGISTERED_CONTAINER, "large_face_list_id"],
    ("PersonGroup", "theirs"): ["__provider", "kind", "origin"],
    ("Gallery", "group"): [
        "__provider",
        "account",
        "account_key",
        *IN_A_CONTAINER,
        "on_bad_image",
        "origin",
        "source",
        "source_name",
        "dry_run",
    ],
    ("Person", "ann"): ["__provider", "account", *IN_A_CONTAINER, "display_name", "dry_run", "origin", "user_data"],
    ("Face", "of-person"): [
        "__provider",
        "account",
        *IN_A_CONTAINER,
        "detection_model",
        "dry_run",
        "image",
        "origin",
        "person_id",
        "target_face",
        "user_data",
    ],
    ("Face", "of-list"): [
        "__provider",
        "account",
        *IN_A_CONTAINER,
        "detection_model",
        "dry_run",
        "origin",
        "target_face",
        "url",
        "user_data",
    ],
    ("Training", "training"): ["__provider", "account", *IN_A_CONTAINER, "timeout", "triggers", "wait"],
}
ORIGINS = {
    ("PersonGroup", "group"): {"stack": "None/project/stack", "name": "group"},
    ("Gallery", "group"): {
        "stack": "None/project/stack",
        "name": "group",
        "parent": "urn:pulumi:stack::project::pulumi:pulumi:Stack$pulumi-python:dynamic/azure-face:PersonGroup::group",
    },
}
IN_GROUP = {"kind": "PersonGroup", "container_id": "given", "container_generation": "1a2b3c4d"}
IN_LIST = {"kind": "LargeFaceList", "container_id": "given", "container_generation": "1a2b3c4d"}


@pytest.fixture
def containers(account: httpx.Client) -> None:
    """A group and a list for what is created in them."""
    for collection in ("persongroups", "largefacelists"):
        account.put(f"/face/v1.2/{collection}/given", json={"name": "given"}).raise_for_status()


def test_type_tokens(registered: Registered) -> None:
    """A resource keeps its type token, because the token is part of every URN."""
    assert {class_: one["type"] for (class_, _), one in registered.items()} == {
        token.rpartition(":")[2]: token for token in TOKENS.values()
    }


@pytest.mark.parametrize("resource", REGISTERED, ids="-".join)
def test_registered_inputs(registered: Registered, resource: tuple[str, str]) -> None:
    """A resource registers its inputs under the same names, which `check` receives and saved states compare with."""
    assert keys(registered[resource]["inputs"]) == sorted(REGISTERED[resource])


def test_every_class_is_registered(registered: Registered) -> None:
    """The table above covers every resource class."""
    assert {class_ for class_, _ in registered} == {class_ for class_, _ in REGISTERED} == set(TOKENS)


@pytest.mark.parametrize("resource", ORIGINS, ids="-".join)
def test_origins(registered: Registered, resource: tuple[str, str]) -> None:
    """The place from which ids and tags are derived keeps its members and values."""
    assert registered[resource]["inputs"]["origin"] == ORIGINS[resource]


def test_values_that_programs_derive(registered: Registered) -> None:
    """A person's revision, which is derived from ids, stays the same, and with it the trigger of a training."""
    assert registered["Training", "training"]["inputs"]["triggers"] == ["cb82f8f11b55a525", "first"]


def test_names_of_a_persons_faces(registered: Registered) -> None:
    """The faces of a person are named after their files, so that their URNs stay the same."""
    named = [name for class_, name in registered if class_ == "Face" and name.startswith("ann")]
    assert sorted(named) == ["ann-1.jpg", "ann-1.jpg-a066f3a4"]


@pytest.mark.parametrize("kind", CONTAINER_IDS)
def test_a_containers_inputs_and_state(account: httpx.Client, kind: str) -> None:
    """A container stores these inputs and outputs."""
    provider, id_name = ContainerProvider(), CONTAINER_IDS[kind]
    news = {"kind": kind, id_name: "given", "user_data": "text", "account": None, "origin": ORIGIN}
    stored = sorted(
        ["adopt", "auto_named", "display_name", "generation", "kind", "recognition_model", "user_data", id_name]
    )

    id_, inputs, state = create(provider, news)
    seen = provider.read(id_, state)

    assert id_ == "given"
    assert keys(inputs) == stored
    assert keys(state) == sorted([*stored, "endpoint"])
    assert (keys(dict(seen.outs or {})), keys(dict(seen.inputs or {}))) == (sorted([*stored, "endpoint"]), stored)
    assert {name: inputs[name] for name in ("adopt", "auto_named", "display_name", "kind", "recognition_model")} == {
        "adopt": "identical",
        "auto_named": False,
        "display_name": "staff",
        "kind": kind,
        "recognition_model": "recognition_04",
    }


def test_a_container_that_is_read(account: httpx.Client) -> None:
    """A container of `get` stores these outputs, and the generation `read`."""
    account.put("/face/v1.2/persongroups/theirs", json={"name": "Theirs"}).raise_for_status()

    seen = ContainerProvider().read("theirs", {"kind": "PersonGroup", "origin": ORIGIN})

    assert seen.id == "theirs"
    assert {name: value for name, value in dict(seen.outs or {}).items() if name != "endpoint"} == {
        "adopt": "identical",
        "auto_named": False,
        "display_name": "Theirs",
        "generation": "read",
        "kind": "PersonGroup",
        "person_group_id": "theirs",
        "recognition_model": "recognition_01",
    }


GALLERY_INPUTS = [
    *IN_A_CONTAINER,
    "declared_faces",
    "declared_persons",
    "digest",
    "generation",
    "mark",
    "on_bad_image",
    "source",
]
GALLERY_STATE = [
    *GALLERY_INPUTS,
    "endpoint",
    "face_count",
    "fingerprint",
    "person_count",
    "rejected",
    "rejected_count",
    "rejected_keys",
    "revision",
    "transactions",
]
SKIPPED = ["declared_digest", "enrolled_digest"]


@pytest.mark.usefixtures("containers")
def test_a_gallerys_inputs_and_state() -> None:
    """A gallery stores these inputs and outputs, and two digests more if it skipped an image."""
    provider = GalleryProvider()
    skips = {
        "source": "photos/staff",
        "source_name": "persons",
        "dry_run": True,
        "on_bad_image": "skip",
        "origin": ORIGIN,
    }

    id_, inputs, state = create(provider, {**IN_GROUP, **skips})
    seen = provider.read(id_, state)
    _, _, whole = create(provider, {**IN_LIST, "source": "photos/visitors", "origin": ORIGIN})

    assert id_ == "given/1fe32553"
    assert keys(inputs) == sorted(GALLERY_INPUTS)
    assert keys(state) == sorted([*GALLERY_STATE, *SKIPPED])
    assert keys(dict(seen.outs or {})) == sorted([*GALLERY_STATE, *SKIPPED])
    assert keys(dict(seen.inputs or {})) == sorted(GALLERY_INPUTS)
    assert keys(whole) == sorted(GALLERY_STATE)
    assert [keys(one) for one in state["rejected"]] == [["image", "reason"]]
    assert state["rejected_keys"] == "80c240d2460f"
    assert (state["person_count"], state["face_count"], state["rejected_count"], state["transactions"]) == (2, 3, 1, 8)


PERSON_INPUTS = [*IN_A_CONTAINER, "display_name", "generation", "mark", "user_data"]
FACE_INPUTS = [
    *IN_A_CONTAINER,
    "detection_model",
    "digest",
    "generation",
    "image",
    "mark",
    "person_id",
    "target_face",
    "user_data",
]


@pytest.mark.usefixtures("containers")
def test_a_persons_and_a_faces_inputs_and_state() -> None:
    """A person and a face store these inputs and outputs."""
    news: dict[str, Any] = {**IN_GROUP, "user_data": "text", "origin": ORIGIN}
    picture = {"image": "photos/staff/ann/1.png", "target_face": [1, 2, 20, 21]}

    person_id, person_inputs, person_state = create(PersonProvider(), news)
    seen = PersonProvider().read(person_id, person_state)
    face_id, face_inputs, face_state = create(PersistedFaceProvider(), {**news, **picture, "person_id": person_id})
    face_seen = PersistedFaceProvider().read(face_id, face_state)

    assert keys(person_inputs) == keys(dict(seen.inputs or {})) == sorted(PERSON_INPUTS)
    assert keys(person_state) == keys(dict(seen.outs or {})) == sorted([*PERSON_INPUTS, "endpoint", "person_id"])
    assert person_state["person_id"] == person_id
    assert keys(face_inputs) == keys(dict(face_seen.inputs or {})) == sorted(FACE_INPUTS)
    assert keys(face_state) == keys(dict(face_seen.outs or {}))
    assert keys(face_state) == sorted([*FACE_INPUTS, "endpoint", "persisted_face_id"])
    assert (face_state["persisted_face_id"], face_state["detection_model"]) == (face_id, "detection_03")


TRAINING_INPUTS = [*IN_A_CONTAINER, "timeout", "triggers", "wait"]
TRAINING_STATE = [*TRAINING_INPUTS, "endpoint", "status", "submitted_at", "succeeded_at", "trained"]


@pytest.mark.usefixtures("containers")
def test_a_trainings_inputs_and_state(account: httpx.Client) -> None:
    """A training stores these inputs and outputs."""
    create(GalleryProvider(), {**IN_LIST, "source": "photos/visitors", "origin": ORIGIN})

    id_, inputs, state = create(TrainingProvider(), {**IN_LIST, "triggers": ["first"]})
    seen = TrainingProvider().read(id_, state)

    assert id_ == "given/training"
    assert keys(inputs) == keys(dict(seen.inputs or {})) == sorted(TRAINING_INPUTS)
    assert keys(state) == keys(dict(seen.outs or {})) == sorted(TRAINING_STATE)
    assert (state["timeout"], state["wait"], state["status"], state["trained"]) == (1800.0, True, "succeeded", True)


def test_the_inputs_of_an_account_made_in_the_program(registered: Registered) -> None:
    """An `Account` is stored as an endpoint and a secret key, both inputs of the resources that use it."""
    inputs = registered["PersonGroup", "group"]["inputs"]
    assert inputs["account"] == "https://made.cognitiveservices.azure.com"
    assert inputs["account_key"] == {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        "value": "the-key",
    }
