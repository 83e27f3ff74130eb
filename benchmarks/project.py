"""A Pulumi project with a state of its own, and the real CLI to run it."""

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
FOREIGN = ("PULUMI_", "AZURE_")  # variables of these names are the caller's own affairs


class Failed(Exception):
    """A `pulumi` that should have succeeded has not."""


@dataclass(frozen=True)
class Project:
    """One program, its stack, and what is set for it."""

    root: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    """What the program reads from its environment."""

    @property
    def folder(self) -> Path:
        return self.root / "project"

    def using(self, program: str) -> Project:
        shutil.copy(PROGRAMS / f"{program}.py", self.folder / "__main__.py")
        return self

    def on(self, account: Account, *, rate: float = 10_000, **settings: object) -> Project:
        """The same, for an account that takes so many requests a second."""
        with (self.folder / f"Pulumi.{STACK}.yaml").open("a") as settled:
            settled.write(f'config:\n  azure-face:requestsPerSecond: "{rate:g}"\n')
        named = {name.upper(): str(value) for name, value in settings.items()}
        reached = {"AZURE_FACE_ENDPOINT": account.url, "AZURE_FACE_KEY": account.key}
        return replace(self, settings={**reached, **named})

    def up(self, *options: str) -> float:
        return self.run("up", "--yes", "--skip-preview", *options)

    def preview(self) -> float:
        """A preview that finds nothing to do."""
        return self.run("preview", "--expect-no-changes")

    def refresh(self) -> float:
        return self.run("refresh", "--yes", "--skip-preview", "--expect-no-changes")

    def run(self, *arguments: str) -> float:
        """Run a command to its good end; the seconds it took."""
        began = time.perf_counter()
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive"],
            cwd=self.folder,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        seconds = time.perf_counter() - began
        if done.returncode:
            raise Failed(f"pulumi {' '.join(arguments)}\n{done.stdout}")
        return seconds

    def state_size(self) -> int:
        """Bytes of the saved state."""
        return (self.root / "state" / ".pulumi" / "stacks" / NAME / f"{STACK}.json").stat().st_size

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        return {
            **inherited,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": f"file://{self.root / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "only for these benchmarks",
            "PULUMI_HOME": str(self.root / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "PULUMI_STACK": STACK,
            "XDG_CACHE_HOME": str(self.root / "cache"),
            "XDG_STATE_HOME": str(self.root / "notes"),
            **self.settings,
        }


def make_blank(root: Path) -> None:
    """A project with an empty stack, to be copied for each run: making one takes longer than copying."""
    project = Project(root)
    project.folder.mkdir(parents=True)
    (root / "state").mkdir()
    (project.folder / "Pulumi.yaml").write_text(f"name: {NAME}\nruntime: python\n")
    project.run("stack", "init", STACK)
