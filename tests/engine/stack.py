"""A real `pulumi` with its own project, state backend, and home folder."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import RawIOBase
from pathlib import Path
from tempfile import NamedTemporaryFile
from textwrap import dedent
from typing import Any

from .account import KEY, wait_until

PROJECT, STACK = "engine-tests", "dev"
COMMAND_TIMEOUT = 150  # seconds; four commands at once on two cores take about ten each
PLACEHOLDER_ENDPOINT = "http://127.0.0.1:1"  # in the template's config; each copy replaces it

FAILED, DRIFTED = 1, 7
"""Exit codes of the CLI: for a failed update, and for changes where none were expected."""

IMPORTS = "import pulumi\nimport pulumi_azure_face as face\n"
PROVIDER_VARIABLES = re.compile("PULUMI_|AZURE_FACE_")


@dataclass(frozen=True)
class CommandResult:
    """The exit code of a finished command and its entire output."""

    exit_code: int
    output: str

    def lines(self, *parts: str) -> list[str]:
        """Return the lines that contain all the parts."""
        return [line.strip() for line in self.output.splitlines() if all(part in line for part in parts)]


@dataclass
class Stack:
    """A project with one stack.

    `run` and the methods that use it check that a command exits with the expected code and prints neither a traceback
    nor the key.
    """

    root: Path
    environment: dict[str, str] = field(default_factory=dict)
    """Variables to set in addition to the inherited ones."""
    machine: str = "first-machine"
    """The folder for local state and caches."""
    language: str = "python"
    """The language of generated programs: python, or yaml, which uses the plugin."""

    @property
    def folder(self) -> Path:
        """The project folder. Relative paths in a program start here."""
        return self.root / "project"

    def move_to_new_machine(self) -> None:
        """Give later commands empty folders for local state and caches. The backend and the project stay."""
        self.machine = f"after-{self.machine}"

    def program(self, text: str) -> None:
        (self.folder / "__main__.py").write_text(IMPORTS + dedent(text))

    def yaml_program(self, text: str) -> None:
        """Make the project one in YAML, which uses the plugin. The text has the members `resources` and `outputs`."""
        (self.folder / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: yaml\n{dedent(text)}")

    def up(self, *options: str, exit_code: int = 0) -> CommandResult:
        return self.run("up", "--yes", "--skip-preview", *options, exit_code=exit_code)

    def preview(self, *options: str, exit_code: int = 0) -> CommandResult:
        return self.run("preview", *options, exit_code=exit_code)

    def planned(self, *options: str) -> dict[str, str]:
        """Return the operation that a preview plans for each changed resource, such as "update" or "replace"."""
        output = self.preview("--json", *options).output
        steps = json.loads(output[output.index("{") :])["steps"]  # after warnings about plugins on PATH
        operations = {step["urn"].rpartition("::")[2]: step["op"] for step in steps if step["op"] != "same"}
        return {name: operation for name, operation in operations.items() if not name.endswith(f"-{STACK}")}

    def refresh_preview(self, *, exit_code: int) -> CommandResult:
        """Detect drift as a pipeline does."""
        return self.run("refresh", "--preview-only", "--expect-no-changes", "--diff", exit_code=exit_code)

    def destroy(self) -> CommandResult:
        return self.run("destroy", "--yes", "--skip-preview")

    def configure(self, **settings: str) -> None:
        """Set members of `azure-face:accounts`; `second_key="..."` sets the key of the account `second`."""
        values = {name.replace("_", "."): value for name, value in settings.items()}
        options = [
            part for path, value in values.items() for part in ("--plaintext", f"azure-face:accounts.{path}={value}")
        ]
        self.run("config", "set-all", "--path", *options)

    def export(self) -> str:
        return self.run("stack", "export").output

    def resources(self) -> list[dict[str, Any]]:
        resources: list[dict[str, Any]] = json.loads(self.export())["deployment"].get("resources", [])
        return resources

    def urn(self, class_name: str, name: str) -> str:
        """Return the URN of the resource with this class and name."""
        suffixes = f"/azure-face:{class_name}::{name}", f"azure-face:index:{class_name}::{name}"
        urns = [resource["urn"] for resource in self.resources() if resource["urn"].endswith(suffixes)]
        assert len(urns) == 1, urns
        return str(urns[0])

    def output(self, name: str) -> Any:
        return json.loads(self.run("stack", "output", name, "--json").output)

    def outputs(self) -> dict[str, Any]:
        """Return all outputs as the CLI shows them, with secrets masked."""
        outputs: dict[str, Any] = json.loads(self.run("stack", "output", "--json").output)
        return outputs

    def run(self, *arguments: str, exit_code: int = 0) -> CommandResult:
        result = self.run_unchecked(*arguments)
        assert result.exit_code == exit_code, result.output
        assert "Traceback" not in result.output, result.output
        assert KEY not in result.output
        return result

    def run_unchecked(self, *arguments: str, **environment: str) -> CommandResult:
        """Run a command to its end and accept any result."""
        with self.start(*arguments, **environment) as command:
            command.process.wait(timeout=COMMAND_TIMEOUT)
            return CommandResult(command.process.returncode, command.output())

    def run_on_terminal(self, *arguments: str) -> str:
        """Run a command on a pseudo-terminal and return everything written to it."""
        controller, terminal = pty.openpty()
        environment = {**self.process_environment(), "TERM": "xterm", "CI": ""}
        process = subprocess.Popen(
            ["pulumi", *arguments], cwd=self.folder, env=environment, stdin=terminal, stdout=terminal, stderr=terminal
        )
        os.close(terminal)
        with os.fdopen(controller, "rb", buffering=0) as reader, process:
            try:
                return b"".join(read_to_end(reader)).decode(errors="replace")
            finally:
                process.kill()

    @contextmanager
    def start(self, *arguments: str, **environment: str) -> Iterator[Command]:
        """Start a command. Leaving the block ends it and its descendants."""
        with NamedTemporaryFile(dir=self.root) as output:
            process = subprocess.Popen(
                ["pulumi", *arguments, "--non-interactive"],
                cwd=self.folder,
                env={**self.process_environment(), **environment},
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

    @contextmanager
    def killed_up(self, condition: Callable[[], object]) -> Iterator[None]:
        """Kill an `up` as soon as a condition holds. Its descendants live until the end of the block."""
        with self.start("up", "--yes", "--skip-preview") as command:
            wait_until(condition, "the moment to kill")
            command.kill()
            self.delete_empty_attributes()
            self.run("cancel", "--yes")
            yield

    def interrupted_up(self, is_time: Callable[[], object]) -> CommandResult:
        """Press Ctrl-C in an `up` at a moment, and return how the command ended."""
        with self.start("up", "--yes", "--skip-preview") as command:
            wait_until(is_time, "the moment to interrupt")
            command.process.send_signal(signal.SIGINT)
            command.process.wait(COMMAND_TIMEOUT)
            return CommandResult(command.process.returncode, command.output())

    def delete_empty_attributes(self) -> None:
        """Delete attribute files that a killed CLI left empty.

        The file backend of Pulumi renames the state file into place, but writes the `.attrs` file beside it directly. A
        kill in between leaves it empty, and then each command fails with "failed to load checkpoint: EOF".
        """
        for path in (self.root / "state").rglob("*.attrs"):
            if not path.stat().st_size:
                path.unlink()

    def process_environment(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not PROVIDER_VARIABLES.match(name)}
        return {
            **inherited,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PULUMI_BACKEND_URL": f"file://{self.root / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "passphrase of the tests",
            "PULUMI_HOME": str(self.root / "home"),
            "PULUMI_SKIP_UPDATE_CHECK": "1",
            "PULUMI_STACK": STACK,
            "XDG_CACHE_HOME": str(self.root / self.machine / "cache"),
            "XDG_STATE_HOME": str(self.root / self.machine / "state"),
            **self.environment,
        }


@dataclass
class Command:
    """A running `pulumi` and the processes that it started."""

    process: subprocess.Popen[bytes]
    output_file: Path
    orphans: list[int] = field(default_factory=list)

    def output(self) -> str:
        return self.output_file.read_text(errors="replace")

    def kill(self) -> None:
        """Kill only the CLI, without notice to the processes that it started.

        The program, the language host, and the provider host have their own process groups and outlive it.
        """
        self.orphans = descendants(self.process.pid)
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        if self.process.poll() is None:
            self.kill()
        for orphan in self.orphans:
            with suppress(ProcessLookupError):
                os.kill(orphan, signal.SIGKILL)


def read_to_end(reader: RawIOBase) -> Iterator[bytes]:
    """Yield the data written to a terminal until it is closed, which Linux reports as an error."""
    with suppress(OSError):
        while chunk := reader.read(65536):
            yield chunk


def descendants(ancestor: int) -> list[int]:
    """Return the ids of all processes below one process, parents first."""
    rows = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, row.split())) for row in rows.splitlines()]
    return list(descendants_in([(pid, parent) for pid, parent in pairs], ancestor))


def descendants_in(pairs: Sequence[tuple[int, int]], ancestor: int) -> Iterator[int]:
    for pid, parent in pairs:
        if parent == ancestor:
            yield pid
            yield from descendants_in(pairs, pid)


def create_template(root: Path) -> Stack:
    """Create a project with a stack that knows the key. Copying it is faster than creating a stack for each test."""
    stack = Stack(root)
    stack.folder.mkdir(parents=True)
    (root / "state").mkdir()
    (stack.folder / "Pulumi.yaml").write_text(f"name: {PROJECT}\nruntime: python\n")
    stack.run("stack", "init", STACK)
    settings = {"endpoint": PLACEHOLDER_ENDPOINT, "requestsPerSecond": "1000"}
    options = [part for name, value in settings.items() for part in ("--plaintext", f"azure-face:{name}={value}")]
    stack.run("config", "set-all", *options, "--secret", f"azure-face:key={KEY}")
    return stack


def copy_stack(template: Stack, root: Path, endpoint: str) -> Stack:
    """Copy the template for the account at `endpoint`."""
    shutil.copytree(template.root, root)
    config_file = root / "project" / f"Pulumi.{STACK}.yaml"
    config_file.write_text(config_file.read_text().replace(PLACEHOLDER_ENDPOINT, endpoint))
    return Stack(root)
