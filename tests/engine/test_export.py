"""Adoption of an account with a real `pulumi`: export, import, and a first preview without a change or a request."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest

from pulumi_azure_face.client import account_client
from pulumi_azure_face.client.accounts.configuration import Account as ConfiguredAccount
from pulumi_azure_face.export.fill import FillResult, fill_import_file
from pulumi_azure_face.export.project import ExportOptions, export_project

from .account import KEY, Account, wait_until
from .photos import jpeg, write_people, write_photos
from .stack import PROJECT, Stack

COLLECTIONS = ("persongroups", "largepersongroups", "facelists", "largefacelists")
ODD_TEXTS = (
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
    "Same",
    "Same",
    "\u202e",
)
IMPORT = ("import", "--file", "import.json", "--yes", "--generate-code=false", "--protect=false")
OCTETS = {"Content-Type": "application/octet-stream"}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the caches of file hashes and faces out of the user's folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def fill_account(account: Account, count: int) -> None:
    """Create containers of all kinds with odd names and texts; every other one has content and a training."""
    for number in range(count):
        collection, text = COLLECTIONS[number % 4], ODD_TEXTS[number % len(ODD_TEXTS)]
        path = f"/{collection}/c{number}"
        body = {"name": text, "userData": text, "recognitionModel": f"recognition_0{1 + number % 4}"}
        account.http.put(path, json=body).raise_for_status()
        if number // 4 % 2:
            owner = path
            if collection.endswith("groups"):
                owner += "/persons/" + account.http.post(f"{path}/persons", json={"name": text}).json()["personId"]
            account.http.post(f"{owner}/persistedfaces", content=jpeg("face"), headers=OCTETS).raise_for_status()
            if collection != "facelists":
                account.http.post(f"{path}/train").raise_for_status()
    wait_until(
        lambda: all(
            each["training"] is None or (not each["training"]["stale"] and each["training"]["status"] == "succeeded")
            for each in account.containers()
        ),
        "the trainings",
    )


def export(account: Account, stack: Stack, **options: Any) -> None:
    """Export the account into the folder of a stack."""

    async def run() -> None:
        async with account_client.open_client(ConfiguredAccount(account.url, KEY, requests_per_second=1000)) as client:
            await export_project(client, stack.folder, ExportOptions(**options))

    (stack.folder / "Pulumi.yaml").unlink()
    anyio.run(run)
    project = stack.folder / "Pulumi.yaml"
    project.write_text(project.read_text().replace("face-account", PROJECT))  # the project of the stack


def fill(account: Account, file: Path, **options: Any) -> FillResult:
    async def run() -> FillResult:
        async with account_client.open_client(ConfiguredAccount(account.url, KEY, requests_per_second=1000)) as client:
            return await fill_import_file(client, file, ExportOptions(**options))

    return anyio.run(run)


def take_over(stack: Stack) -> None:
    """Import the resources, and check that nothing is to change."""
    stack.run(*IMPORT)
    stack.preview("--expect-no-changes")


@pytest.mark.parametrize("with_persons", [False, True])
def test_an_exported_account_needs_no_change(stack: Stack, account: Account, with_persons: bool) -> None:
    """Containers of all kinds, with odd names, are taken over without a request, and a refresh finds no drift."""
    fill_account(account, 60)
    before = account.dump()
    account.empty_log()
    export(account, stack, with_persons=with_persons)
    assert account.writes() == []

    account.empty_log()
    take_over(stack)
    assert account.requests() == []
    types = [resource["type"].rpartition(":")[2] for resource in stack.resources()]
    assert [types.count(name) for name in ("PersonGroup", "LargePersonGroup", "FaceList", "LargeFaceList")] == [15] * 4
    assert (types.count("Training"), types.count("Person")) == (21, 14 * with_persons)

    stack.refresh_preview(exit_code=0)
    stack.up("--expect-no-changes")
    assert account.writes() == []
    assert account.dump() == before


def test_an_exported_gallery_needs_no_change(stack: Stack, account: Account, tmp_path: Path) -> None:
    """Galleries that Pulumi has enrolled move to a new stack with their photos, and a new photo is one upload."""
    photos = stack.folder / "photos"
    write_people(photos / "staff", {"ann": ["ann-1", "ann-2"], "bob": ["bob-1"]})
    write_photos(photos / "guests", "carl", "dora")
    write_photos(photos / "more", "emma")
    stack.program("""
        face.PersonGroup("staff", persons="photos/staff", train=True)
        face.FaceList("guests", faces="photos/guests")
        large = face.LargeFaceList("large", faces="photos/guests")
        more = face.Gallery("more", container=large, source="photos/more")
        face.Training("large", container=large, triggers=[large.gallery.revision, more.revision])
    """)
    stack.up()
    shutil.copytree(stack.root, tmp_path / "new")
    new = Stack(tmp_path / "new")
    new.run("stack", "rm", "--yes", "--force", "--preserve-config", "dev")
    new.run("stack", "init", "dev")
    (new.folder / "__main__.py").unlink()
    account.empty_log()
    export(account, new, photos=new.folder / "photos")

    assert account.writes() == []
    take_over(new)
    assert account.writes() == []

    write_photos(new.folder / "photos" / "staff" / "bob", "bob-2")
    new.up()
    methods = sorted(request.split("/")[0] + request.rpartition("/")[2] for request in account.writes())
    assert [each for each in methods if "persistedfaces" in each or "train" in each] == [
        "POST persistedfaces",
        "POST train",
    ]


def test_a_program_takes_over_what_it_declares(stack: Stack, account: Account) -> None:
    """`--fill` completes the file of a preview, so that a program that exists takes over what the account has."""
    write_people(stack.folder / "photos", {"ann": ["ann-1"]})
    program = """
        face.PersonGroup("staff", persons="photos", train=True)
        guests = face.LargePersonGroup("guests", large_person_group_id="guests-2019", display_name="Guests")
        face.Person("carl", group=guests)
"""
    stack.program(program)
    stack.up()
    stack.run("stack", "rm", "--yes", "--force", "--preserve-config", "dev")
    stack.run("stack", "init", "dev")
    stack.program(program + '        face.FaceList("new")\n')
    stack.preview("--import-file", "import.json")
    file = stack.folder / "import.json"
    # The program's ID is not in the file, and neither the name of the resource nor the display name tells it.
    file.write_text(
        file.read_text().replace(
            '"name": "guests",\n            "id": "<PLACEHOLDER>"', '"name": "guests",\n            "id": "guests-2019"'
        )
    )
    account.empty_log()

    result = fill(account, file, photos=stack.folder / "photos")
    stack.run(*IMPORT)

    assert (len(result.filled), len(result.missing)) == (5, 1)
    assert stack.planned() == {"new": "create"}
    assert account.writes() == []


def test_an_export_of_a_named_account(stack: Stack, account: Account) -> None:
    """Containers of a named account of the stack name it, so that the stack's other account is left alone."""
    account.create_unmanaged_group("staff")
    stack.configure(second_endpoint=account.url, second_key=KEY)
    export(account, stack, account_name="second")
    stack.run("config", "set", "azure-face:endpoint", "http://127.0.0.1:1")

    take_over(stack)
    assert 'account="second"' in (stack.folder / "__main__.py").read_text()
    stack.refresh_preview(exit_code=0)


def test_the_commands_that_an_export_prints(stack: Stack, account: Account) -> None:
    """The command prints the commands that take the containers over, and they work as printed."""
    account.create_unmanaged_group("staff")
    out = stack.root / "exported"
    program = Path(sys.executable).parent / "azure-face"
    environment = {**stack.process_environment(), "AZURE_FACE_ENDPOINT": account.url, "AZURE_FACE_KEY": KEY}
    printed = subprocess.run(
        [program, "export", "--out", out], env=environment, capture_output=True, text=True, check=True
    ).stdout
    commands = [line.strip() for line in printed.splitlines() if line.startswith("  pulumi")]
    del environment["PULUMI_STACK"]
    for command in commands:
        arguments = shlex.split(command.partition("#")[0])
        value = [KEY] if arguments[-1].endswith(":key") else []
        expected = ["--expect-no-changes"] if arguments[1] == "preview" else []
        subprocess.run([*arguments, *value, *expected], cwd=out, env=environment, check=True)

    assert len(commands) == 5
    assert account.writes() == ["PUT /persongroups/staff"]
