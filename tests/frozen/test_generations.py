"""Which inputs replace a resource and draw a new generation, and which are updated in place."""

from __future__ import annotations

import re
from typing import Any

import pytest
from pulumi.dynamic import ResourceProvider

from pulumi_azure_face.host.dynamic import (
    ContainerProvider,
    GalleryProvider,
    PersistedFaceProvider,
    PersonProvider,
    TrainingProvider,
)

from .engine import ORIGIN, check

IN_GROUP: dict[str, Any] = {"kind": "PersonGroup", "container_id": "given", "container_generation": "1a2b3c4d"}
IN_LIST = {**IN_GROUP, "kind": "FaceList"}
CONTAINER = {"kind": "PersonGroup", "person_group_id": "given", "origin": ORIGIN}
GALLERY = {**IN_GROUP, "source": "photos/staff", "on_bad_image": "skip", "origin": ORIGIN}
PERSON = {**IN_GROUP, "origin": ORIGIN}
FACE = {**IN_GROUP, "person_id": "person", "image": "photos/staff/ann/1.png", "origin": ORIGIN}
LIST_FACE = {**IN_LIST, "image": "photos/staff/ann/1.png", "origin": ORIGIN}
TRAINING = {**IN_GROUP, "triggers": ["first"]}
OTHER_ACCOUNT = {"account": "http://127.0.0.1:2", "account_key": "key"}

REPLACED: list[tuple[ResourceProvider, dict[str, Any], dict[str, Any], list[str]]] = [
    (ContainerProvider(), CONTAINER, {"person_group_id": "other"}, ["person_group_id"]),
    (ContainerProvider(), CONTAINER, {"recognition_model": "recognition_03"}, ["recognition_model"]),
    (ContainerProvider(), CONTAINER, OTHER_ACCOUNT, ["account"]),
    (GalleryProvider(), GALLERY, {"kind": "LargePersonGroup"}, ["kind"]),
    (GalleryProvider(), GALLERY, {"container_id": "other"}, ["container_id"]),
    (GalleryProvider(), GALLERY, {"container_generation": "other"}, ["container_generation"]),
    (GalleryProvider(), GALLERY, OTHER_ACCOUNT, ["account"]),
    (PersonProvider(), PERSON, {"kind": "LargePersonGroup"}, ["kind"]),
    (PersonProvider(), PERSON, {"container_id": "other"}, ["container_id"]),
    (PersonProvider(), PERSON, {"container_generation": "other"}, ["container_generation"]),
    (PersonProvider(), PERSON, OTHER_ACCOUNT, ["account"]),
    (PersistedFaceProvider(), FACE, {"kind": "LargePersonGroup"}, ["kind"]),
    (PersistedFaceProvider(), FACE, {"container_id": "other"}, ["container_id"]),
    (PersistedFaceProvider(), FACE, {"container_generation": "other"}, ["container_generation"]),
    (PersistedFaceProvider(), FACE, {"person_id": "other"}, ["person_id"]),
    (PersistedFaceProvider(), FACE, OTHER_ACCOUNT, ["account"]),
    (PersistedFaceProvider(), FACE, {"image": "photos/staff/ann/2.png"}, ["digest"]),
    (PersistedFaceProvider(), FACE, {"image": None, "url": "https://example.com/1.png"}, ["digest", "url"]),
    (PersistedFaceProvider(), FACE, {"target_face": [1, 2, 20, 21]}, ["target_face"]),
    (PersistedFaceProvider(), FACE, {"detection_model": "detection_02"}, ["detection_model"]),
    (PersistedFaceProvider(), LIST_FACE, {"user_data": "text"}, ["user_data"]),
    (TrainingProvider(), TRAINING, {"kind": "LargePersonGroup"}, ["kind"]),
    (TrainingProvider(), TRAINING, {"container_id": "other"}, ["container_id"]),
    (TrainingProvider(), TRAINING, {"container_generation": "other"}, ["container_generation"]),
    (TrainingProvider(), TRAINING, OTHER_ACCOUNT, ["account"]),
]
UPDATED: list[tuple[ResourceProvider, dict[str, Any], dict[str, Any], bool]] = [
    (ContainerProvider(), CONTAINER, {}, False),
    (ContainerProvider(), CONTAINER, {"display_name": "Other"}, True),
    (ContainerProvider(), CONTAINER, {"user_data": "text"}, True),
    (ContainerProvider(), CONTAINER, {"adopt": "always"}, False),
    (ContainerProvider(), CONTAINER, {"origin": {**ORIGIN, "name": "other"}, "display_name": "staff"}, False),
    (GalleryProvider(), GALLERY, {}, False),
    (GalleryProvider(), GALLERY, {"on_bad_image": "fail"}, True),
    (GalleryProvider(), GALLERY, {"account_key": "key"}, True),
    (GalleryProvider(), GALLERY, {"origin": {**ORIGIN, "name": "other"}}, False),
    (PersonProvider(), PERSON, {"display_name": "Other"}, True),
    (PersonProvider(), PERSON, {"user_data": "text"}, True),
    (PersistedFaceProvider(), FACE, {"user_data": "text"}, True),
    (PersistedFaceProvider(), FACE, {}, False),
    (TrainingProvider(), TRAINING, {"triggers": ["second"]}, True),
    (TrainingProvider(), TRAINING, {"timeout": 60}, False),
    (TrainingProvider(), TRAINING, {"wait": False}, False),
]
OUTPUTS = {"persisted_face_id": "face", "trained": True, "status": "succeeded"}


@pytest.fixture(autouse=True)
def _account(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings that are right, of an account that is never asked."""
    monkeypatch.setenv("AZURE_FACE_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("AZURE_FACE_KEY", "key")


def changed(
    provider: ResourceProvider, program: dict[str, Any], change: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any], Any]:
    """The stored inputs before and after a change of the program, and the difference that the engine is told."""
    before = check(provider, program)
    news = {name: value for name, value in {**program, **change}.items() if value is not None}
    after = check(provider, news, before)
    person = {"person_id": "person"} if isinstance(provider, PersonProvider) else {}
    return before, after, provider.diff("id", {**OUTPUTS, **person, **before}, after)


@pytest.mark.parametrize(("provider", "program", "change", "replaces"), REPLACED)
def test_replacing_inputs(
    provider: ResourceProvider, program: dict[str, Any], change: dict[str, Any], replaces: list[str]
) -> None:
    """A change of these inputs replaces the resource and draws a new generation of 8 hexadecimal digits."""
    before, after, difference = changed(provider, program, change)

    assert difference.replaces == replaces
    if not isinstance(provider, TrainingProvider):
        assert re.fullmatch("[0-9a-f]{8}", after["generation"])
        assert after["generation"] != before["generation"]


@pytest.mark.parametrize(("provider", "program", "change", "changes"), UPDATED)
def test_inputs_that_keep_the_generation(
    provider: ResourceProvider, program: dict[str, Any], change: dict[str, Any], changes: bool
) -> None:
    """A change of these inputs keeps the generation and the tag, and is an update or nothing at all."""
    before, after, difference = changed(provider, program, change)

    assert (difference.replaces, difference.changes) == ([], changes)
    assert [after.get(name) for name in ("generation", "mark")] == [before.get(name) for name in ("generation", "mark")]
