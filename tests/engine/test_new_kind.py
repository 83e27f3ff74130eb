"""A new container kind is a row in the kinds table, a resource class, and a row of the emulator."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

import pulumi_azure_face

from .account import KEY, Account
from .photos import write_photos
from .stack import Stack, copy_stack

PACKAGE = Path(pulumi_azure_face.__file__).parent
MAX_CHANGED_LINES = 40
COMMAND = "from pulumi_azure_face.cli import main; main()"


@dataclass(frozen=True)
class Edit:
    """Lines that are inserted before the only line that starts with `before`, or that replace this line."""

    file: str
    before: str
    lines: str
    replaces: bool = False

    def apply(self, package: Path) -> None:
        path = package / self.file
        text = path.read_text()
        [anchor] = [line for line in text.splitlines() if line.startswith(self.before)]
        replacement = self.lines if self.replaces else f"{self.lines}\n{anchor}"
        path.write_text(text.replace(f"\n{anchor}\n", f"\n{replacement}\n"))


EDITS = (
    Edit(
        "client/kinds.py",
        "KINDS = {",
        """\
HUGE_FACE_LIST = Kind(
    "HugeFaceList", "hugefacelists", "hugeFaceListId", "huge_face_list_id", "faces",
    {"F0": 1_000, "S0": 5_000_000}, {"F0": 64, "S0": 1_000_000},
)
KINDS = {kind.name: kind for kind in (PERSON_GROUP, LARGE_PERSON_GROUP, FACE_LIST, LARGE_FACE_LIST, HUGE_FACE_LIST)}""",
        replaces=True,
    ),
    Edit(
        "resources/lists.py",
        "class FaceList(",
        """\
class HugeFaceList(Container, module="azure-face", name="HugeFaceList"):
    kind_of_container = HUGE_FACE_LIST
    huge_face_list_id: pulumi.Output[str]

    def __init__(self, resource_name, *, huge_face_list_id=None, faces=None, **options):
        super().__init__(resource_name, container_id=huge_face_list_id, source=faces, **options)

""",
    ),
    Edit(
        "resources/lists.py",
        "from pulumi_azure_face.client.kinds import",
        "from pulumi_azure_face.client.kinds import FACE_LIST, HUGE_FACE_LIST, LARGE_FACE_LIST",
        replaces=True,
    ),
    Edit("__init__.py", '    "LargeFaceList",', '    "HugeFaceList",'),
    Edit(
        "__init__.py",
        '    ".resources.person":',
        '    ".resources.lists": ("FaceList", "HugeFaceList", "LargeFaceList"),',
    ),
    Edit(
        "emulator/models/kinds.py",
        "FACES_PER_PERSON",
        """\
KINDS = (
    *KINDS,
    Kind(
        title="HugeFaceList",
        segment="hugefacelists",
        id_field="hugeFaceListId",
        noun="huge face list",
        holds="faces",
        free=Quota(64, 1_000),
        standard=Quota(1_000, 5_000_000),
    ),
)
""",
    ),
)


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Copy the package, add the kind, and return the folder for PYTHONPATH."""
    shutil.copytree(PACKAGE, tmp_path / "library" / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    for edit in EDITS:
        edit.apply(tmp_path / "library" / PACKAGE.name)
    return tmp_path / "library"


@contextmanager
def emulator(library: Path) -> Iterator[Account]:
    """Run the emulator of the copied package."""
    command = [sys.executable, "-c", COMMAND, "emulator", "--port", "0", "--key", KEY, "--training-seconds", "0"]
    environment = {**os.environ, "PYTHONPATH": str(library)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        account = Account(process.stdout.readline().split()[-1], KEY)
        try:
            yield account
        finally:
            account.close()
            process.terminate()


def test_new_kind_needs_few_lines() -> None:
    """The edits that add a kind have at most 40 lines."""
    assert sum(len(edit.lines.splitlines()) for edit in EDITS) <= MAX_CHANGED_LINES


def test_new_kind_works(library: Path, stack_template: Stack, tmp_path: Path) -> None:
    """A list of the new kind is created, filled, trained, refreshed, queried by the CLI, and deleted."""
    with emulator(library) as account:
        stack = copy_stack(stack_template, tmp_path / "stack", account.url)
        stack.environment["PYTHONPATH"] = str(library)
        write_photos(stack.folder / "photos", "one", "two")
        stack.program(
            """
            visitors = face.HugeFaceList("visitors", huge_face_list_id="visitors", faces="photos", train=True)
            pulumi.export("trained", visitors.trained)
            """
        )
        stack.up()
        assert stack.output("trained") is True
        [container] = account.containers()
        assert (container["kind"], container["id"], len(container["persistedFaces"])) == (
            "hugefacelists",
            "visitors",
            2,
        )

        details = azure_face(library, account.url, "show", "huge-face-list", "visitors", "--count", "--json")
        assert (details["huge_face_list_id"], details["face_count"]) == ("visitors", 2)

        account.http.patch("/hugefacelists/visitors", json={"name": "changed"}).raise_for_status()
        stack.refresh_preview(exit_code=7)
        stack.run("refresh", "--yes", "--skip-preview")
        stack.up()
        assert account.containers()[0]["name"] == "visitors"

        stack.preview("--expect-no-changes")
        stack.destroy()
        assert account.containers() == []


def azure_face(library: Path, url: str, *arguments: str) -> dict[str, object]:
    """Run `azure-face` of the copied package and return its JSON output."""
    environment = {**os.environ, "PYTHONPATH": str(library), "AZURE_FACE_ENDPOINT": url, "AZURE_FACE_KEY": KEY}
    command = [sys.executable, "-c", COMMAND, *arguments]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    members: dict[str, object] = json.loads(result.stdout)
    return members
