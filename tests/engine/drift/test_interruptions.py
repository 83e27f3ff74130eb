"""Drift checks of a busy service, of a broken one, of several projects, and after a killed `pulumi up`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..account import KEY, Account
from ..stack import COMMAND_TIMEOUT, STACK, Stack, copy_stack
from .conftest import DeployedStack
from .test_command import DRIFT, azure_face_drift
from .test_findings import rename_container


@pytest.fixture
def _no_rules(deployed: DeployedStack) -> Iterator[None]:
    yield
    deployed.account.delete_rules()


@pytest.mark.usefixtures("_no_rules")
@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_service_is_asked_again(deployed: DeployedStack, status: int) -> None:
    """Replies that a retry overcomes leave no trace in the report."""
    deployed.account.add_rule(method="GET", path=".*", status=status, headers={"Retry-After": "1"}, times=1)
    report = azure_face_drift(deployed, "--format", "json").json
    assert deployed.account.rule_hits() == 1
    assert (report["findings"], report["unread"]) == ([], [])


@pytest.mark.usefixtures("_no_rules")
def test_what_a_broken_service_does_not_return_is_unread(deployed: DeployedStack) -> None:
    """The rest is compared. Nothing that could not be read counts as deleted."""
    rename_container(deployed)
    deployed.account.add_rule(method="GET", path="/largefacelists.*", status=500, times=1000)
    result = azure_face_drift(deployed, "--format", "json", exit_code=DRIFT)
    assert {finding["type"] for finding in result.json["findings"]} == {"changed"}
    assert result.json["unread"]


def test_an_interrupted_run_is_a_warning(stack: Stack, account: Account) -> None:
    """What a killed `up` created is unmanaged until the next `up`, which takes it over."""
    account.add_rule(method="PUT", path="/persongroups/staff", delay=COMMAND_TIMEOUT, times=1)
    stack.program('face.FaceList("few", face_list_id="few")\nface.PersonGroup("staff", person_group_id="staff")')
    with stack.killed_up(lambda: len(account.holds()) == 2):
        pass
    deployed = DeployedStack(stack, account, Path())
    report = azure_face_drift(deployed, "--format", "json").json
    assert [(finding["type"], finding["resource_id"]) for finding in report["findings"]] == [("unmanaged", "staff")]
    [warning] = report["warnings"]
    assert "the last run was interrupted while it created a resource. Run `pulumi up --stack dev`" in warning

    stack.up()
    report = azure_face_drift(deployed, "--format", "json", "--strict").json
    assert (report["findings"], report["warnings"]) == ([], [])


def test_two_projects_in_one_check(stack: Stack, stack_template: Stack, account: Account, tmp_path: Path) -> None:
    """Containers of one stack are not unmanaged in the other one, and each finding names its stack."""
    other = copy_stack(stack_template, tmp_path / "other", account.url)
    (other.folder / "Pulumi.yaml").write_text("name: second-project\nruntime: python\n")
    other.run("stack", "init", STACK)
    stack.program('face.FaceList("few", face_list_id="few")')
    other.program('face.PersonGroup("staff", person_group_id="staff")')
    for deployed in (stack, other):
        deployed.up()
    both = DeployedStack(stack, account, Path())
    states = []
    for number, deployed in enumerate((stack, other)):
        file = tmp_path / f"{number}.json"
        file.write_text(deployed.export())
        states += ["--state", str(file)]
    environment = {"AZURE_FACE_ENDPOINT": account.url, "AZURE_FACE_KEY": KEY}
    report = azure_face_drift(both, *states, "--strict", "--format", "json", environment=environment).json
    assert [(each["project"], each["stack"]) for each in report["stacks"]] == [
        ("engine-tests", "dev"),
        ("second-project", "dev"),
    ]
    account.http.patch("/persongroups/staff", json={"name": "DRIFTED"}).raise_for_status()
    report = azure_face_drift(both, *states, "--format", "json", environment=environment, exit_code=DRIFT).json
    assert [finding["resource"]["project"] for finding in report["findings"]] == ["second-project"]
