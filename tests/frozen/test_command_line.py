"""The command `azure-face`: the commands that scripts type and the JSON that they read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer
from typer.testing import CliRunner

from pulumi_azure_face.cli.app import app

KINDS = ("person-group", "large-person-group", "face-list", "large-face-list")
ABOUT_ACCOUNT = [
    "--endpoint=None ($AZURE_FACE_ENDPOINT)",
    "--key=None ($AZURE_FACE_KEY)",
    "--api-version=None ($AZURE_FACE_API_VERSION)",
    "--account=None",
    "--json=False",
]
COMMANDS = {
    "list": ["KIND", "--start=None", "--top=None", *ABOUT_ACCOUNT],
    "show": ["KIND", "ID", "--count=False", *ABOUT_ACCOUNT],
    "train": ["KIND", "ID", "--wait/--no-wait=True", "--timeout=1800.0", *ABOUT_ACCOUNT],
    "drift": [
        "--stack=None",
        "--state=None",
        "--project=None",
        "--deep=False",
        "--scope=None",
        "--strict=False",
        "--ignore-file=None",
        "--write-ignore=False",
        "--show-names=False",
        "--format=None",
        "--output=None",
    ],
    "export": [
        "--out=None",
        "--kind=None",
        "--match=None",
        "--exclude=None",
        "--names=None",
        "--with-persons=False",
        "--photos=None",
        "--fill=None",
        *ABOUT_ACCOUNT,
    ],
    "sessions list": ["--older-than=None", "--start=None", "--top=None", "--with-verify=False", *ABOUT_ACCOUNT],
    "sessions show": ["ID", "--with-verify=False", *ABOUT_ACCOUNT],
    "sessions delete": ["[ID]...", "--older-than=None", "--with-verify=False", "--yes=False", *ABOUT_ACCOUNT],
    "doctor": ["--stack=None", "--state=None", "--probe-rate=False", "--timeout=10.0", *ABOUT_ACCOUNT],
    "migrate-state": ["FILE"],
    "emulator": [
        "--host='127.0.0.1'",
        "--port=5000",
        "--key='emulator-key' ($AZURE_FACE_KEY)",
        "--token=None",
        "--tier=None",
        "--rate=None",
        "--retry-after=False",
        "--numeric-codes=False",
        "--v1.0-style/--strict=False",
        "--training-seconds=0.25",
        "--queued-seconds=0.0",
        "--empty-fails/--empty-succeeds=True",
        "--conflicts/--no-conflicts=True",
        "--latency=0.0",
        "--allow-url=False",
    ],
}
CONTAINER = ["display_name", "id", "recognition_model", "user_data"]
SHOWN = {
    "person-group": ["face_count", "person_count", "person_group_id", "training"],
    "large-person-group": ["face_count", "large_person_group_id", "person_count", "training"],
    "face-list": ["face_count", "face_list_id", "faces"],
    "large-face-list": ["face_count", "large_face_list_id", "training"],
}
LISTED = {
    "person-group": ["person_group_id"],
    "large-person-group": ["large_person_group_id"],
    "face-list": ["face_list_id", "faces"],
    "large-face-list": ["large_face_list_id"],
}
TRAINING = ["last_action_at", "message", "status", "submitted_at", "succeeded_at", "trained"]
SESSION = [
    "auth_token_time_to_live_in_seconds",
    "created_at",
    "device_correlation_id",
    "expired",
    "id",
    "model_version",
    "results",
    "session_id",
    "started_at",
    "status",
]


def commands(under: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    for own_name, command in getattr(under, "commands", {}).items():
        yield from commands(command, f"{name} {own_name}".strip())
    if not hasattr(under, "commands"):
        yield name, under


def shown(parameter: Any) -> str:
    """A parameter as it is typed, with its default and its variable."""
    if parameter.param_type_name == "argument":
        return str(parameter.metavar)
    spelling = "/".join([*parameter.opts, *parameter.secondary_opts])
    return f"{spelling}={parameter.default!r}" + (f" (${parameter.envvar})" if parameter.envvar else "")


def run(*words: str, exit_code: int = 0) -> Any:
    """The JSON that a command answers with."""
    ended = CliRunner().invoke(app, [*words, "--json"])
    assert ended.exit_code == exit_code, (ended.output, ended.exception)
    return json.loads(ended.stdout) if exit_code == 0 else None


@pytest.fixture
def filled(account: httpx.Client) -> httpx.Client:
    """An account with a container of each kind, one face in each, and a session of each call."""
    photo, octets = Path("photos/staff/ann/1.png").read_bytes(), {"Content-Type": "application/octet-stream"}
    for kind in ("persongroups", "largepersongroups", "facelists", "largefacelists"):
        path = f"/face/v1.2/{kind}/staff"
        account.put(path, json={"name": "Staff"}).raise_for_status()
        if kind.endswith("groups"):
            path += f"/persons/{account.post(f'{path}/persons', json={'name': 'Ann'}).json()['personId']}"
        account.post(f"{path}/persistedfaces", content=photo, headers=octets).raise_for_status()
    asked = {"livenessOperationMode": "Passive", "deviceCorrelationId": "d"}
    account.post("/face/v1.2/detectLiveness-sessions", json=asked).raise_for_status()
    return account


def test_the_program() -> None:
    """The package installs one program, `azure-face`."""
    [program] = entry_points(group="console_scripts", name="azure-face")
    assert program.value == "pulumi_azure_face.cli:main"


def test_commands() -> None:
    """There are these commands, each with these arguments and options, in this order."""
    found = {name: [shown(one) for one in command.params] for name, command in commands(typer.main.get_command(app))}
    assert found == COMMANDS


@pytest.mark.parametrize("kind", KINDS)
def test_members_of_list_and_show(filled: httpx.Client, kind: str) -> None:
    """`list --json` and `show --json` answer with these members."""
    [listed] = run("list", kind)
    one = run("show", kind, "staff", "--count")

    assert sorted(listed) == sorted([*CONTAINER, *LISTED[kind]])
    assert sorted(one) == sorted([*CONTAINER, *SHOWN[kind]])
    if "training" in one:
        assert sorted(one["training"]) == TRAINING
        assert one["training"]["status"] == "notTrained"
    else:
        assert [sorted(face) for face in one["faces"]] == [["id", "persisted_face_id", "user_data"]]


@pytest.mark.parametrize("spelling", ["PersonGroup", "persongroups", "person-group", "person_groups"])
def test_spellings_of_a_kind(filled: httpx.Client, spelling: str) -> None:
    """A kind may be written as on the command line, as its class, or as in the path."""
    assert run("show", spelling, "staff")["person_group_id"] == "staff"


def test_members_of_train(filled: httpx.Client) -> None:
    """`train --json` answers with these members."""
    answer = run("train", "person-group", "staff")
    assert (sorted(answer), answer["status"], answer["trained"]) == (TRAINING, "succeeded", True)


def test_members_of_sessions(filled: httpx.Client) -> None:
    """`sessions list`, `show` and `delete` with `--json` answer with these members."""
    [listed] = run("sessions", "list")

    assert sorted(listed) == SESSION
    assert sorted(run("sessions", "show", listed["id"])) == SESSION
    assert run("sessions", "delete", listed["id"]) == {"deleted": [listed["id"]]}


def test_exit_codes(filled: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exit code is 0 when done, 1 for a refusal, 2 for wrong usage, and 3 for a training that failed or timed out."""
    run("list", "person-group")
    run("show", "person-group", "nobody", exit_code=1)
    run("show", "crowd", "staff", exit_code=2)
    run("show", "person-group", "Not An Id", exit_code=2)
    run("sessions", "delete", exit_code=2)
    filled.post("/_emulator/fail-training", json={"message": "Out of luck."}).raise_for_status()
    run("train", "person-group", "staff", exit_code=3)
    run("list", "person-group", "--key", "wrong", exit_code=1)
    monkeypatch.delenv("AZURE_FACE_ENDPOINT")
    run("list", "person-group", exit_code=2)
