"""The shell steps of the pipelines in examples/pipelines, as their services would run them."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

PIPELINES = Path(__file__).parents[2] / "examples" / "pipelines"
GITHUB = sorted((PIPELINES / "github").glob("*.yml"))
AZURE = sorted((PIPELINES / "azure").glob("*.yml"))
EXPRESSION = re.compile(r"\$\{\{ *([\w.]+) *\}\}|\$\(([\w.]+)\)(?!\))")

NOT_RUN = {
    "actions/checkout": "the project is already there",
    "actions/setup-python": "it installs Python from the network",
    "actions/upload-artifact": "it uploads to GitHub",
    "azure/login": "it signs in to Azure",
    "github/codeql-action/upload-sarif": "it uploads to GitHub",
    "pulumi/actions": "it installs the CLI from the network",
    "UsePythonVersion": "it selects a Python of the hosted agent",
    "PublishTestResults": "it uploads to Azure DevOps",
    "PublishBuildArtifacts": "it uploads to Azure DevOps",
    "python -m pip install -r requirements.txt": "it installs packages from the network",
    "curl -fsSL https://get.pulumi.com | sh": "it installs the CLI from the network",
}
"""The steps that cannot run in a test, each with the reason: actions, tasks, and first lines of shell steps."""


@dataclass(frozen=True)
class Step:
    """One step of a pipeline."""

    name: str
    """The action or task, or the first line of the shell step."""
    script: str | None = None
    """None for an action or a task that runs no shell."""
    options: tuple[str, ...] = ()
    """How the service starts bash."""
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_run(self) -> bool:
        return self.name not in NOT_RUN


def load(path: Path) -> dict[str, Any]:
    """Return a pipeline with all values as strings, as both services read them."""
    document: dict[str, Any] = yaml.load(path.read_text(), Loader=yaml.BaseLoader)
    return document


def github_steps(path: Path) -> Iterator[Step]:
    workflow = load(path)
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            variables = {**workflow.get("env", {}), **job.get("env", {}), **step.get("env", {})}
            if "run" in step:
                yield Step(first_line(step["run"]), step["run"], ("-e",), variables)
            else:
                yield Step(step["uses"].partition("@")[0])


def azure_steps(path: Path) -> Iterator[Step]:
    for job in load(path)["jobs"]:
        for step in job["steps"]:
            if "bash" in step:
                yield Step(first_line(step["bash"]), step["bash"], variables=step.get("env", {}))
            elif step["task"] == "AzureCLI@2":
                assert (step["inputs"]["scriptType"], step["inputs"]["scriptLocation"]) == ("bash", "inlineScript")
                script = step["inputs"]["inlineScript"]
                yield Step(first_line(script), script)
            else:
                yield Step(step["task"].partition("@")[0])


def first_line(script: str) -> str:
    return script.strip().splitlines()[0]


def run(step: Step, folder: Path, environment: Mapping[str, str], values: Mapping[str, str]) -> tuple[int, str]:
    """Run a shell step with the values of the service's expressions. Returns its exit code and its output."""
    assert step.script is not None
    variables = {name: expand(value, values) for name, value in step.variables.items()}
    ended = subprocess.run(
        ["bash", "--noprofile", "--norc", *step.options, "-c", expand(step.script, values)],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **environment, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout


def expand(text: str, values: Mapping[str, str]) -> str:
    """Replace `${{ name }}` and `$(name)` with values. An unknown name is an error of the test."""
    return EXPRESSION.sub(lambda found: values[found[1] or found[2]], text)
