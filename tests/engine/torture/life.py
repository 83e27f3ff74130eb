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

from ..account import KEY, Account, emulated
from ..leaks import find_leaks, sensitive_images, sensitive_text
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
NEW_KEY = "new-key-of-the-engine-tests"

LIFE = (CREATE, UPDATE, REMOVE)
STEPS = {step.name: step for step in LIFE}
SECRETS = (sensitive_text("account key", KEY), sensitive_text("new account key", NEW_KEY))
EMPTY_ACCOUNT: dict[str, Any] = {"containers": [], "sessions": []}


@dataclass(frozen=True)
class Checkpoint:
    """A stack and its account before a step."""

    root: Path
    account: dict[str, Any]


@dataclass
class Workshop:
    """An emulator, and stacks that use its account one after the other."""

    account: Account
    folder: Path
    template: Stack
    language: str = "python"
    """The language of the programs."""
    scanned: int = 0
    """How many stacks were scanned for secrets."""
    secrets: list[str] = field(default_factory=list)
    """Where the scans found the account key or a part of an image, or a local file that other users can read."""
    _checkpoints: dict[str, Checkpoint] = field(default_factory=dict)
    _requests: dict[str, list[str]] = field(default_factory=dict)
    _stack_count: int = 0

    def requests(self, step: Step) -> list[str]:
        """Return the requests of a step that nothing interrupts. Concurrent ones have another order in another run."""
        if step.name not in self._requests:
            self.retire(self._run(step))
        return self._requests[step.name]

    def start(self, step: Step) -> Stack:
        """Return a stack and restore the account as they are before a step, with the step's program in place."""
        if step.name not in self._checkpoints:
            self._checkpoints[step.name] = self._reach(step)
        checkpoint = self._checkpoints[step.name]
        self.reset(checkpoint.account)
        return self._copy(Stack(checkpoint.root), step.program)

    def new_stack(self, program: Program | None = None) -> Stack:
        """Return an empty stack for the account as it is."""
        return self._copy(self.template, program)

    def reset(self, account: dict[str, Any] | None = None) -> None:
        self.account.delete_rules()
        self.account.restore(account or EMPTY_ACCOUNT)
        self.account.empty_log()

    def retire(self, stack: Stack) -> None:
        """Scan what the commands of a stack have left behind, and delete it."""
        self.scanned += 1
        self.secrets += find_leaks(stack, [*SECRETS, *sensitive_images(stack.folder)])
        shutil.rmtree(stack.root, ignore_errors=True)

    def _reach(self, step: Step) -> Checkpoint:
        """Run the steps before a step."""
        if step is LIFE[0]:
            return Checkpoint(self.template.root, EMPTY_ACCOUNT)
        stack = self._run(LIFE[LIFE.index(step) - 1])
        return Checkpoint(stack.root, self.account.dump())

    def _run(self, step: Step) -> Stack:
        stack = self.start(step)
        stack.run(*step.arguments)
        found = differences(self.account, step.expected())
        assert not found, f"an uninterrupted {step.name} is not exact: {found}"
        self._requests[step.name] = self.account.requests()
        return stack

    def _copy(self, original: Stack, program: Program | None) -> Stack:
        self._stack_count += 1
        stack = copy_stack(original, self.folder / f"stack-{self._stack_count}", self.account.url)
        stack.language = self.language
        if program:
            program.write(stack)
        return stack


@contextmanager
def workshop(language: str) -> Iterator[Workshop]:
    """Provide a workshop with its own emulator and folder, for programs in a language."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder, emulated() as account:
        yield Workshop(account, Path(folder), create_template(Path(folder) / "template"), language)
