"""The project of the journey: a copy of the quickstart with a state of its own, and the real CLI to run it."""

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

from .service import Service, Trouble

QUICKSTART = Path(__file__).resolve().parent.parent / "quickstart"
PATH = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)))
OTHERS = ("PULUMI_", "AZURE_")  # variables of these names are the caller's own affairs, not the journey's
OWN_FILES = ("photos", "Pulumi.*.yaml", "__pycache__")  # what is somebody's own in their quickstart


@dataclass(frozen=True)
class Project:
    """A Pulumi project: its folder, and the environment that the CLI runs in."""

    folder: Path
    environment: Mapping[str, str]

    @property
    def photos(self) -> Path:
        return self.folder / "photos"

    def show(self, *arguments: str) -> tuple[int, str]:
        """Run the CLI, print what it says as it says it, and answer with its exit status and the whole of that."""
        print(f"\n   $ pulumi {' '.join(arguments)}")
        command, said = self.command(*arguments, "--suppress-progress"), []
        with subprocess.Popen(
            command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as cli:
            for line in cli.stdout or ():
                print(f"   | {line}".rstrip())
                said.append(line)
        return cli.returncode, "".join(said)

    def ask(self, *arguments: str) -> str:
        """Run the CLI for what it answers."""
        command = self.command(*arguments)
        answer = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )
        if answer.returncode:
            raise Trouble(f"`pulumi {' '.join(arguments)}` fails: {answer.stderr.strip()}")
        return answer.stdout

    def outputs(self) -> dict[str, Any]:
        """What the stack exports."""
        exported: dict[str, Any] = json.loads(self.ask("stack", "output", "--json"))
        return exported

    def command(self, *arguments: str) -> list[str]:
        return [program("pulumi"), *arguments, "--non-interactive", "--color", "never"]


def program(name: str) -> str:
    """One that lies beside our Python, as set-up puts it, or else the machine's."""
    found = shutil.which(name, path=PATH)
    if found is None:
        raise Trouble(f"there is no program `{name}`; `make setup` provides it")
    return found


def copied(folder: Path, service: Service) -> Project:
    """A copy with photos and a stack of its own, as far below `folder` as the quickstart is below the repository's
    root: its Pulumi.yaml looks from there for the Python environment.
    """
    project = Project(folder / "examples" / "quickstart", environment_in(folder, service))
    shutil.copytree(QUICKSTART, project.folder, ignore=shutil.ignore_patterns(*OWN_FILES))
    (folder / ".venv").symlink_to(sys.prefix)
    subprocess.check_output([sys.executable, "make_photos.py"], cwd=project.folder)
    project.ask("stack", "init", "demo")
    return project


def environment_in(folder: Path, service: Service) -> dict[str, str]:
    """The caller's environment without anything that concerns Pulumi or Azure, and with ours instead."""
    for name in ("home", "state", "tmp"):
        (folder / name).mkdir()
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(OTHERS)},
        "PATH": PATH,
        "TMPDIR": str(folder / "tmp"),
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "only for this journey",
        "PULUMI_SKIP_UPDATE_CHECK": "1",
        "XDG_CACHE_HOME": str(folder / "looks"),
        "XDG_STATE_HOME": str(folder / "notes"),
        "AZURE_FACE_ENDPOINT": service.endpoint,
        "AZURE_FACE_KEY": service.key,
    }
