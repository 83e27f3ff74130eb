"""A real `pulumi` on a project, a state and a home of its own."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import RawIOBase
from pathlib import Path
from tempfile import NamedTemporaryFile
from textwrap import dedent
from typing import Any

from .account import KEY

PROJECT, STACK = "engine-tests", "dev"
SECONDS = 150  # for one command; with four at once on two cores each takes about ten
NO_ENDPOINT = "http://127.0.0.1:1"  # stands in a blank project until a test's own account is known

FAILED, DRIFTED = 1, 7
"""Exit codes of the CLI: for a failed update, and for changes where none were expected."""

IMPORTS = "import pulumi\nimport pulumi_azure_face as face\n"


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and all it said."""

    exit_code: int
    output: str

    def lines(self, *parts: str) -> list[str]:
        """The lines that hold all the parts."""
        return [line.strip() for line in self.output.splitlines() if all(part in line for part in parts)]


@dataclass
class Stack:
    """A project with one stack. Every command must end as its test says, without a traceback and without the key."""

    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    """What is set beside the cleaned environment of the tests."""

    @property
    def folder(self) -> Path:
        """Where the program is; paths in it are relative to this."""
        return self.root / "project"

    def program(self, text: str) -> None:
        (self.folder / "__main__.py").write_text(IMPORTS + dedent(text))

    def up(self, *options: str, exit_code: int = 0) -> Outcome:
        return self.run("up", "--yes", "--skip-preview", *options, exit_code=exit_code)

    def preview(self, *options: str, exit_code: int = 0) -> Outcome:
        return self.run("preview", *options, exit_code=exit_code)

    def planned(self, *options: str) -> dict[str, str]:
        """What a preview says will happen, by resource: "update", "replace", and so on; what stays is left out."""
        steps = json.loads(self.preview("--json", *options).output)["steps"]
        named = {step["urn"].rpartition("::")[2]: step["op"] for step in steps if step["op"] != "same"}
        return {name: op for name, op in named.items() if not name.endswith(f"-{STACK}")}

    def refresh_preview(self, *, exit_code: int) -> Outcome:
        """Look for drift, as a pipeline does."""
        return self.run("refresh", "--preview-only", "--expect-no-changes", "--diff", exit_code=exit_code)

    def destroy(self) -> Outcome:
        return self.run("destroy", "--yes", "--skip-preview")

    def configure(self, **settings: str) -> None:
        """Set members of `azure-face:accounts`, each named by its account and itself: `second_key="..."`."""
        paths = {name.replace("_", "."): value for name, value in settings.items()}
        plain = [
            part for path, value in paths.items() for part in ("--plaintext", f"azure-face:accounts.{path}={value}")
        ]
        self.run("config", "set-all", "--path", *plain)

    def export(self) -> str:
        return self.run("stack", "export").output

    def resources(self) -> list[dict[str, Any]]:
        resources: list[dict[str, Any]] = json.loads(self.export())["deployment"].get("resources", [])
        return resources

    def urn(self, type_name: str, name: str) -> str:
        """The URN of a resource, by the name of its class and its own."""
        found = [one["urn"] for one in self.resources() if one["urn"].endswith(f"/azure-face:{type_name}::{name}")]
        assert len(found) == 1, found
        return str(found[0])

    def output(self, name: str) -> Any:
        return json.loads(self.run("stack", "output", name, "--json").output)

    def outputs(self) -> dict[str, Any]:
        """All outputs, as they are shown: secret ones are not."""
        outputs: dict[str, Any] = json.loads(self.run("stack", "output", "--json").output)
        return outputs

    def run(self, *arguments: str, exit_code: int = 0) -> Outcome:
        outcome = self.call(*arguments)
        assert outcome.exit_code == exit_code, outcome.output
        assert "Traceback" not in outcome.output, outcome.output
        assert KEY not in outcome.output
        return outcome

    def call(self, *arguments: str, **environment: str) -> Outcome:
        """Run a command to its end, whatever that is."""
        with self.started(*arguments, **environment) as command:
            command.process.wait(timeout=SECONDS)
            return Outcome(command.process.returncode, command.said())

    def run_on_terminal(self, *arguments: str) -> str:
        """Run a command as a person does, and return all that the terminal was given."""
        ours, its = pty.openpty()
        environment = {**self._environment(), "TERM": "xterm", "CI": ""}
        process = subprocess.Popen(
            ["pulumi", *arguments], cwd=self.folder, env=environment, stdin=its, stdout=its, stderr=its
        )
        os.close(its)
        with os.fdopen(ours, "rb", buffering=0) as terminal, process:
            try:
                return b"".join(until_closed(terminal)).decode(errors="replace")
            finally:
                process.kill()

    @contextmanager
    def started(self, *arguments: str, **environment: str) -> Iterator[Command]:
        """A command on its way. At the end of the block nothing of it is left running."""
        with NamedTemporaryFile(dir=self.root) as output:
            process = subprocess.Popen(
                ["pulumi", *arguments, "--non-interactive"],
                cwd=self.folder,
                env={**self._environment(), **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            command = Command(process, Path(output.name))
            try:
                yield command
            finally:
                command.end()

    def _environment(self) -> dict[str, str]:
        foreign = re.compile("PULUMI_|AZURE_FACE_")
        inherited = {name: value for name, value in os.environ.items() if not foreign.match(name)}
        return {
            **inherited,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": f"file://{self.root / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "passphrase of the tests",
            "PULUMI_HOME": str(self.root / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "PULUMI_STACK": STACK,
            "XDG_CACHE_HOME": str(self.root / "looks"),
            "XDG_STATE_HOME": str(self.root / "notes"),
            **self.environment,
        }


@dataclass
class Command:
    """A `pulumi` that runs, with everything that it has started."""

    process: subprocess.Popen[bytes]
    output: Path
    orphans: list[int] = field(default_factory=list)

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def kill(self) -> None:
        """End it as a machine does that goes down: at once, and without a word to what it has started.

        The program, the language host and the provider's host have process groups of their own and outlive it.
        """
        self.orphans = descendants(self.process.pid)
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        if self.process.poll() is None:
            self.kill()
        for orphan in self.orphans:
            end_process(orphan)


def until_closed(terminal: RawIOBase) -> Iterator[bytes]:
    """What is written to a terminal until nobody has it any more, which Linux tells as an error."""
    with suppress(OSError):
        while piece := terminal.read(65536):
            yield piece


def descendants(ancestor: int) -> list[int]:
    """The processes below one, nearest first."""
    rows = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = [tuple(map(int, row.split())) for row in rows.splitlines()]
    return list(below(ancestor, [(pid, parent) for pid, parent in parents]))


def below(ancestor: int, parents: Sequence[tuple[int, int]]) -> Iterator[int]:
    for pid, parent in parents:
        if parent == ancestor:
            yield pid
            yield from below(pid, parents)


def end_process(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        pass


def make_blank(root: Path) -> Stack:
    """A project with a stack that knows the key, to be copied for each test: making one takes longer than copying."""
    stack = Stack(root)
    stack.folder.mkdir(parents=True)
    (root / "state").mkdir()
    (stack.folder / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: python\n")
    stack.run("stack", "init", STACK)
    settings = {"endpoint": NO_ENDPOINT, "requestsPerSecond": "1000"}
    plain = [part for name, value in settings.items() for part in ("--plaintext", f"azure-face:{name}={value}")]
    stack.run("config", "set-all", *plain, "--secret", f"azure-face:key={KEY}")
    return stack


def copy_of(blank: Stack, root: Path, endpoint: str) -> Stack:
    """A stack of a test's own, for the account at `endpoint`."""
    shutil.copytree(blank.root, root)
    settings = root / "project" / f"Pulumi.{STACK}.yaml"
    settings.write_text(settings.read_text().replace(NO_ENDPOINT, endpoint))
    return Stack(root)
