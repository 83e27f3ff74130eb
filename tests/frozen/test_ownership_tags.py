"""The exact text of the ownership tags in `userData`, by which later runs and applications recognize our persons and faces."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from pulumi_azure_face.host.dynamic import GalleryProvider, PersistedFaceProvider, PersonProvider

from .conftest import PHOTOS
from .engine import ORIGIN, create

IN_GROUP: dict[str, Any] = {"kind": "PersonGroup", "container_id": "given", "container_generation": "1a2b3c4d"}
IN_LIST = {**IN_GROUP, "kind": "LargeFaceList"}
ANN, BOB = str(PHOTOS / "photos/staff/ann/1.png"), str(PHOTOS / "photos/staff/bob/1.png")


@pytest.fixture(autouse=True)
def _containers(account: httpx.Client) -> None:
    for collection in ("persongroups", "largefacelists"):
        account.put(f"/face/v1.2/{collection}/given", json={"name": "given"}).raise_for_status()


def manifest(folder: Path, rows: list[dict[str, Any]]) -> str:
    file = folder / "manifest.json"
    file.write_text(json.dumps(rows))
    return str(file)


def persons_in(account: httpx.Client) -> dict[str, dict[str, Any]]:
    """The persons by name."""
    found = account.get("/face/v1.2/persongroups/given/persons").json()
    return {person["name"]: person for person in found}


def texts_in(account: httpx.Client) -> list[str]:
    """The `userData` of the faces of the list."""
    return sorted(one["userData"] for one in account.get("/face/v1.2/largefacelists/given/persistedfaces").json())


def faces_of(account: httpx.Client, person: dict[str, Any]) -> list[str]:
    """The `userData` of a person's faces."""
    path = f"/face/v1.2/persongroups/given/persons/{person['personId']}/persistedfaces"
    return sorted(account.get(f"{path}/{face_id}").json()["userData"] for face_id in person["persistedFaceIds"])


def test_persons_of_a_gallery(account: httpx.Client, tmp_path: Path) -> None:
    """A person carries the gallery, its own key and the digest of its photos, with the user's text beside them."""
    rows: list[dict[str, Any]] = [
        {"key": "zoë-1", "name": "Zoë", "images": [ANN, BOB]},
        {"key": "bob", "user_data": "desk 12", "images": [BOB]},
    ]
    create(GalleryProvider(), {**IN_GROUP, "source": manifest(tmp_path, rows), "origin": ORIGIN})

    persons = persons_in(account)

    assert persons["Zoë"]["userData"] == (
        '{"pulumi-azure-face":{"gallery":"1fe32553","person":"zoë-1","photos":"2-a4cd0b200403598a"}}'
    )
    assert persons["bob"]["userData"] == (
        '{"pulumi-azure-face":{"gallery":"1fe32553","person":"bob","photos":"1-e00f274aec694199"},"userData":"desk 12"}'
    )
    assert faces_of(account, persons["bob"]) == [
        '{"pulumi-azure-face":{"gallery":"1fe32553","photo":"9ac9ccba3811fbb2d3113fb829042550"}}'
    ]


def test_faces_of_a_gallery(account: httpx.Client, tmp_path: Path) -> None:
    """A face carries the gallery and the key of its photo, which depends on content, target face and the user's text."""
    rows: list[dict[str, Any]] = [
        {"images": [ANN]},
        {"images": [{"image": ANN, "target_face": [1, 2, 20, 21]}]},
        {"images": [ANN], "user_data": "from the left"},
        {"images": [{"image": ANN, "target_face": [1, 2, 20, 21]}], "user_data": "from the left"},
    ]
    create(GalleryProvider(), {**IN_LIST, "source": manifest(tmp_path, rows), "origin": ORIGIN})

    assert texts_in(account) == [
        '{"pulumi-azure-face":{"gallery":"1fe32553","photo":"54abe0d85f56a62bca8c9ea41f036acc"}}',
        '{"pulumi-azure-face":{"gallery":"1fe32553","photo":"99d916507f47a53732c374b3f59245af"}}',
        '{"pulumi-azure-face":{"gallery":"1fe32553","photo":"a3a225ee00768d10db7730f4ec89ee2f"},"userData":"from the left"}',
        '{"pulumi-azure-face":{"gallery":"1fe32553","photo":"c88c342f5bedaa60411c023cd1824ce6"},"userData":"from the left"}',
    ]


def test_a_person_that_is_a_resource(account: httpx.Client) -> None:
    """A person of its own carries its tag, or the user's text alone."""
    create(PersonProvider(), {**IN_GROUP, "display_name": "Ann", "origin": {**ORIGIN, "name": "ann"}})
    create(PersonProvider(), {**IN_GROUP, "display_name": "Bob", "user_data": "text", "origin": ORIGIN})

    persons = persons_in(account)

    assert persons["Ann"]["userData"] == '{"pulumi-azure-face":{"resource":"2eb5c0ee7061661be10808d43975dc40"}}'
    assert persons["Bob"]["userData"] == "text"


def test_a_face_that_is_a_resource(account: httpx.Client) -> None:
    """A face of its own carries its tag, or the user's text alone."""
    create(PersistedFaceProvider(), {**IN_LIST, "image": ANN, "origin": ORIGIN})
    create(PersistedFaceProvider(), {**IN_LIST, "image": ANN, "user_data": "text", "origin": {**ORIGIN, "name": "b"}})

    assert texts_in(account) == ["text", '{"pulumi-azure-face":{"resource":"93e0edd830a366d32a711217688bfd01"}}']


def test_a_tag_replaces_the_users_text(account: httpx.Client) -> None:
    """A person whose text is removed from the program carries the tag from then on."""
    provider = PersonProvider()
    id_, inputs, state = create(provider, {**IN_GROUP, "user_data": "text", "origin": ORIGIN})

    provider.update(id_, state, {name: value for name, value in inputs.items() if name != "user_data"})

    assert (
        persons_in(account)["staff"]["userData"]
        == '{"pulumi-azure-face":{"resource":"4892a1b4e885fbace10808d43975dc40"}}'
    )


def test_a_tag_is_read_among_other_members(account: httpx.Client) -> None:
    """A tag is known by its members in any order, with others beside them, so that later releases can add some."""
    known = {"photos": "1-0000000000000000", "person": "ann", "gallery": "1fe32553", "later": 1}
    body = {"name": "ann", "userData": json.dumps({"other": True, "pulumi-azure-face": known})}
    person = account.post("/face/v1.2/persongroups/given/persons", json=body).json()["personId"]

    create(GalleryProvider(), {**IN_GROUP, "source": "photos/staff", "on_bad_image": "skip", "origin": ORIGIN})

    assert persons_in(account)["ann"]["personId"] == person
