"""A Pulumi project with its own state, run by the real CLI."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from .account import Account

PROGRAMS = Path(__file__).parent / "programs"
NAME, STACK = "benchmarks", "dev"
USER_VARIABLES = ("PULUMI_", "AZURE_")  # prefixes of variables that configure the user's own stacks


class CommandFailedError(Exception):
    """A command failed."""


@dataclass(frozen=True)
class Project:
    """One program, its stack, and its environment variables."""

    root: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    """Environment variables that the program reads."""

    @property
    def folder(self) -> Path:
        return self.root / "project"

    def with_program(self, program: str) -> Project:
        shutil.copy(PROGRAMS / f"{program}.py", self.folder / "__main__.py")
        return self

    def for_account(self, account: Account, *, rate: float = 10_000, **variables: object) -> Project:
        """Return the project for an account with a rate limit in requests per second."""
        with (self.folder / f"Pulumi.{STACK}.yaml").open("a") as config:
            config.write(f'config:\n  azure-face:requestsPerSecond: "{rate:g}"\n')
        program_variables = {name.upper(): str(value) for name, value in variables.items()}
        account_variables = {"AZURE_FACE_ENDPOINT": account.url, "AZURE_FACE_KEY": account.key}
        return replace(self, variables={**account_variables, **program_variables})

    def up(self, *options: str) -> float:
        return self.run("up", "--yes", "--skip-preview", *options)

    def preview(self) -> float:
        """Run a preview that must find no changes."""
        return self.run("preview", "--expect-no-changes")

    def refresh(self) -> float:
        return self.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")

    def drift(self) -> float:
        """Run a drift check that must find nothing."""
        return self._run("azure-face", "drift", "--stack", STACK)

    def run(self, *arguments: str) -> float:
        """Run a `pulumi` command that must succeed, and return its duration in seconds."""
        return self._run("pulumi", *arguments, "--non-interactive")

    def _run(self, *command: str) -> float:
        started = time.perf_counter()
        result = subprocess.run(
            command,
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - started
        if result.returncode:
            raise CommandFailedError(f"{' '.join(command)}\n{result.stdout}")
        return seconds

    def state_size(self) -> int:
        """Return the size of the saved state in bytes."""
        return (self.root / "state" / ".pulumi" / "stacks" / NAME / f"{STACK}.json").stat().st_size

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(USER_VARIABLES)}
        return {
            **inherited,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": f"file://{self.root / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "only for these benchmarks",
            "PULUMI_HOME": str(self.root / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "PULUMI_STACK": STACK,
            "XDG_CACHE_HOME": str(self.root / "cache"),
            "XDG_STATE_HOME": str(self.root / "local-state"),
            **self.variables,
        }


def create_template(root: Path) -> None:
    """Create a project with an empty stack. Copying it for each run is faster than creating a stack each time."""
    project = Project(root)
    project.folder.mkdir(parents=True)
    (root / "state").mkdir()
    (project.folder / "Pulumi.yaml").write_text(f"name: {NAME}\nruntime: python\n")
    project.run("stack", "init", STACK)
