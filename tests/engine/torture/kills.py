"""Kill a command at one of its requests, and run it again: the result is that of a command that nothing interrupts.

The emulator holds the request of a given number, before or after it has done the work, and the command is killed
meanwhile. The number counts requests as they arrive, because concurrent requests have no fixed order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from ..account import Account, wait_until
from ..stack import COMMAND_TIMEOUT, Command, CommandResult, Stack
from .life import LIFE, STEPS, Step, Workshop
from .programs import account_content, differences

HOLD = 20.0  # seconds; longer than it takes to kill a command
SIDES = ("before", "after")
KILLS = ("CLI", "tree")
MACHINES = ("same", "new")

STOPPED = "it can be any of these"
"""Part of the line with which a command stops when several equal items could be the one that the killed run created."""


@dataclass(frozen=True)
class Kill:
    """One case.

    step: The name of the command.
    request: The number of the request, from 1, among those that `method` and `path` select.
    side: Whether the request is held before or after the emulator has done the work.
    kill: Whether only the CLI is killed, and the processes that it started end later by themselves, or all of them.
    machine: Where the command runs again. A new machine has empty state and cache folders.
    method: Only requests with this method. By default any.
    path: Only requests whose path matches this regular expression.
    """

    step: str
    request: int
    side: str
    kill: str
    machine: str
    method: str | None = None
    path: str = ".*"

    def __str__(self) -> str:
        return f"{self.step} request {self.request} {self.side} {self.kill} {self.machine}"

    def selects(self, request: str) -> bool:
        method, path = request.split()
        return self.method in (None, method) and re.fullmatch(self.path, path) is not None


class Outcome(Enum):
    EXACT = "exact"
    STOPPED = "stopped with a report"
    FAILED = "failed"
    NOT_REACHED = "not reached"
    """The command ended before the request. This run of it sent fewer than the first one."""


@dataclass(frozen=True)
class KillResult:
    kill: Kill
    outcome: Outcome
    request: str = ""
    """The request that was held, such as `PUT /persongroups/staff`."""
    evidence: str = ""


def all_kills(workshop: Workshop) -> Iterator[Kill]:
    """Yield every request of a life, with both sides, both kinds of kill, and both machines."""
    for step in LIFE:
        for number in range(1, len(workshop.requests(step)) + 1):
            yield from (
                Kill(step.name, number, side, kill, machine) for side in SIDES for kill in KILLS for machine in MACHINES
            )


def run_kill(workshop: Workshop, kill: Kill) -> KillResult:
    """Run one case and clean up after it."""
    stack = workshop.start(STEPS[kill.step])
    try:
        return kill_and_resume(workshop.account, stack, kill)
    finally:
        workshop.retire(stack)


def kill_and_resume(account: Account, stack: Stack, kill: Kill) -> KillResult:
    step = STEPS[kill.step]
    with stack.start(*step.arguments) as command:
        request = kill_at(account, command, kill)
        if request is None:
            return KillResult(kill, Outcome.NOT_REACHED)
        stack.delete_empty_attributes()
        stack.run("cancel", "--yes")
        if kill.machine == "new":
            stack.move_to_new_machine()
        before = list(account_content(account))
        resumed = stack.run_unchecked(*step.arguments)
        problems = problems_after(stack, account, step, resumed)
    if resumed.exit_code and STOPPED in resumed.output:
        return KillResult(kill, Outcome.STOPPED, request, resumed.output)
    if not problems:
        return KillResult(kill, Outcome.EXACT, request)
    evidence = "\n".join([*problems, "--- account after the kill", *sorted(before), "--- output", resumed.output])
    return KillResult(kill, Outcome.FAILED, request, evidence)


def kill_at(account: Account, command: Command, kill: Kill) -> str | None:
    """Kill a command while one of its requests is held. Return the request, or None if the command ended before it."""
    which = {"method": kill.method, "path": kill.path, "skip": kill.request - 1}
    account.add_rule(**which, delay=HOLD, drop=True, before=kill.side == "before")
    wait_until(lambda: account.rule_hits() or command.process.poll() is not None, str(kill))
    if not account.rule_hits():
        command.process.wait(COMMAND_TIMEOUT)
        return None
    command.kill()
    if kill.kill == "tree":
        command.end()
    account.delete_rules()
    return [request for request in account.requests() if kill.selects(request)][kill.request - 1]


def problems_after(stack: Stack, account: Account, step: Step, resumed: CommandResult) -> list[str]:
    """Return why the result of a resumed command is not that of an uninterrupted one."""
    problems = differences(account, step.expected())
    if resumed.exit_code:
        problems.append(f"exit code {resumed.exit_code}")
    if "Traceback" in resumed.output:
        problems.append("the output has a traceback")
    if problems or step.is_destroy:
        return problems
    if stack.run_unchecked("preview", "--expect-no-changes").exit_code:
        return ["the next preview has changes"]
    destroyed = stack.run_unchecked("destroy", "--yes", "--skip-preview")
    left = list(account_content(account))
    return [f"destroy failed: {destroyed.output}"] * bool(destroyed.exit_code) + [f"left: {line}" for line in left]
