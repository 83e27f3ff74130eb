"""The examples of docs/doctor.md are what the command prints."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from pages.outputs import lines_of, matches
from pulumi_azure_face.cli.app import app
from pulumi_azure_face.doctor.checks import CHECKS
from pulumi_azure_face.doctor.results import Diagnosis

from .command import doctor
from .servers import unused_port

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "doctor.md").read_text()
EXAMPLES = re.findall(r"```console\n\$ azure-face (.*)\n((?:.*\n)*?)```", PAGE)
ENDPOINT = "127.0.0.1:5000"
REQUEST_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
VERSION = re.compile(r"\b\d+\.\d+\.\d+(?!\.)\b")
EXAMPLE_CACHE = "/home/ann/.cache"


def comparable(text: str) -> str:
    """Return the text with placeholders for what differs from run to run and between machines."""
    return VERSION.sub("VERSION", REQUEST_ID.sub("REQUEST", text))


@pytest.mark.parametrize(("command", "output"), EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_example_prints_this(
    account: httpx.Client, command: str, output: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each command of the page prints what the page shows."""
    saved = ROOT / "tests" / "states" / "0.1.0-complete"
    shutil.copy(saved / "state.json", tmp_path)
    account.put("/_emulator/account", json=json.loads((saved / "account.json").read_text())).raise_for_status()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    printed = CliRunner().invoke(app, shlex.split(command)).stdout
    printed = printed.replace(account.base_url.netloc.decode(), ENDPOINT).replace(
        str(tmp_path / "cache"), EXAMPLE_CACHE
    )

    assert matches(lines_of(comparable(output)), lines_of(comparable(printed))), printed


def test_json_example_has_the_form_of_the_output() -> None:
    """The JSON on the page is a result, and its one check is what a dead port gives."""
    [text] = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    diagnosis = Diagnosis.model_validate_json(text)
    with unused_port() as port:
        found = doctor("--endpoint", f"http://127.0.0.1:{port}", "--key", "any")["connection"]

    assert [check.model_dump_json().replace("5001", str(port)) for check in diagnosis.checks] == [
        found.model_dump_json()
    ]


def test_every_check_is_documented() -> None:
    """The table on the page has each check, in order, with the checks that it needs."""
    rows = re.findall(r"^\| `([a-z-]+)` \| .+ \| (.*?) ?\|$", PAGE, re.MULTILINE)

    assert rows == [(check.name, ", ".join(f"`{need}`" for need in check.needs)) for check in CHECKS]
