"""The pipelines are valid for their services, and their shell steps run on the emulator with a real stack."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from pulumi_azure_face.emulator import Running, Settings, background

from .pipeline_steps import AZURE, GITHUB, NOT_RUN, PIPELINES, Step, azure_steps, github_steps, load, run
from .pull_requests import TOKEN, PullRequest, pull_request

ROOT = PIPELINES.parents[1]
PROGRAMS = Path(sys.executable).parent
STACK = "dev"
PROGRAM = (
    'import pulumi_azure_face as face\n\nface.PersonGroup("staff", person_group_id="staff", display_name="Staff")\n'
)
ALL = [*GITHUB, *AZURE]
SHELL_STEPS = {"face-preview.yml": 3, "face-deploy.yml": 2, "face-drift.yml": 3}
"""How many shell steps of each GitHub workflow run in the tests."""
AZURE_SHELL_STEPS = {"face-preview.yml": 3, "face-deploy.yml": 1, "face-drift.yml": 2}
STEPS_NOT_RUN = {"face-preview.yml": 5, "face-deploy.yml": 5, "face-drift.yml": 7}
AZURE_STEPS_NOT_RUN = {"face-preview.yml": 3, "face-deploy.yml": 3, "face-drift.yml": 6}


def steps_of(path: Path) -> list[Step]:
    return list(github_steps(path) if path in GITHUB else azure_steps(path))


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


# --- what the services accept -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", GITHUB, ids=name_of)
def test_workflow_passes_actionlint(path: Path) -> None:
    """actionlint finds nothing wrong with a workflow of GitHub Actions."""
    provided = subprocess.run(
        [sys.executable, ROOT / "tools" / "actionlint" / "provide.py"], capture_output=True, text=True, check=False
    )
    if provided.returncode:
        pytest.skip(f"actionlint is not available: {provided.stderr.strip()}")
    command = [provided.stdout.strip(), "-no-color", str(path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (ended.returncode, ended.stdout) == (0, "")


@pytest.mark.parametrize("path", AZURE, ids=name_of)
def test_pipeline_fits_the_schema_of_azure_pipelines(path: Path, tmp_path: Path) -> None:
    """A pipeline is valid under Microsoft's schema, which takes each scalar as a string; a misspelled member is not."""
    assert errors_of(load(path), tmp_path) == 0

    pipeline = load(path)
    pipeline["jobs"][0]["timeoutInMinute"] = pipeline["jobs"][0].pop("timeoutInMinutes")
    assert errors_of(pipeline, tmp_path) == 1


def errors_of(pipeline: object, folder: Path) -> int:
    (folder / "pipeline.json").write_text(json.dumps(pipeline))
    options = ("--builtin-schema", "vendor.azure-pipelines", "--regex-variant", "nonunicode")
    command = [str(PROGRAMS / "check-jsonschema"), *options, str(folder / "pipeline.json")]
    return subprocess.run(command, capture_output=True, check=False).returncode


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_every_step_is_run_or_explained(path: Path) -> None:
    """Each step either runs in a test, or is one of those that cannot, with a reason."""
    steps = steps_of(path)
    is_github = path in GITHUB
    run_count = (SHELL_STEPS if is_github else AZURE_SHELL_STEPS)[path.name]
    not_run_count = (STEPS_NOT_RUN if is_github else AZURE_STEPS_NOT_RUN)[path.name]

    assert [step.name for step in steps if step.is_run and step.script is None] == []
    assert (sum(step.is_run for step in steps), sum(not step.is_run for step in steps)) == (run_count, not_run_count)


def test_every_reason_is_used() -> None:
    """No reason is left for a step that no pipeline has."""
    assert {step.name for path in ALL for step in steps_of(path) if not step.is_run} == set(NOT_RUN)


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_no_pipeline_has_a_key(path: Path) -> None:
    """No pipeline uses a key of the Face resource or a secret of the repository."""
    text = path.read_text()

    assert [word for word in ("AZURE_FACE_KEY", "azure-face:key", "secrets.", "PASSPHRASE") if word in text] == []
    assert "Cognitive Services User" in text


# --- the shell steps --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Checkout:
    """The repository of a user, with the scripts where the README says."""

    folder: Path
    emulator: Running
    environment: dict[str, str]

    def run(self, step: Step, pull_request: PullRequest | None = None) -> tuple[int, str]:
        values = {
            "vars.PULUMI_BACKEND_URL": self.environment["PULUMI_BACKEND_URL"],
            "vars.PULUMI_STACK": STACK,
            "vars.AZURE_STORAGE_ACCOUNT": "unused",
            "github.token": TOKEN,
            "github.event.pull_request.number": "7",
            "System.AccessToken": TOKEN,
        }
        variables = {**self.environment, **(pull_request.environment() if pull_request else {})}
        return run(step, self.folder, variables, values)

    def run_all(self, path: Path, pull_request: PullRequest | None = None) -> list[tuple[str, int, str]]:
        """Run the shell steps that can run, and return their names, exit codes, and outputs."""
        steps = [step for step in steps_of(path) if step.is_run]
        return [(step.name, *self.run(step, pull_request)) for step in steps]

    def service(self) -> httpx.Client:
        headers = {"Ocp-Apim-Subscription-Key": self.emulator.key}
        return httpx.Client(base_url=f"{self.emulator.url}/face/v1.2", headers=headers, trust_env=False)


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    folder = tmp_path / "repository"
    shutil.copytree(PIPELINES / "scripts", folder / "scripts" / "face")
    (folder / "Pulumi.yaml").write_text("name: faces\nruntime: python\n")
    (folder / "__main__.py").write_text(PROGRAM)
    with background(Settings(training_seconds=0)) as emulator:
        environment = {
            "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "PULUMI_BACKEND_URL": f"file://{tmp_path}",
            "PULUMI_CONFIG_PASSPHRASE": "test",
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "PULUMI_STACK": STACK,
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        }
        config = ["--plaintext", f"azure-face:endpoint={emulator.url}", "--secret", f"azure-face:key={emulator.key}"]
        for arguments in (["stack", "init", STACK], ["config", "set-all", *config]):
            command = ["pulumi", *arguments, "--non-interactive"]
            subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
        yield Checkout(folder, emulator, environment)


def pair(name: str) -> list[Path]:
    return [path for path in ALL if path.name == name]


@pytest.mark.parametrize("path", pair("face-preview.yml"), ids=name_of)
def test_preview_updates_one_comment(checkout: Checkout, path: Path) -> None:
    """The plan is in one comment of the pull request. The next run updates it and leaves the others alone."""
    with pull_request() as shown:
        first = checkout.run_all(path, shown)
        [text] = shown.comments[2:]
        assert [code for _, code, _ in first] == [0] * len(first), first
        assert "Plan: + 2 to create" in text
        assert "azure-face:PersonGroup" in text

        shown.comments += ["another"] * 200  # more than a page
        (checkout.folder / "__main__.py").write_text("")
        checkout.run_all(path, shown)

    assert len(shown.comments) == 203
    assert (shown.comments[:2], set(shown.comments[3:])) == (["Looks good", "Really"], {"another"})
    assert "Plan: + 1 to create" in shown.comments[2]
    assert TOKEN not in shown.comments[2]


@pytest.mark.parametrize("path", pair("face-preview.yml"), ids=name_of)
def test_failed_preview_is_in_the_comment(checkout: Checkout, path: Path) -> None:
    """A preview that fails ends its step with an error, and the comment shows why."""
    (checkout.folder / "__main__.py").write_text(PROGRAM.replace('"Staff"', '""'))
    with pull_request() as shown:
        results = checkout.run_all(path, shown)

    assert results[0][1] != 0
    assert "display_name must have 1 to 128 characters" in shown.comments[2]


@pytest.mark.parametrize("path", pair("face-deploy.yml"), ids=name_of)
def test_deploy_creates_the_containers(checkout: Checkout, path: Path) -> None:
    """The deployment checks the account and creates what the program declares."""
    results = checkout.run_all(path)
    with checkout.service() as service:
        containers = service.get("/persongroups").json()

    assert [code for _, code, _ in results] == [0] * len(results), results
    assert [container["name"] for container in containers] == ["Staff"]


@pytest.mark.parametrize("path", pair("face-deploy.yml"), ids=name_of)
def test_deploy_stops_when_the_account_does_not_answer(checkout: Checkout, path: Path) -> None:
    """A problem on the way to the account ends the deployment before `pulumi up`, with its cause in the log."""
    command = ["pulumi", "config", "set", "azure-face:endpoint", "http://127.0.0.1:1"]
    subprocess.run(command, cwd=checkout.folder, env=checkout.environment, check=True)
    _, code, output = checkout.run_all(path)[0]

    assert code == 1
    assert "could not connect to 127.0.0.1:1: connection refused" in output
    assert "Updating" not in output


@pytest.mark.parametrize("path", pair("face-drift.yml"), ids=name_of)
@pytest.mark.parametrize("is_changed", [False, True], ids=["clean", "drift"])
def test_drift_fails_after_its_reports_are_written(checkout: Checkout, path: Path, is_changed: bool) -> None:
    """The steps before the last one succeed and write all reports. The last one fails exactly if there is drift."""
    for deploy in steps_of(path.with_name("face-deploy.yml")):
        if deploy.is_run:
            assert checkout.run(deploy)[0] == 0
    if is_changed:
        with checkout.service() as service:
            service.patch("/persongroups/staff", json={"name": "Crew"}).raise_for_status()
    results = checkout.run_all(path)

    assert [code for _, code, _ in results] == [0] * (len(results) - 1) + [7 if is_changed else 0], results
    reports = {report.name for report in (checkout.folder / "reports").iterdir()}
    assert {"drift.md", "drift.sarif", "drift.xml", "drift.html"} <= reports
    assert ("staff" in (checkout.folder / "reports" / "drift.sarif").read_text()) is is_changed


def test_drift_that_cannot_tell_fails_at_once(checkout: Checkout) -> None:
    """A check that could not tell ends its own step, because it has no reports to upload."""
    [step] = [step for step in steps_of(GITHUB[1]) if step.script == "scripts/face/drift.sh"]
    (checkout.folder / "azure-face-ignore.yaml").write_text("no: rules\n")

    assert checkout.run(step)[0] in (1, 2)
    assert not (checkout.folder / "reports" / "drift-exit-code").exists()
