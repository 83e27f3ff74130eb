"""`azure-face drift` as a process: input, output, exit codes, and ignore rules."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import yaml

from ..account import KEY, Account
from ..stack import Stack
from .conftest import DeployedStack
from .test_findings import change_json, delete_container, delete_person, rename_container, rename_person

DRIFT = 7


@dataclass(frozen=True)
class Result:
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def found(self) -> list[tuple[str, str]]:
        return [(finding["type"], finding["resource_id"].partition("/")[0]) for finding in self.json["findings"]]


def azure_face_drift(
    deployed: DeployedStack,
    *arguments: str,
    exit_code: int = 0,
    stdin: str = "",
    environment: Mapping[str, str] | None = None,
) -> Result:
    """Run the command in the folder of the project."""
    run = subprocess.run(
        ["azure-face", "drift", *arguments],
        cwd=deployed.stack.folder,
        env={**deployed.stack.process_environment(), **(environment or {})},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == exit_code, run.stdout + run.stderr
    assert "Traceback" not in run.stderr
    assert KEY not in run.stdout + run.stderr
    return Result(run.stdout, run.stderr)


@pytest.fixture
def account_in_environment(deployed: DeployedStack) -> dict[str, str]:
    return {"AZURE_FACE_ENDPOINT": deployed.account.url, "AZURE_FACE_KEY": KEY, "PATH": "/usr/bin:/bin"}


def test_no_drift_exits_with_0(deployed: DeployedStack) -> None:
    assert "No drift" in azure_face_drift(deployed, "--stack", "dev").out


def test_the_selected_stack_is_the_default(deployed: DeployedStack) -> None:
    rename_container(deployed)

    assert azure_face_drift(deployed, "--format", "json", exit_code=DRIFT).found == [("changed", "staff")]


def test_a_stack_without_resources_has_its_name(stack: Stack, account: Account) -> None:
    deployed = DeployedStack(stack, account, stack.folder / "state.json")

    assert "\nengine-tests/dev\n  no findings\n" in azure_face_drift(deployed).out


def test_stack_and_state_give_the_same_findings(
    deployed: DeployedStack, account_in_environment: dict[str, str]
) -> None:
    delete_container(deployed)
    delete_person(deployed)
    by_stack = azure_face_drift(deployed, "--stack", "dev", "--format", "json", exit_code=DRIFT).json

    python = {**account_in_environment, "PATH": deployed.stack.process_environment()["PATH"], "PULUMI_BACKEND_URL": "x"}
    state = deployed.state.read_text()
    by_state = azure_face_drift(
        deployed, "--state", "-", "--format", "json", stdin=state, environment=python, exit_code=DRIFT
    ).json

    assert by_stack["findings"] == by_state["findings"] != []


def test_a_qualified_stack_is_found_from_another_folder(deployed: DeployedStack) -> None:
    rename_container(deployed)
    name, folder = "organization/engine-tests/dev", str(deployed.stack.folder)

    result = azure_face_drift(deployed, "--stack", name, "--project", folder, "--format", "json", exit_code=DRIFT)

    assert result.json["stacks"] == [{"project": "engine-tests", "stack": "dev", "source": "--stack"}]


def test_several_formats_in_one_run(deployed: DeployedStack) -> None:
    rename_container(deployed)
    files = {name: deployed.stack.folder / f"drift.{name}" for name in ("json", "junit", "sarif", "markdown", "html")}
    options = [part for name, file in files.items() for part in ("--format", name, "--output", str(file))]

    result = azure_face_drift(deployed, *options, "--format", "table", exit_code=DRIFT)

    assert "1 warning" in result.out
    assert all("staff" in file.read_text() for file in files.values())


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--format", "yaml"], "must be one of table, json"),
        (["--output", "a", "--output", "b"], "pass a --format for each --output"),
        (["--format", "json", "--format", "html"], "pass an --output for each --format"),
        (["--state", "missing.json"], "could not read the state 'missing.json': No such file"),
        (["--state", "Pulumi.yaml"], "could not read the state 'Pulumi.yaml': it is not an exported state"),
        (["--ignore-file", "missing.yaml"], "could not read 'missing.yaml': No such file"),
        (["--project", "missing"], "--project"),
        (["--unknown"], "--unknown"),
    ],
)
def test_wrong_usage_exits_with_2(deployed: DeployedStack, arguments: list[str], line: str) -> None:
    assert line in " ".join(azure_face_drift(deployed, *arguments, exit_code=2).err.split())


def test_missing_settings_exit_with_2(deployed: DeployedStack) -> None:
    result = azure_face_drift(deployed, "--state", str(deployed.state), exit_code=2)

    assert "azure-face:endpoint is not set" in result.err


def test_an_unknown_stack_exits_with_1(deployed: DeployedStack) -> None:
    result = azure_face_drift(deployed, "--stack", "nobody", exit_code=1)

    assert "could not read the stack 'nobody'" in result.err
    assert "no stack named 'nobody' found" in result.err


def test_a_wrong_key_exits_with_1(deployed: DeployedStack, account_in_environment: dict[str, str]) -> None:
    environment = {
        **account_in_environment,
        "AZURE_FACE_KEY": "wrong",
        "PATH": deployed.stack.process_environment()["PATH"],
    }
    result = azure_face_drift(deployed, "--state", str(deployed.state), environment=environment, exit_code=1)

    assert "401" in result.out


def test_a_strict_check_fails_if_anything_was_not_read(deployed: DeployedStack) -> None:
    deployed.account.add_rule(method="GET", path=".*/training", status=403)
    try:
        azure_face_drift(deployed, "--strict", exit_code=1)
    finally:
        deployed.account.delete_rules()


# --- ignore rules -----------------------------------------------------------------------------------------------------


def write_rules(deployed: DeployedStack, rules: object) -> None:
    (deployed.stack.folder / "azure-face-ignore.yaml").write_text(yaml.safe_dump(rules))


def test_a_rule_ignores_what_it_matches(deployed: DeployedStack) -> None:
    rename_container(deployed)
    change_json(deployed)
    rule = {"kind": "PersonGroup", "finding": "changed", "property": "user_data", "id": "st*", "reason": "The app."}
    write_rules(deployed, [rule])

    report = azure_face_drift(deployed, "--format", "json", exit_code=DRIFT).json

    assert [finding["property"] for finding in report["findings"]] == ["display_name"]
    assert {each["reason"] for each in report["ignored"]} == {"The app."}
    assert len(report["ignored"]) == 2


def test_exceptions_stay_visible(deployed: DeployedStack) -> None:
    rename_container(deployed)
    rename_person(deployed)
    write_rules(deployed, [{"reason": "All but staff.", "except": ["staff*"]}])

    assert azure_face_drift(deployed, "--format", "json", exit_code=DRIFT).found == [("changed", "staff")]


@pytest.mark.parametrize(("expires", "exit_code"), [("2000-01-01", DRIFT), ("2999-12-31", 0)])
def test_a_rule_ends_with_its_last_day(deployed: DeployedStack, expires: str, exit_code: int) -> None:
    rename_container(deployed)
    write_rules(deployed, [{"reason": "For now.", "expires": expires}])

    result = azure_face_drift(deployed, exit_code=exit_code)

    assert ("expired on 2000-01-01" in result.out) == (exit_code == DRIFT)


def test_a_deletion_cannot_be_ignored(deployed: DeployedStack) -> None:
    delete_container(deployed)
    write_rules(deployed, [{"reason": "Everything."}])

    assert azure_face_drift(deployed, "--format", "json", exit_code=DRIFT).found == [("missing", "few")] * 2


@pytest.mark.parametrize(
    ("rules", "line"),
    [
        (
            [{"finding": "missing", "reason": "x"}],
            "rule 1: finding: the deletion of a managed resource cannot be ignored",
        ),
        ([{"reason": "x", "until": "2030-01-01"}], "rule 1, until: Extra inputs are not permitted"),
        ([{"reason": "x"}, {"id": "a"}], "rule 2, reason: Field required"),
        ([{"reason": "x", "kind": "Group"}], "rule 1: kind: must be one of PersonGroup"),
        ([{"reason": "x", "expires": "tomorrow"}], "rule 1, expires"),
        ({"rules": []}, "it must be a list of rules"),
    ],
)
def test_an_invalid_rule_exits_with_2(deployed: DeployedStack, rules: object, line: str) -> None:
    write_rules(deployed, rules)

    assert line in azure_face_drift(deployed, exit_code=2).err


def test_written_rules_make_the_next_check_quiet(deployed: DeployedStack) -> None:
    rename_container(deployed)
    rename_person(deployed)
    deployed.account.create_unmanaged_group("other")

    first = azure_face_drift(deployed, "--write-ignore")
    second = azure_face_drift(deployed, "--strict")

    assert "wrote 3 rules" in first.err
    assert "No drift" in second.out


def test_written_rules_leave_deletions_visible(deployed: DeployedStack) -> None:
    delete_person(deployed)
    rename_container(deployed)

    result = azure_face_drift(deployed, "--write-ignore", "--format", "json", exit_code=DRIFT)

    assert result.found == [("missing", "crew")]
