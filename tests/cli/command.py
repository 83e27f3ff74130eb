"""The command as the tests run it, and what its answers must have in common."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from typer.testing import CliRunner

from pulumi_azure_face.cli.app import app

from .conftest import KEY


@dataclass(frozen=True)
class Answer:
    """What a command said, and how it ended."""

    exit_code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[str]:
        """Its answer, without the spaces that fill a column."""
        return [" ".join(line.split()) for line in self.out.splitlines()]


def azure_face(*words: str, exit_code: int = 0) -> Answer:
    """Run the command in this process. It must end as its test says, without a traceback and without the key."""
    ended = CliRunner().invoke(app, words)
    answer = Answer(ended.exit_code, ended.stdout, ended.stderr)
    assert answer.exit_code == exit_code, (ended.output, ended.exception)
    assert "Traceback" not in ended.output
    assert KEY not in ended.output
    return answer
