"""Files of `pulumi preview --import-file`, completed with what the account has."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pictures import picture
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import persons
from pulumi_azure_face.client.kinds import FACE_LIST, LARGE_FACE_LIST, PERSON_GROUP
from pulumi_azure_face.export.fill import FillResult, fill_import_file
from pulumi_azure_face.export.project import ExportOptions
from pulumi_azure_face.queries.validation import InvalidInputError

from .account_content import add_gallery, put, train

pytestmark = pytest.mark.anyio

PLACEHOLDER = "<PLACEHOLDER>"


def entry(class_name: str, name: str, **members: str) -> dict[str, Any]:
    return {"type": f"pulumi-python:dynamic/azure-face:{class_name}", "name": name, "id": PLACEHOLDER, **members}


def write(file: Path, entries: Sequence[dict[str, Any]]) -> None:
    file.write_text(json.dumps({"resources": entries, "nameTable": {"parent": "urn:..."}}))


async def fill(client: AccountClient, file: Path, *entries: dict[str, Any], **options: Any) -> FillResult:
    write(file, entries)
    return await fill_import_file(client, file, ExportOptions(**options))


def ids(file: Path) -> dict[str, str]:
    return {each["name"]: each["id"] for each in json.loads(file.read_text())["resources"]}


async def test_containers_are_found(client: AccountClient, tmp_path: Path) -> None:
    """A container is found by the ID in the file, the saved name, its own ID, a derived ID, or its display name."""
    file = tmp_path / "import.json"
    for container_id, name in {"a": "?", "b": "?", "c": "x", "d-0123abcd": "?", "f": "by name", "x": "c"}.items():
        await put(client, FACE_LIST, container_id, name)
    (tmp_path / "names.json").write_text('{"FaceList": {"b": "saved"}}')
    other = {"type": "random:index/randomId:RandomId", "name": "other", "id": PLACEHOLDER}
    by_id = {**entry("FaceList", "by-id"), "id": "a"}
    names = ("saved", "c", "d", "by name")

    result = await fill(client, file, by_id, *(entry("FaceList", name) for name in names), other)

    assert ids(file) == {"by-id": "a", "saved": "b", "c": "c", "d": "d-0123abcd", "by name": "f", "other": PLACEHOLDER}
    assert (len(result.filled), result.missing) == (5, [])
    assert result.notes == ["1 resource of other providers: add their IDs to the file yourself"]
    document = json.loads(file.read_text())
    assert document["nameTable"] == {"parent": "urn:..."}
    filled = document["resources"][0]
    assert filled["outputs"] == {**filled["inputs"], "endpoint": client.account.endpoint}


async def test_what_is_missing_leaves_the_file(client: AccountClient, tmp_path: Path) -> None:
    """What is not in the account, or in doubt, leaves the file, with one line that says what `pulumi up` does."""
    file = tmp_path / "import.json"
    for container_id in ("a", "b"):
        await put(client, PERSON_GROUP, container_id, "Same")
    await put(client, PERSON_GROUP, "staff", "Staff")

    result = await fill(
        client,
        file,
        entry("PersonGroup", "new"),
        entry("PersonGroup", "Same"),
        entry("PersonGroup", "staff"),
        entry("Training", "staffTraining", parent="staff", logicalName="staff"),
        entry("Gallery", "staffGallery", parent="staff", logicalName="staff"),
        entry("Training", "new-Training", logicalName="new"),
        entry("Person", "ann"),
        entry("Face", "ann-1.jpg", parent="ann"),
    )

    assert ids(file) == {"staff": "staff"}
    assert result.filled == ["PersonGroup 'staff'"]
    expected = [
        "PersonGroup 'new' was removed from the file: the account has no PersonGroup with this ID or name. `pulumi up`",
        "PersonGroup 'Same' was removed from the file: 2 PersonGroups in the account have this name. Replace",
        "Gallery 'staff' was removed from the file: PersonGroup 'staff' has no gallery. `pulumi up`",
        "Person 'ann' was removed from the file: no person in the containers of this file",
        "Training 'staff' was removed from the file: PersonGroup 'staff' is not trained. `pulumi up`",
        "Training 'new' was removed from the file: its container is not in the file or not in the account.",
        "Face 'ann-1.jpg' was removed from the file: the service does not return photos, so a face cannot be matched. `pulumi up`",
    ]
    for line, start in zip(result.missing, expected, strict=True):
        assert line.startswith(start)
        assert "\n" not in line


async def test_children_are_found(client: AccountClient, tmp_path: Path) -> None:
    """Persons are found by their names, a gallery by its photos, and a training has the triggers of both."""
    file = tmp_path / "import.json"
    await put(client, PERSON_GROUP, "staff", "Staff")
    ann = await persons.create(client, PERSON_GROUP, "staff", "ann", "desk 12")
    photo = picture("carl")
    await add_gallery(client, PERSON_GROUP, "staff", "1f2e3d4c", {"carl": [photo]})
    await train(client, PERSON_GROUP, "staff")
    (tmp_path / "photos" / "carl").mkdir(parents=True)
    (tmp_path / "photos" / "carl" / "1.jpg").write_bytes(photo)
    resources = [
        entry("PersonGroup", "staff"),
        entry("Person", "ann"),
        entry("Gallery", "staffGallery", parent="staff", logicalName="staff"),
        entry("Training", "staffTraining", parent="staff", logicalName="staff"),
    ]

    result = await fill(client, file, *resources, photos=tmp_path / "photos")

    assert (len(result.filled), result.missing, result.notes) == (4, [], [])
    assert list(ids(file).values()) == ["staff", ann, "staff/1f2e3d4c", "staff/training"]
    gallery, training = json.loads(file.read_text())["resources"][2:]
    assert gallery["inputs"]["source"] == "photos"
    assert training["inputs"]["triggers"] == [gallery["outputs"]["revision"]]

    result = await fill(client, file, *resources)
    assert list(ids(file)) == ["staff", "ann", "staffTraining"]
    assert "Pass their folder with --photos" in result.missing[0]


async def test_a_gallery_beside_others_is_not_guessed(client: AccountClient, tmp_path: Path) -> None:
    """Of several galleries in a container none is taken, because a wrong one would lose its photos."""
    file = tmp_path / "import.json"
    await put(client, LARGE_FACE_LIST, "guests", "Guests")
    for tag in ("aaaaaaaa", "bbbbbbbb"):
        await add_gallery(client, LARGE_FACE_LIST, "guests", tag, {"": [picture(tag)]})

    gallery = entry("Gallery", "guestsGallery", parent="guests", logicalName="guests")
    result = await fill(client, file, entry("LargeFaceList", "guests"), gallery, photos=tmp_path)

    assert list(ids(file)) == ["guests"]
    assert "does not say which gallery of LargeFaceList 'guests'" in result.missing[0]


async def test_filled_entries_stay(client: AccountClient, tmp_path: Path) -> None:
    """A second run changes nothing, also for another account."""
    file = tmp_path / "import.json"
    await put(client, FACE_LIST, "list", "List")
    await fill(client, file, entry("FaceList", "list"))
    before = file.read_bytes()

    result = await fill_import_file(client, file, ExportOptions(account_name="second"))

    assert (file.read_bytes(), result.filled, result.missing) == (before, [], [])


async def test_a_file_that_is_no_import_file(client: AccountClient, tmp_path: Path) -> None:
    """A file of another kind is an error and stays as it is."""
    file = tmp_path / "import.json"
    file.write_text('{"resources": [{"id": 1}]}')

    with pytest.raises(InvalidInputError, match="pulumi preview --import-file"):
        await fill_import_file(client, file, ExportOptions())
    assert file.read_text() == '{"resources": [{"id": 1}]}'
