"""The `azure-face` command in the folder of a stack."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from .account import KEY, Account
from .stack import Stack

COMMAND = Path(sys.executable).parent / "azure-face"


def azure_face(stack: Stack, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    result = subprocess.run(
        [COMMAND, *arguments],
        cwd=folder,
        env=stack.process_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert KEY not in result.stdout + result.stderr
    return result


def test_account_option_reads_the_stack_config(stack: Stack, account: Account, tmp_path: Path) -> None:
    """`--account` takes endpoint and encrypted key from the config of the selected stack and nowhere else."""
    account.create_unmanaged_group("unmanaged")
    stack.run("config", "set", "azure-face:accounts.lab.endpoint", account.url)
    stack.run("config", "set", "--secret", "azure-face:accounts.lab.key", KEY)
    stack.environment["AZURE_FACE_ENDPOINT"] = "http://127.0.0.1:1"
    arguments = ("list", "person-group", "--json", "--account")

    groups = json.loads(azure_face(stack, stack.folder, *arguments, "lab").stdout)
    assert [group["id"] for group in groups] == ["unmanaged"]

    unknown_account = azure_face(stack, stack.folder, *arguments, "attic")
    assert unknown_account.returncode == 2
    assert unknown_account.stderr.startswith("error: account 'attic' is not configured. Run `pulumi config set")

    no_project = azure_face(stack, tmp_path, *arguments, "lab")
    assert no_project.returncode == 2
    assert no_project.stderr.startswith(
        "error: --account needs a selected stack, but `pulumi config` failed: no Pulumi.yaml"
    )
    assert len(no_project.stderr.splitlines()) == 1
