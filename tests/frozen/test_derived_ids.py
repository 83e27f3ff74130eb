"""Ids and tags that are derived from a resource's place: another value would own other things in the account."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from pulumi_azure_face.host.dynamic import ContainerProvider, GalleryProvider, PersistedFaceProvider, PersonProvider

from .engine import ORIGIN, check, create

PARENT = "urn:pulumi:dev::project::pulumi:pulumi:Stack$pulumi-python:dynamic/azure-face:PersonGroup::staff"
IN_GROUP: dict[str, Any] = {"kind": "PersonGroup", "container_id": "given", "container_generation": "1a2b3c4d"}
IN_LIST = {**IN_GROUP, "kind": "FaceList"}
IMAGE = {"image": "photos/staff/ann/1.png"}


@pytest.mark.parametrize(
    ("program", "id_"),
    [
        ({}, "staff-49103e88"),
        ({"display_name": "Staff", "user_data": "text", "adopt": "always"}, "staff-49103e88"),
        ({"recognition_model": "recognition_03"}, "staff-0a816a72"),
        ({"account": "https://made.cognitiveservices.azure.com", "account_key": "key"}, "staff-b9638397"),
        ({"origin": {**ORIGIN, "parent": PARENT}}, "staff-ea462bec"),
        ({"origin": {**ORIGIN, "stack": "organization/project/prod"}}, "staff-989c7237"),
        ({"origin": {**ORIGIN, "name": "Staff of Zoë & Co."}}, "staff-of-zo-co--23d999e3"),
        ({"origin": {**ORIGIN, "name": "s" * 80}}, "sssssssssssssssssssssssssssssssssssssssssssssssssssssss-e9f40924"),
    ],
)
def test_container_ids(account: httpx.Client, program: dict[str, Any], id_: str) -> None:
    """A container without an id of its own gets one from its place in the stack, its model and its account."""
    inputs = check(ContainerProvider(), {"kind": "PersonGroup", "origin": ORIGIN, **program})

    assert (inputs["person_group_id"], inputs["auto_named"]) == (id_, True)


def test_successors(account: httpx.Client) -> None:
    """A derived id that is taken by a container with content gets a successor, which is derived from the id."""
    for taken in ("staff-49103e88", "staff-d83c4ca5"):
        account.put(f"/face/v1.2/persongroups/{taken}", json={"name": "Taken"}).raise_for_status()
        account.post(f"/face/v1.2/persongroups/{taken}/persons", json={"name": "Somebody"}).raise_for_status()

    id_, inputs, state = create(ContainerProvider(), {"kind": "PersonGroup", "origin": ORIGIN})

    assert inputs["person_group_id"] == "staff-49103e88"
    assert id_ == state["person_group_id"] == "staff-349805ca"


@pytest.mark.parametrize(
    ("origin", "tag"),
    [
        (ORIGIN, "1fe32553"),
        ({**ORIGIN, "parent": PARENT}, "2b22a984"),
        ({**ORIGIN, "name": "other"}, "b5745307"),
    ],
)
def test_gallery_tags(account: httpx.Client, origin: dict[str, str], tag: str) -> None:
    """A gallery signs its persons and faces with a tag from its place in the stack, and with nothing else."""
    group = check(GalleryProvider(), {**IN_GROUP, "source": "photos/staff", "on_bad_image": "skip", "origin": origin})
    faces = check(GalleryProvider(), {**IN_LIST, "source": "photos/visitors", "origin": origin})

    assert (group["mark"], faces["mark"]) == (tag, tag)


@pytest.mark.parametrize(
    ("program", "tag"),
    [
        ({}, "4892a1b4e885fbace10808d43975dc40"),
        ({"display_name": "Ann", "user_data": "text"}, "4892a1b4e885fbace10808d43975dc40"),
        ({"kind": "LargePersonGroup"}, "3c6f6b40f725372de10808d43975dc40"),
        ({"container_id": "other"}, "69cd15b1c4e6d5ebe10808d43975dc40"),
        ({"container_generation": "other"}, "4892a1b4e885fbace10808d43975dc40"),
        (
            {"account": "https://made.cognitiveservices.azure.com", "account_key": "key"},
            "89db7b9bd170b16de10808d43975dc40",
        ),
        ({"origin": {**ORIGIN, "parent": PARENT}}, "1b423faff18e4aeee10808d43975dc40"),
    ],
)
def test_person_tags(account: httpx.Client, program: dict[str, Any], tag: str) -> None:
    """A person is signed with 16 digits from its place and container, and 16 that are the same for all persons."""
    assert check(PersonProvider(), {**IN_GROUP, "origin": ORIGIN, **program})["mark"] == tag


@pytest.mark.parametrize(
    ("program", "tag"),
    [
        ({**IN_GROUP, "person_id": "person", **IMAGE}, "86f5fb15af7d8ecd2a711217688bfd01"),
        ({**IN_GROUP, "person_id": "person", **IMAGE, "user_data": "text"}, "86f5fb15af7d8ecd2a711217688bfd01"),
        ({**IN_GROUP, "person_id": "other", **IMAGE}, "9b97f9b345f324252a711217688bfd01"),
        ({**IN_GROUP, "person_id": "person", "image": "photos/staff/ann/2.png"}, "86f5fb15af7d8ecdb0ecfa3b16adca84"),
        ({**IN_GROUP, "person_id": "person", "url": "https://example.com/1.png"}, "86f5fb15af7d8ecd2805981713e67fd0"),
        (
            {**IN_GROUP, "person_id": "person", **IMAGE, "target_face": [1, 2, 20, 21]},
            "86f5fb15af7d8ecd2b3da7da2ff8e4e4",
        ),
        (
            {**IN_GROUP, "person_id": "person", **IMAGE, "detection_model": "detection_02"},
            "86f5fb15af7d8ecd45379e8043d7d3e7",
        ),
        ({**IN_LIST, **IMAGE}, "cee81498e7c121923fc4300ff1de0016"),
        ({**IN_LIST, **IMAGE, "user_data": "text"}, "cee81498e7c121929d6c5fc93d0a75fe"),
        ({**IN_LIST, "kind": "LargeFaceList", **IMAGE, "user_data": "text"}, "93e0edd830a366d32a711217688bfd01"),
    ],
)
def test_face_tags(account: httpx.Client, program: dict[str, Any], tag: str) -> None:
    """A face is signed with 16 digits from its place and owner, and 16 from its image and how it is detected."""
    assert check(PersistedFaceProvider(), {"origin": ORIGIN, **program})["mark"] == tag
