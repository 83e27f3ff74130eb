"""The life of a stack in three commands, and copies of the stack and its account from before each of them.

A case starts from such a copy, so it costs only the commands that it is about.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..account import Account, emulated
from ..stack import Stack, copy_stack, create_template
from .programs import AFTER, BEFORE, Program, differences


@dataclass(frozen=True)
class Step:
    """One command of a life."""

    name: str
    arguments: tuple[str, ...]
    program: Program
    """The program in the project when the command runs."""

    @property
    def is_destroy(self) -> bool:
        return self.arguments[0] == "destroy"

    def expected(self) -> list[str]:
        """Return the content of the account after the command."""
        return [] if self.is_destroy else list(self.program.content())


UP, DESTROY = ("up", "--yes", "--skip-preview"), ("destroy", "--yes", "--skip-preview")

CREATE = Step("create", UP, BEFORE)
UPDATE = Step("update", UP, AFTER)
REMOVE = Step("destroy", DESTROY, AFTER)
LIFE = (CREATE, UPDATE, REMOVE)
STEPS = {step.name: step for step in LIFE}


@dataclass(frozen=True)
class Checkpoint:
    """A stack and its account before a step."""

    root: Path
    account: dict[str, Any]
    requests: tuple[str, ...]
    """The requests of the step when nothing interrupts it. Concurrent ones arrive in another order in another run."""


@dataclass
class Workshop:
    """An emulator, and stacks that use its account one after the other."""

    account: Account
    folder: Path
    template: Stack
    _checkpoints: dict[str, Checkpoint] = field(default_factory=dict)
    _stack_count: int = 0

    def checkpoint(self, step: Step) -> Checkpoint:
        """Return the checkpoint of a step. The first call runs an uninterrupted life."""
        if not self._checkpoints:
            self._live()
        return self._checkpoints[step.name]

    def start(self, step: Step) -> Stack:
        """Return a stack and restore the account as they are before a step, with the step's program in place."""
        checkpoint = self.checkpoint(step)
        self.reset(checkpoint.account)
        return self._copy(Stack(checkpoint.root), step.program)

    def new_stack(self, program: Program | None = None) -> Stack:
        """Return an empty stack for the account as it is."""
        return self._copy(self.template, program)

    def reset(self, account: dict[str, Any] | None = None) -> None:
        self.account.delete_rules()
        self.account.restore(account or {"containers": [], "sessions": []})
        self.account.empty_log()

    def _live(self) -> None:
        self.reset()
        stack = self.new_stack()
        for step in LIFE:
            root = self.folder / f"before-{step.name}"
            shutil.copytree(stack.root, root)
            before = self.account.dump()
            step.program.write(stack)
            self.account.empty_log()
            stack.run(*step.arguments)
            found = differences(self.account, step.expected())
            assert not found, f"an uninterrupted {step.name} is not exact: {found}"
            self._checkpoints[step.name] = Checkpoint(root, before, tuple(self.account.requests()))

    def _copy(self, original: Stack, program: Program | None) -> Stack:
        self._stack_count += 1
        stack = copy_stack(original, self.folder / f"stack-{self._stack_count}", self.account.url)
        if program:
            program.write(stack)
        return stack


@contextmanager
def workshop() -> Iterator[Workshop]:
    """Provide a workshop with its own emulator and folder."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder, emulated() as account:
        yield Workshop(account, Path(folder), create_template(Path(folder) / "template"))
