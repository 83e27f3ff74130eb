"""Save the state and the account of a program, for the tests of states (tests/states/README.md).

    .venv/bin/python tools/save_state.py tests/states/0.2.0

Runs the folder's `program.py` with the real Pulumi CLI on a fresh emulator and writes `state.json` and `account.json`
beside it. If there is a `before.py`, it runs first: resources that only it declares are deleted.
`pulumi up` may fail, because a state can hold a resource that is not finished; the output shows it.

The folder of the run, its keys and its passphrase are the same on every machine, so the files hold no secrets and no
machine paths.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from pulumi_azure_face.emulator import Settings, background

PROJECT, STACK = "engine-tests", "dev"
KEY = "key-of-the-engine-tests"
PASSPHRASE = "passphrase of the tests"  # noqa: S105 - it keeps nothing secret
"""The same as in tests/engine: a state can be imported only under its own project, stack and passphrase."""

TRAINING_SECONDS = 0.3
FOREIGN = re.compile("PULUMI_|AZURE_FACE_")
ON_THIS_MACHINE = ("stackTrace", "sourcePosition")  # members that hold paths; the engine does without them
RESULTS = ("state.json", "account.json")


@dataclass(frozen=True)
class Run:
    """A Pulumi project with a backend and a home of its own."""

    root: Path

    @property
    def project(self) -> Path:
        return self.root / "project"

    def prepare(self, release: Path, endpoint: str) -> None:
        shutil.copytree(release, self.project, ignore=shutil.ignore_patterns(*RESULTS, "__pycache__"))
        (self.project / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: python\n")
        (self.root / "backend").mkdir()
        self.pulumi("stack", "init", STACK)
        for name, value in {"endpoint": endpoint, "requestsPerSecond": "1000"}.items():
            self.pulumi("config", "set", "--plaintext", f"azure-face:{name}", value)
        self.pulumi("config", "set", "--secret", "azure-face:key", KEY)

    def up(self, program: str) -> None:
        shutil.copy(self.project / program, self.project / "__main__.py")
        options = ("--yes", "--skip-preview", "--non-interactive", "--continue-on-error")
        finished = subprocess.run(["pulumi", "up", *options], cwd=self.project, env=self._environment())
        print(f"{program}: pulumi up ended with {finished.returncode}")

    def pulumi(self, *arguments: str) -> str:
        command = ["pulumi", *arguments, "--non-interactive"]
        return subprocess.run(
            command, cwd=self.project, env=self._environment(), check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def _environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not FOREIGN.match(name)}
        return {
            **inherited,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": f"file://{self.root / 'backend'}",
            "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            "PULUMI_HOME": str(self.root / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "PULUMI_STACK": STACK,
            "XDG_CACHE_HOME": str(self.root / "cache"),
            "XDG_STATE_HOME": str(self.root / "notes"),
        }


def save(release: Path) -> None:
    """Run the programs of a release's folder and write their state and account into it."""
    with TemporaryDirectory() as root, background(Settings(key=KEY, training_seconds=TRAINING_SECONDS)) as service:
        run = Run(Path(root))
        run.prepare(release, service.url)
        for program in ("before.py", "program.py"):
            if (release / program).exists():
                run.up(program)
        state = without(ON_THIS_MACHINE, json.loads(run.pulumi("stack", "export")))
        headers = {"Ocp-Apim-Subscription-Key": KEY}
        account = httpx.get(f"{service.url}/_emulator/account", headers=headers, trust_env=False).raise_for_status()
        write(release / "state.json", state, root)
        write(release / "account.json", account.json(), root)


def without(members: Sequence[str], value: Any) -> Any:
    """JSON without members of these names, at any depth."""
    if isinstance(value, dict):
        return {name: without(members, one) for name, one in value.items() if name not in members}
    return [without(members, one) for one in value] if isinstance(value, list) else value


def write(file: Path, content: object, root: str) -> None:
    text = json.dumps(content, indent=4, ensure_ascii=False)
    for path in (root, str(Path.home()), sys.prefix):
        if path in text:
            raise SystemExit(
                f"{file.name} would hold the path {path} of this machine: use relative paths in the program"
            )
    file.write_text(f"{text}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="the folder of the release, which has a program.py")
    parser.add_argument("--again", action="store_true", help="replace the state of an unreleased folder")
    chosen = parser.parse_args()
    if not chosen.again and any((chosen.folder / name).exists() for name in RESULTS):
        raise SystemExit(f"{chosen.folder} has a saved state. Save another one in another folder.")
    save(chosen.folder)


if __name__ == "__main__":
    main()
