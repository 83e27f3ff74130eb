"""The code blocks of docs/adoption.md."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from pages.outputs import lines_of, matches

from .account import KEY, Account, wait_until
from .photos import jpeg
from .stack import Stack

PAGE = (Path(__file__).parents[2] / "docs" / "adoption.md").read_text(encoding="utf-8")
CODE_BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
NEW_PROJECT, EXISTING_PROGRAM = (code for language, code in CODE_BLOCKS if language == "sh")
[PROGRAM] = (code for language, code in CODE_BLOCKS if language == "python")
[EXPORT] = (code for language, code in CODE_BLOCKS if language == "console")


@pytest.fixture(autouse=True)
def _trained_group(stack: Stack, account: Account) -> None:
    """Create the group that the page shows, and the environment that the commands need."""
    stack.environment |= {"AZURE_FACE_ENDPOINT": account.url, "AZURE_FACE_KEY": KEY}
    account.create_unmanaged_group("staff-2019", name="Staff", recognitionModel="recognition_04")
    person = account.http.post("/persongroups/staff-2019/persons", json={"name": "Ann"}).json()["personId"]
    headers = {"Content-Type": "application/octet-stream"}
    account.http.post(f"/persongroups/staff-2019/persons/{person}/persistedfaces", content=jpeg("ann"), headers=headers)
    account.http.post("/persongroups/staff-2019/train").raise_for_status()
    wait_until(lambda: account.container("staff-2019")["training"]["status"] == "succeeded", "the training")
    account.empty_log()


def run_commands(stack: Stack, commands: str, folder: Path) -> str:
    """Run the commands and return what they print."""
    environment = stack.process_environment()
    if folder != stack.folder:
        del environment["PULUMI_STACK"]  # the commands select a stack of their own
    command = ["sh", "-e", "-c", commands]
    result = subprocess.run(
        command, cwd=folder, env=environment, check=True, timeout=150, stdout=subprocess.PIPE, text=True
    )
    return result.stdout


def test_a_new_project(stack: Stack, account: Account, tmp_path: Path) -> None:
    """The commands take an account over into a new project, without a write, and the program is the one of the page."""
    run_commands(stack, NEW_PROJECT, tmp_path)
    command, _, output = EXPORT.removeprefix("$ ").partition("\n")

    assert matches(lines_of(output), lines_of(run_commands(stack, command, tmp_path)))
    assert PROGRAM.strip() in (tmp_path / "face" / "__main__.py").read_text()
    assert account.writes() == []


def test_a_program_that_exists(stack: Stack, account: Account) -> None:
    """The commands take over what an existing program declares under the display name, without a write."""
    stack.program('face.PersonGroup("Staff", train=True)')
    run_commands(stack, EXISTING_PROGRAM, stack.folder)

    stack.preview("--expect-no-changes")
    assert account.writes() == []
