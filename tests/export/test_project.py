"""Exports of small accounts: what the program declares, what it says about the rest, and the requests that it takes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from client.emulated_service import EmulatedService
from pictures import picture
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import containers, faces, persons
from pulumi_azure_face.client.api.faces import FaceOwner
from pulumi_azure_face.client.kinds import FACE_LIST, KINDS, LARGE_FACE_LIST, PERSON_GROUP, Kind
from pulumi_azure_face.client.schemas import TrainingStatus
from pulumi_azure_face.export.account import ExistingAccount, ExistingContainer, Selection
from pulumi_azure_face.export.declarations import Declarer
from pulumi_azure_face.export.names import Names
from pulumi_azure_face.export.program import program
from pulumi_azure_face.export.project import ExportOptions, export_project, reading_context
from pulumi_azure_face.lifecycle.identity.ownership_tags import ResourceTag, write_tag
from pulumi_azure_face.queries.validation import InvalidInputError

from .account_content import add_face, add_gallery, put, train

pytestmark = pytest.mark.anyio


async def export(client: AccountClient, out: Path, **options: Any) -> str:
    """Export the account and return the program without its first lines."""
    await export_project(client, out, ExportOptions(**options))
    text = (out / "__main__.py").read_text(encoding="utf-8")
    compile(text, "__main__.py", "exec")
    return text.partition("import pulumi_azure_face as face\n\n")[2]


def statements(text: str) -> list[str]:
    """Return the paragraphs of a program that are not headings."""
    return [each for each in text.strip().split("\n\n") if not each.startswith("# ---")]


def entries(out: Path) -> dict[str, dict[str, Any]]:
    resources = json.loads((out / "import.json").read_text(encoding="utf-8"))["resources"]
    return {f"{each['type'].rpartition(':')[2]} {each['name']}": each for each in resources}


async def test_containers(client: AccountClient, emulated: EmulatedService, tmp_path: Path) -> None:
    """A container is declared under its ID with its name, text, model, and training, and content is counted."""
    await put(client, PERSON_GROUP, "g-1", "Staff")
    person = await persons.create(client, PERSON_GROUP, "g-1", "Ann", "")
    await add_face(client, FaceOwner(PERSON_GROUP, "g-1", person), picture("ann"))
    await train(client, PERSON_GROUP, "g-1")
    await put(client, LARGE_FACE_LIST, "l-1", "Guests", 'since "2019"')
    await containers.create(client, FACE_LIST, "f-1", "Old", None, "recognition_01")
    before = len(await emulated.paths())

    text = await export(client, tmp_path / "out")

    assert statements(text) == [
        '# Not declared: 1 person.\nstaff = face.PersonGroup("staff", person_group_id="g-1", display_name="Staff", train=True)',
        'old = face.FaceList("old", face_list_id="f-1", display_name="Old", recognition_model="recognition_01")',
        'guests = face.LargeFaceList("guests", large_face_list_id="l-1", display_name="Guests", user_data=\'since "2019"\')',
    ]
    assert "Ann" not in "".join(file.read_text() for file in (tmp_path / "out").iterdir())
    # Four listings, the content of three containers, and the training of two.
    assert len(await emulated.paths()) - before == 4 + 3 + 2
    assert list(entries(tmp_path / "out")) == [
        "PersonGroup staff",
        "Training staff-Training",
        "FaceList old",
        "LargeFaceList guests",
    ]


async def test_persons(client: AccountClient, tmp_path: Path) -> None:
    """Persons outside of galleries are declared on request, and the training depends on them."""
    await put(client, PERSON_GROUP, "g", "Staff")
    ann = await persons.create(client, PERSON_GROUP, "g", "Ann Lee", "desk 12")
    await persons.create(client, PERSON_GROUP, "g", "Bob", write_tag(ResourceTag("1234" * 8)))
    await add_face(client, FaceOwner(PERSON_GROUP, "g", ann), picture("ann"))
    await add_gallery(client, PERSON_GROUP, "g", "1f2e3d4c", {"carl": [picture("carl")]})
    await train(client, PERSON_GROUP, "g")

    text = await export(client, tmp_path / "out", with_persons=True)

    [statement] = statements(text)
    lines = statement.splitlines()
    assert lines[:2] == [
        "# Not declared: 1 person of the gallery 1f2e3d4c, 1 face of these persons.",
        'staff = face.PersonGroup("staff", person_group_id="g", display_name="Staff")',
    ]
    assert sorted(lines[2:4]) == [
        'staff_ann_lee = face.Person("staff_ann_lee", group=staff, display_name="Ann Lee", user_data="desk 12")',
        'staff_bob = face.Person("staff_bob", group=staff, display_name="Bob")',
    ]
    assert re.fullmatch(
        r'face\.Training\("staff", container=staff, triggers=\[staff_\w+\.revision, staff_\w+\.revision\]\)', lines[4]
    )
    bob = entries(tmp_path / "out")["Person staff_bob"]
    assert (bob["inputs"]["mark"], bob["inputs"].get("user_data")) == ("1234" * 8, None)
    assert "mark" not in entries(tmp_path / "out")["Person staff_ann_lee"]["inputs"]


@pytest.mark.parametrize("kind", [PERSON_GROUP, LARGE_FACE_LIST], ids=lambda kind: kind.name)
async def test_a_gallery_with_its_photos(client: AccountClient, tmp_path: Path, kind: Kind) -> None:
    """A gallery is declared with the folder whose photos it has, relative to the program."""
    people = {"ann": [picture("1"), picture("2")], "bob": [picture("3")]}
    await put(client, kind, "g", "Staff")
    await add_gallery(client, kind, "g", "1f2e3d4c", people)
    await train(client, kind, "g")
    for name, photos in people.items():
        folder = tmp_path / "photos" / "all" / (name if kind.holds == "persons" else "")
        folder.mkdir(parents=True, exist_ok=True)
        for number, photo in enumerate(photos):
            (folder / f"{name}-{number}.jpg").write_bytes(photo)

    text = await export(client, tmp_path / "out", photos=tmp_path / "photos")

    assert f'    {kind.holds}="../photos/all",\n    train=True,\n' in text.replace(", ", ",\n    ").replace(")", ",\n)")
    gallery = entries(tmp_path / "out")["Gallery staff-Gallery"]
    assert (gallery["parent"], gallery["logicalName"], gallery["id"]) == ("staff", "staff", "g/1f2e3d4c")
    assert gallery["outputs"]["face_count"] == 3
    assert entries(tmp_path / "out")["Training staff-Training"]["inputs"]["triggers"] == [
        gallery["outputs"]["revision"]
    ]


async def test_a_gallery_without_its_photos(client: AccountClient, tmp_path: Path) -> None:
    """A gallery is only a comment if one photo differs, a face was exchanged, or no photos are given."""
    await put(client, PERSON_GROUP, "g", "Staff")
    await add_gallery(client, PERSON_GROUP, "g", "1f2e3d4c", {"ann": [picture("1")]})
    comment = "# Not declared: 1 person of the gallery 1f2e3d4c.\n"
    folder = tmp_path / "photos" / "ann"
    folder.mkdir(parents=True)
    (folder / "1.jpg").write_bytes(picture("other"))
    assert comment in await export(client, tmp_path / "out")
    assert comment in await export(client, tmp_path / "out", photos=tmp_path / "photos")

    (folder / "1.jpg").write_bytes(picture("1"))
    [person] = await persons.listing(PERSON_GROUP, "g").page(client)
    await faces.delete(client, FaceOwner(PERSON_GROUP, "g", person.person_id), person.faces[0])
    await add_face(client, FaceOwner(PERSON_GROUP, "g", person.person_id), picture("1"), "of another client")
    assert comment in await export(client, tmp_path / "out", photos=tmp_path / "photos")


async def test_several_galleries(client: AccountClient, tmp_path: Path) -> None:
    """Each gallery of a container is a resource of its own, and the training depends on all."""
    await put(client, LARGE_FACE_LIST, "l", "Guests")
    for number, tag in enumerate(("aaaaaaaa", "bbbbbbbb")):
        photo = picture(tag)
        await add_gallery(client, LARGE_FACE_LIST, "l", tag, {"": [photo]})
        (tmp_path / "photos" / str(number)).mkdir(parents=True)
        (tmp_path / "photos" / str(number) / "1.jpg").write_bytes(photo)
    await train(client, LARGE_FACE_LIST, "l")

    text = await export(client, tmp_path / "out", photos=tmp_path / "photos")

    assert text.rstrip().splitlines()[-4:] == [
        'guests = face.LargeFaceList("guests", large_face_list_id="l", display_name="Guests")',
        'guests_gallery = face.Gallery("guests_gallery", container=guests, source="../photos/0")',
        'guests_gallery_2 = face.Gallery("guests_gallery_2", container=guests, source="../photos/1")',
        'face.Training("guests", container=guests, triggers=[guests_gallery.revision, guests_gallery_2.revision])',
    ]


async def test_selection(client: AccountClient, tmp_path: Path) -> None:
    """Kinds, and patterns for the ID or the name, select containers. Names of the others are kept."""
    await put(client, PERSON_GROUP, "berlin-staff", "A")
    await put(client, PERSON_GROUP, "b", "Berlin guests")
    await put(client, LARGE_FACE_LIST, "paris", "C")
    await export(client, tmp_path)

    selection = Selection([PERSON_GROUP], re.compile("(?i)berlin"), re.compile("guests"))
    text = await export(client, tmp_path, selection=selection)

    assert statements(text) == ['a = face.PersonGroup("a", person_group_id="berlin-staff", display_name="A")']
    assert json.loads((tmp_path / "names.json").read_text()) == {
        "LargeFaceList": {"paris": "c"},
        "PersonGroup": {"b": "berlin_guests", "berlin-staff": "a"},
    }


async def test_a_second_export(client: AccountClient, tmp_path: Path) -> None:
    """A second export is byte-identical, and a change of the account changes only the lines of that container."""
    for kind in KINDS.values():
        for number in range(3):
            await put(client, kind, f"c-{number}", "Same name")
    files = ("__main__.py", "Pulumi.yaml", "import.json", "names.json")
    await export(client, tmp_path)
    first = {name: (tmp_path / name).read_bytes() for name in files}

    before = await export(client, tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in files} == first

    await containers.update(client, FACE_LIST, "c-1", {"name": "Renamed"})
    await containers.delete(client, PERSON_GROUP, "c-0")
    await put(client, PERSON_GROUP, "a", "Same name")
    after = await export(client, tmp_path)
    removed = 'same_name = face.PersonGroup("same_name", person_group_id="c-0", display_name="Same name")'
    added = removed.replace("c-0", "a")
    kept = 'face.FaceList("same_name_8", face_list_id="c-1", display_name='
    expected = before.replace(removed, added).replace(f'{kept}"Same name"', f'{kept}"Renamed"')
    assert sorted(after.splitlines()) == sorted(expected.splitlines())


async def test_a_changed_program_is_not_replaced(
    client: AccountClient, emulated: EmulatedService, tmp_path: Path
) -> None:
    """An export into a folder with somebody else's program fails before any request."""
    (tmp_path / "__main__.py").write_text("import pulumi\n")

    with pytest.raises(InvalidInputError):
        await export_project(client, tmp_path, ExportOptions())
    assert await emulated.paths() == []
    assert not (tmp_path / "Pulumi.yaml").exists()


async def test_an_empty_account(client: AccountClient, tmp_path: Path) -> None:
    """The program of an empty account says so and compiles."""
    await export_project(client, tmp_path, ExportOptions())

    assert (tmp_path / "__main__.py").read_text().splitlines()[-1] == "# The account has no matching containers."
    assert json.loads((tmp_path / "import.json").read_text()) == {"resources": []}


async def test_what_a_program_cannot_declare(client: AccountClient, tmp_path: Path) -> None:
    """A container without a name gets one, and one that breaks a rule is a comment, on one line each."""
    existing = (
        ExistingContainer(PERSON_GROUP, "unnamed", "", training=TrainingStatus(status="failed")),
        ExistingContainer(PERSON_GROUP, "future", "Future", recognition_model="recognition_09\n!"),
    )
    declarer = Declarer(ExistingAccount(existing, {}), Names({}), reading_context(client))
    text = program("http://localhost", await declarer.declare())

    unnamed, future = statements(text.partition("as face\n\n")[2])
    assert unnamed.splitlines()[:2] == [
        "# It has no name in the account. `pulumi up --refresh` gives it this one.",
        "# Its latest training is not declared: its status is failed.",
    ]
    assert '    display_name="unnamed",\n    recognition_model="recognition_01",\n' in unnamed
    assert " ".join(future.split("\n# ")) == (
        "# Not declared: PersonGroup 'future', because recognition_model must be one of recognition_01, recognition_02, "
        "recognition_03, recognition_04, got 'recognition_09\\n!'"
    )


async def test_the_program_has_types(client: AccountClient, tmp_path: Path) -> None:
    """mypy in strict mode, `ruff format`, and compileall accept a program of odd names and texts."""
    odd_texts = [
        'a "b"',
        "c'd",
        "e\\f",
        "g\nh",
        "日本 😀",
        "class",
        "face",
        "3 x",
        "n" * 128,
        "{i}",
        "\u202e",
        '"""',
        "#",
    ]
    for number, text in enumerate(odd_texts):
        kind = list(KINDS.values())[number % 4]
        await put(client, kind, f"{number}", text, text * 3)
        if kind.holds == "persons":
            await persons.create(client, kind, f"{number}", text, text)
    await export(client, tmp_path, with_persons=True)

    check_program(tmp_path / "__main__.py")


def check_program(file: Path) -> None:
    ruff = [
        str(Path(sys.executable).parent / "ruff"),
        "format",
        "--check",
        "--isolated",
        "--line-length",
        "120",
        str(file),
    ]
    subprocess.run([sys.executable, "-m", "mypy", "--strict", "--config-file=", file], cwd=file.parent, check=True)
    subprocess.run(ruff, check=True)
    subprocess.run([sys.executable, "-m", "compileall", "-q", file], check=True)
