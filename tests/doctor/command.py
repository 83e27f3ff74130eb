"""Run `azure-face doctor` in the test process."""

from __future__ import annotations

from dataclasses import dataclass

from typer.testing import CliRunner

from pulumi_azure_face.cli.app import app
from pulumi_azure_face.doctor.results import CheckResult, Diagnosis

KEY = "key-of-the-doctor-tests"


@dataclass(frozen=True)
class Examined:
    """What a run found."""

    exit_code: int
    diagnosis: Diagnosis

    def __getitem__(self, name: str) -> CheckResult:
        [result] = [check for check in self.diagnosis.checks if check.name == name]
        return result

    def status(self, name: str) -> str:
        return self[name].status.value

    def line(self, name: str) -> str:
        """The message and the cure of a check."""
        return f"{self[name].message}. {self[name].cure}"

    @property
    def failures(self) -> list[str]:
        return [check.name for check in self.diagnosis.checks if check.status.value == "failure"]

    def skipped_for(self, cause: str) -> list[str]:
        """The checks that were skipped because of another one."""
        return [check.name for check in self.diagnosis.checks if check.message.startswith(f"needs {cause},")]


def doctor(*options: str, stdin: str | None = None, secrets: tuple[str, ...] = ()) -> Examined:
    """Run the command, and check that it prints neither a traceback nor a secret, and that problems have a cure."""
    run = CliRunner().invoke(app, ["doctor", "--json", *options], input=stdin)
    assert run.exit_code in (0, 1), (run.output, run.exception)
    assert [secret for secret in (KEY, *secrets) if secret in run.output] == []
    diagnosis = Diagnosis.model_validate_json(run.stdout)
    assert [check for check in diagnosis.checks if "check itself failed" in check.message] == []
    problems = [check for check in diagnosis.checks if check.status.value in ("warning", "failure")]
    assert [check for check in problems if not check.cure] == []
    assert (run.exit_code == 1) is (diagnosis.status.value == "failure")
    return Examined(run.exit_code, diagnosis)
