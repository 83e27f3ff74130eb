"""Run the command in the test process and check what all results have in common."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from typer.testing import CliRunner

from pulumi_azure_face.cli.app import app

from .conftest import KEY


@dataclass(frozen=True)
class CommandResult:
    """The exit code of a command and its output."""

    exit_code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        """The output lines, with runs of spaces collapsed."""
        return [" ".join(line.split()) for line in self.out.splitlines()]


def azure_face(*arguments: str, exit_code: int = 0) -> CommandResult:
    """Run the command and check its exit code, and that it prints neither a traceback nor the key."""
    run = CliRunner().invoke(app, arguments)
    result = CommandResult(run.exit_code, run.stdout, run.stderr)
    assert result.exit_code == exit_code, (run.output, run.exception)
    assert "Traceback" not in run.output
    assert KEY not in run.output
    return result
