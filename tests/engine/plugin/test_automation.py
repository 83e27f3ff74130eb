"""Inline programs of the Automation API, whose project is in a temporary folder and not in that of the program."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from ..account import KEY, Account, wait_until
from ..stack import COMMAND_TIMEOUT, Stack, descendants

PROGRAM = """
import sys

import pulumi
from pulumi import automation


def program():
    staff = pulumi.CustomResource("azure-face:index:PersonGroup", "staff", {"personGroupId": "staff", "ref": None})
    pulumi.CustomResource("azure-face:index:Person", "ann", {"group": staff.ref, "userData": "desk 1"})


endpoint, key, command = sys.argv[1:]
stack = automation.create_or_select_stack("inline", "engine-tests", program)
stack.set_config("azure-face:endpoint", automation.ConfigValue(endpoint))
stack.set_config("azure-face:key", automation.ConfigValue(key, secret=True))
getattr(stack, command)()
"""


@pytest.fixture
def program(stack: Stack) -> Path:
    """Write a program outside of any project."""
    file = stack.root / "program" / "inline.py"
    file.parent.mkdir()
    file.write_text(PROGRAM)
    return file


@contextmanager
def started(stack: Stack, program: Path, url: str, key: str, command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command of the program. Leaving the block kills it and everything that it started."""
    # The SDK never deletes the folder of an inline project.
    environment = {**stack.process_environment(), "TMPDIR": str(program.parent)}
    del environment["PULUMI_STACK"]
    with output_file(program).open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, program, url, key, command],
            cwd=program.parent,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        for pid in (process.pid, *descendants(process.pid)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def run(stack: Stack, program: Path, url: str, key: str, command: str) -> None:
    with started(stack, program, url, key, command) as process:
        process.wait(COMMAND_TIMEOUT)
    assert process.returncode == 0, output_file(program).read_text()


def output_file(program: Path) -> Path:
    return program.with_suffix(".log")


def test_killed_inline_program_is_resumed(stack: Stack, account: Account, program: Path) -> None:
    """The next run finds the state with the interrupted create, and takes over the person."""
    account.add_rule(method="PATCH", path=".*/persons/[^/]*", times=None, delay=30)
    with started(stack, program, account.url, KEY, "up"):
        wait_until(lambda: any(write.startswith("PATCH") for write in account.writes()), "the text of the person")
    account.delete_rules()
    stack.delete_empty_attributes()
    for lock in (stack.root / "state").rglob("locks/**/*.json"):
        lock.unlink()
    stack.move_to_new_machine()

    run(stack, program, account.url, KEY, "up")

    [group] = account.containers()
    assert [(person["name"], person["userData"]) for person in group["persons"]] == [("ann", "desk 1")]


def test_rotated_key_stops_no_inline_program(stack: Stack, account: Account, program: Path) -> None:
    """A destroy with a new key succeeds, though the engine passes the key of the last update."""
    run(stack, program, account.url, KEY, "up")
    account.change_key("the-new-key")

    run(stack, program, account.url, "the-new-key", "destroy")

    assert account.containers() == []
