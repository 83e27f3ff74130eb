"""`azure-face` beside a stack."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from .account import KEY, Account
from .stack import Stack

COMMAND = Path(sys.executable).parent / "azure-face"


def azure_face(stack: Stack, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    said = subprocess.run(
        [COMMAND, *words], cwd=folder, env=stack._environment(), capture_output=True, text=True, check=False
    )
    assert KEY not in said.stdout + said.stderr
    return said


def test_a_named_account_is_the_stacks(stack: Stack, account: Account, tmp_path: Path) -> None:
    """--account takes the settings of the selected stack, the encrypted key too, and only those."""
    account.stranger("theirs")
    stack.run("config", "set", "azure-face:accounts.lab.endpoint", account.url)
    stack.run("config", "set", "--secret", "azure-face:accounts.lab.key", KEY)
    stack.environment["AZURE_FACE_ENDPOINT"] = "http://127.0.0.1:1"
    words = ("list", "person-group", "--json", "--account")

    assert [one["id"] for one in json.loads(azure_face(stack, stack.folder, *words, "lab").stdout)] == ["theirs"]

    unknown = azure_face(stack, stack.folder, *words, "attic")
    assert unknown.returncode == 2
    assert unknown.stderr.startswith("error: account 'attic' is not configured: `pulumi config set")

    nowhere = azure_face(stack, tmp_path, *words, "lab")
    assert nowhere.returncode == 2
    assert nowhere.stderr.startswith("error: --account needs a stack: `pulumi config` says error: no Pulumi.yaml")
    assert len(nowhere.stderr.splitlines()) == 1
