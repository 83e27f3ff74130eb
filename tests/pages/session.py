"""A reader who follows a page: writes its files and types its commands, in order."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from engine.stack import Stack
from pages.blocks import Block, Command, commands_of
from pages.outputs import lines_of, matches, updated

ROOT = Path(__file__).parents[2]
DOCUMENTED_ENDPOINT = "http://127.0.0.1:5000"
PROGRAM = "__main__.py"
TIMEOUT = 80  # seconds for one command
SETTINGS_OF_PULUMI = ("PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_STACK")
PULUMI_COMMAND = re.compile(r"pulumi (?:up|preview|refresh|destroy|import)\b")


class PageError(AssertionError):
    """A block of a page does not do what the page says."""


@dataclass
class Session:
    """Runs the blocks of one page in the folder of a stack."""

    stack: Stack
    endpoint: str | None = None
    """The emulator's endpoint on this machine. None until the page starts one."""
    is_new_user: bool = False
    """Whether the page sets everything up, with nothing but an empty folder and an empty home."""
    is_updating: bool = False
    """Whether outputs that differ are collected instead of raised."""
    new_outputs: dict[int, str] = field(default_factory=dict)
    """The updated code of blocks by their position."""
    last_exit_code: int = 0
    last_output: str = ""
    _has_new_program: bool = False
    _emulators: list[subprocess.Popen[str]] = field(default_factory=list)

    def run(self, block: Block) -> None:
        if block.reason:
            return
        if block.title:
            self.write_file(block.title, block.code)
        elif block.language in ("console", "sh"):
            self.run_commands(block)
        else:
            raise PageError(f"line {block.line}: a block of {block.language} has neither a title nor a reason")

    def write_file(self, name: str, content: str) -> None:
        if name == PROGRAM:
            self.run_pending_program()
            self._has_new_program = True
        path = self.stack.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.with_real_endpoint(content), encoding="utf-8")

    def run_pending_program(self) -> None:
        """Run a program of the page that none of its commands has run."""
        if self._has_new_program:
            self.execute("pulumi up --yes --skip-preview")
            self.expect_success("the program")

    def run_commands(self, block: Block) -> None:
        commands = commands_of(block)
        results = [self.run_command(command, block.line) for command in commands]
        if self.is_updating and block.language == "console":
            self.new_outputs[block.start] = "".join(
                "\n".join([f"$ {command.source or command.line}", *output]) + "\n"
                for command, output in zip(commands, results, strict=True)
            )

    def run_command(self, command: Command, line: int) -> list[str]:
        """Run a command and return the output that the page should show."""
        where = f"line {line}: `{command.line}`"
        if not command.line.startswith("echo $?"):
            self.expect_success(f"a command before {where}")
        if command.line.startswith("make "):
            actual = self.dry_run(command.line)
        elif command.line.startswith("export "):
            name, _, value = command.line.removeprefix("export ").partition("=")
            self.stack.environment[name] = self.with_real_endpoint(shlex.split(value)[0])
            actual = []
        elif command.line.startswith("azure-face emulator"):
            actual = [self.start_emulator(command.line)]
        else:
            actual = self.execute(command.line)
        if not command.output or matches(command.output, actual):
            return command.output
        if self.is_updating:
            return updated(command.output, actual)
        raise PageError(f"{where} prints:\n" + "\n".join(actual) + "\ninstead of:\n" + "\n".join(command.output))

    def expect_success(self, what: str) -> None:
        """Raise an error if the last command failed and the page does not show its exit code."""
        if self.last_exit_code:
            raise PageError(f"{what} exits with {self.last_exit_code}:\n{self.last_output}")

    def dry_run(self, command: str) -> list[str]:
        """Check that the targets of `make` exist. Running `make test` here would run this test again."""
        subprocess.run([*shlex.split(command), "--dry-run"], cwd=ROOT, capture_output=True, check=True)
        return []

    def execute(self, command: str) -> list[str]:
        """Run a command with a shell, which knows the exit code of the one before."""
        if PULUMI_COMMAND.search(command):
            self._has_new_program = False
        script = f"(exit {self.last_exit_code}); {self.with_real_endpoint(command)}"
        result = subprocess.run(
            ["bash", "-c", script],
            cwd=self.stack.folder,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
        self.last_exit_code = result.returncode
        self.last_output = self.with_documented_endpoint(result.stdout)
        return lines_of(self.last_output)

    def environment(self) -> dict[str, str]:
        environment = {**self.stack.process_environment(), "HOME": str(self.stack.root), "COLUMNS": "100"}
        hidden = SETTINGS_OF_PULUMI if self.is_new_user else ()
        return {name: value for name, value in environment.items() if name not in hidden} | self.stack.environment

    def start_emulator(self, command: str) -> str:
        """Start an emulator with the options of the page, but on a free port, and return its first line."""
        options = shlex.split(re.sub(r"--port \d+", "", command))[2:]
        program = Path(sys.executable).with_name("azure-face")
        process = subprocess.Popen(
            [program, "emulator", "--port", "0", *options], env=self.environment(), stdout=subprocess.PIPE, text=True
        )
        self._emulators.append(process)
        assert process.stdout
        line = process.stdout.readline().strip()
        self.endpoint = line.rpartition(" ")[2]
        return self.with_documented_endpoint(line)

    def with_real_endpoint(self, text: str) -> str:
        return text.replace(DOCUMENTED_ENDPOINT, self.endpoint or DOCUMENTED_ENDPOINT)

    def with_documented_endpoint(self, text: str) -> str:
        return text.replace(self.endpoint, DOCUMENTED_ENDPOINT) if self.endpoint else text

    @contextmanager
    def until_end(self) -> Iterator[Session]:
        """Run what is left at the end of the page, and stop the emulators."""
        try:
            yield self
            self.expect_success("the last command")
            self.run_pending_program()
        finally:
            for process in self._emulators:
                process.send_signal(signal.SIGINT)
                process.communicate()
