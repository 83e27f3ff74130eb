"""`azure-face doctor --stack` in the folder of a real stack, and the examples of docs/doctor.md."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from .account import KEY, Account
from .stack import Stack

COMMAND = Path(sys.executable).parent / "azure-face"
PROGRAM = """
from pulumi.dynamic import CreateResult, Resource, ResourceProvider


class Plain(ResourceProvider):
    def create(self, props):
        return CreateResult("plain", props)


class PlainResource(Resource):
    def __init__(self, name):
        super().__init__(Plain(), name, {})


PlainResource("plain")
face.PersonGroup("staff", person_group_id="staff")
face.PersonGroup("guests", person_group_id="guests")
"""


def doctor(stack: Stack, *arguments: str, stdin: str = "", **variables: str) -> tuple[int, dict[str, Any]]:
    """Run the command in the folder of the stack. Returns its exit code and the results by name."""
    ended = subprocess.run(
        [COMMAND, "doctor", "--json", *arguments],
        cwd=stack.folder,
        env={**stack.process_environment(), **variables},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    assert KEY not in ended.stdout + ended.stderr
    return ended.returncode, {check["name"]: check for check in json.loads(ended.stdout)["checks"]}


def test_stack_is_healthy(stack: Stack, account: Account) -> None:
    """A deployed stack has no problem: its settings, its saved providers, and what it owns. Only GETs are sent."""
    stack.program(PROGRAM)
    stack.up()
    account.create_unmanaged_group("extra")
    account.empty_log()
    exit_code, checks = doctor(stack, "--stack", "dev")

    assert (exit_code, {check["status"] for check in checks.values()}) == (0, {"ok"})
    assert checks["settings"]["message"] == "from stack dev: API v1.2, tier not set (S0 is assumed), 1,000 requests/s"
    assert checks["saved-providers"]["message"] == (
        "the providers of 2 resources load; encrypted providers of other packages: 1"
    )
    ownership = checks["ownership"]["message"]
    assert ownership.startswith("2 of 3 containers are in the given stacks, but not PersonGroup 'extra'")
    assert {request["method"] for request in account.request_log()} == {"GET"}


def test_unreadable_stack_is_explained(stack: Stack, account: Account) -> None:
    """A wrong passphrase is reported with what the CLI says, and an old state still loads from standard input."""
    stack.program(PROGRAM)
    stack.up()
    state = stack.export()
    exit_code, checks = doctor(stack, "--stack", "dev", PULUMI_CONFIG_PASSPHRASE="another")

    assert (exit_code, checks["settings"]["status"]) == (1, "failure")
    assert "incorrect passphrase" in checks["settings"]["message"]
    assert "passphrase" in checks["settings"]["cure"]

    exit_code, checks = doctor(
        stack, "--state", "-", stdin=state, AZURE_FACE_ENDPOINT=account.url, AZURE_FACE_KEY=KEY, PATH=os.environ["PATH"]
    )
    assert checks["saved-providers"]["status"] == "ok"
