"""The project of the journey: a copy of the quickstart with its own state, run by the real CLI."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .service import DemoError, Service

QUICKSTART = Path(__file__).resolve().parent.parent / "quickstart"
PATH = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
USER_VARIABLES = ("PULUMI_", "AZURE_")  # prefixes of variables that configure the user's own stacks
USER_FILES = ("photos", "Pulumi.*.yaml", "__pycache__")  # files that belong to the user's own quickstart


@dataclass(frozen=True)
class Project:
    """The folder of a Pulumi project and the environment of the CLI."""

    folder: Path
    environment: Mapping[str, str]

    @property
    def photos(self) -> Path:
        return self.folder / "photos"

    def run_and_print(self, *arguments: str) -> tuple[int, str]:
        """Run the CLI, print its output line by line, and return its exit code and output."""
        print(f"\n   $ pulumi {' '.join(arguments)}")
        command = self.command(*arguments, "--suppress-progress")
        lines = []
        with subprocess.Popen(
            command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as cli:
            for line in cli.stdout or ():
                print(f"   | {line}".rstrip())
                lines.append(line)
        return cli.returncode, "".join(lines)

    def run(self, *arguments: str) -> str:
        """Run the CLI and return its standard output."""
        command = self.command(*arguments)
        result = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        if result.returncode:
            raise DemoError(f"`pulumi {' '.join(arguments)}` failed: {result.stderr.strip()}")
        return result.stdout

    def outputs(self) -> dict[str, Any]:
        """Return the outputs of the stack."""
        outputs: dict[str, Any] = json.loads(self.run("stack", "output", "--json"))
        return outputs

    def command(self, *arguments: str) -> list[str]:
        return [find_program("pulumi"), *arguments, "--non-interactive", "--color", "never"]


def find_program(name: str) -> str:
    """Find a program next to the running Python, where `make setup` installs it, or else on PATH."""
    path = shutil.which(name, path=PATH)
    if path is None:
        raise DemoError(f"the program `{name}` is missing; run `make setup`")
    return path


def copy_quickstart(folder: Path, service: Service) -> Project:
    """Copy the quickstart with new photos and a new stack.

    The copy has the same depth below `folder` as the quickstart has in the repository, because its Pulumi.yaml locates
    the Python environment by a relative path.
    """
    project = Project(folder / "examples" / "quickstart", create_environment(folder, service))
    shutil.copytree(QUICKSTART, project.folder, ignore=shutil.ignore_patterns(*USER_FILES))
    (folder / ".venv").symlink_to(sys.prefix)
    subprocess.check_output([sys.executable, "make_photos.py"], cwd=project.folder)
    project.run("stack", "init", "demo")
    return project


def create_environment(folder: Path, service: Service) -> dict[str, str]:
    """Return the user's environment, with the settings of Pulumi and Azure replaced by those of the journey."""
    for name in ("home", "state", "tmp"):
        (folder / name).mkdir()
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(USER_VARIABLES)},
        "PATH": PATH,
        "TMPDIR": str(folder / "tmp"),
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "only for this journey",
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_STATE_HOME": str(folder / "create-log"),
        "AZURE_FACE_ENDPOINT": service.endpoint,
        "AZURE_FACE_KEY": service.key,
    }
