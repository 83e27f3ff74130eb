"""Faults of the service and the network, chosen by a seed, and commands that must succeed in spite of them.

A fault rule of the emulator applies to calls as they arrive, so the same seed gives the same faults, although concurrent
requests meet them in another order. Per call of the API (`CALLS`), at most `MAX_FAULTS` of the first `SPAN` requests
fail: the client gives up after five attempts, and no single request can meet that many.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from pulumi_azure_face.client.retry import MAX_ATTEMPTS

from ..account import KEY, Account, wait_until
from ..stack import COMMAND_TIMEOUT, CommandResult, Stack
from .life import NEW_KEY, STEPS, UP, Workshop
from .programs import WATCHED, account_content, differences

CONTAINER = "/[a-z]+/[^/]+"
PERSON = f"{CONTAINER}/persons/[^/]+"
FACE = "/persistedfaces/[^/]+"
CALLS = (
    ("PUT", CONTAINER),
    ("GET", CONTAINER),
    ("PATCH", CONTAINER),
    ("DELETE", CONTAINER),
    ("POST", f"{CONTAINER}/train"),
    ("GET", f"{CONTAINER}/training"),
    ("POST", f"{CONTAINER}/persons"),
    ("GET", f"{CONTAINER}/persons"),
    ("GET", PERSON),
    ("PATCH", PERSON),
    ("DELETE", PERSON),
    ("POST", ".*/persistedfaces"),
    ("GET", ".*/persistedfaces"),
    ("GET", f".*{FACE}"),
    ("PATCH", f".*{FACE}"),
    ("DELETE", f".*{FACE}"),
)
"""The method and the path of each call that a life sends."""

MAX_FAULTS = MAX_ATTEMPTS - 1
SPAN = 12
"""With four faults in twelve requests, a third of the requests fails."""

PAGE = "<html><head><title>502 Bad Gateway</title></head><body>The proxy got no answer.</body></html>"
HTML, JSON = {"Content-Type": "text/html"}, {"Content-Type": "application/json; charset=utf-8"}

FAULTS: Mapping[str, tuple[dict[str, Any], ...]] = {
    "request lost": ({"drop": True, "before": True},),
    "reply lost": ({"drop": True},),
    "429 with Retry-After": ({"status": 429, "headers": {"Retry-After": "1"}},),
    "429 without Retry-After": tuple(
        {"status": 429, "error": {"code": "429", "message": f"Rate limit is exceeded. Try again {when}."}}
        for when in ("later", "in 1 seconds")
    ),
    "5xx": tuple({"status": status, "after": after} for status in (500, 502, 503, 504) for after in (False, True)),
    "truncated JSON": ({"status": 200, "after": True, "body": '[{"personId": "25985303-c537-44', "headers": JSON},),
    "HTML page of a proxy": tuple(
        {"status": status, "after": after, "body": PAGE, "headers": HTML}
        for status in (502, 503, 504)
        for after in (False, True)
    ),
    "401 for a moment": ({"status": 401},),
}
"""The variants of each kind of fault that a command survives at the first try, as rules of the emulator."""

ALL_KINDS = "all kinds"
SLOW_REPLY = "slow reply past the deadline"
KEY_ROTATION = "new key not accepted yet"
KINDS = (*FAULTS, ALL_KINDS, SLOW_REPLY, KEY_ROTATION)

MAX_REJECTIONS = 2
"""Of one request's key in a row, the client accepts three."""
DEADLINE, DELAY = "4s", 8.0
"""The `custom_timeouts` of all resources, and the delay of a reply that comes later."""


NAMED = "with the same user data that this stack does not manage"
"""Part of the warning of the next run that names a face whose creation was not answered in time (a face with a text in
a FaceList: docs/decisions/0028-exactly-once-from-the-state.md).
"""


@dataclass(frozen=True)
class FaultCase:
    """One command under the faults of one kind."""

    step: str
    kind: str
    seed: int

    def __str__(self) -> str:
        return f"{self.step} with {self.kind}, seed {self.seed}"


@dataclass(frozen=True)
class FaultResult:
    case: FaultCase
    injected: int
    problems: tuple[str, ...] = ()
    evidence: str = ""
    has_named_face: bool = False
    """Whether the only problem is a face in a FaceList that the next run names in a warning."""


def rules_for(kind: str, seed: int) -> Iterator[dict[str, Any]]:
    """Yield the rules of a kind of fault. Each of them applies to one request."""
    random = Random(f"{kind} {seed}")
    kinds = list(FAULTS) if kind == ALL_KINDS else [kind]
    for method, path in CALLS:
        count = MAX_REJECTIONS if kind == "401 for a moment" else MAX_FAULTS
        for earlier, position in enumerate(sorted(random.sample(range(SPAN), count))):
            fault = random.choice(FAULTS[random.choice(kinds)])
            # A rule does not count the requests that an earlier rule applies to.
            yield {"method": method, "path": path, "skip": position - earlier, **fault}


def run_fault_case(workshop: Workshop, case: FaultCase) -> FaultResult:
    """Run one case and clean up after it."""
    stack = workshop.start(STEPS[case.step])
    try:
        return run_under_faults(workshop.account, stack, case)
    finally:
        workshop.retire(stack)


def run_under_faults(account: Account, stack: Stack, case: FaultCase) -> FaultResult:
    """Run the command of a case, and the next one where the fault may fail the first."""
    if case.kind == KEY_ROTATION:
        result, injected = with_key_rotation(account, stack, case)
    elif case.kind == SLOW_REPLY:
        result, injected = with_slow_replies(account, stack, case)
    else:
        for rule in rules_for(case.kind, case.seed):
            account.add_rule(**rule)
        result = stack.run_unchecked(*STEPS[case.step].arguments)
        injected = account.rule_hits()
    account.delete_rules()
    problems = differences(account, STEPS[case.step].expected())
    if case.kind == SLOW_REPLY and is_named(problems, result):
        return FaultResult(case, injected, has_named_face=True)
    if result.exit_code:
        problems.append(f"exit code {result.exit_code}")
    if "Traceback" in result.output:
        problems.append("the output has a traceback")
    if not problems and not STEPS[case.step].is_destroy:
        problems = problems_of_next_commands(account, stack)
    evidence = "\n".join([*problems, "--- output", result.output]) if problems else ""
    return FaultResult(case, injected, tuple(problems), evidence)


def is_named(problems: Sequence[str], result: CommandResult) -> bool:
    """Return whether all that is wrong is a face with a text in a FaceList, and the output has its warning."""
    is_only_face = all(problem.startswith(f"unexpected: {WATCHED}: face") for problem in problems)
    return bool(problems) and is_only_face and not result.exit_code and NAMED in result.output


def problems_of_next_commands(account: Account, stack: Stack) -> list[str]:
    """Return why the state does not describe the account."""
    if stack.run_unchecked("refresh", "--preview-only", "--expect-no-changes").exit_code:
        return ["a refresh finds changes"]
    destroyed = stack.run_unchecked("destroy", "--yes", "--skip-preview")
    left = list(account_content(account))
    return [f"destroy failed: {destroyed.output}"] * bool(destroyed.exit_code) + [f"left: {line}" for line in left]


def with_key_rotation(account: Account, stack: Stack, case: FaultCase) -> tuple[CommandResult, int]:
    """Run the command with a key that the account accepts only after it has rejected it."""
    stack.run("config", "set", "--secret", "azure-face:key", NEW_KEY)
    account.empty_log()
    try:
        with stack.start(*STEPS[case.step].arguments) as command:
            wait_until(lambda: 401 in account.statuses() or command.process.poll() is not None, "a rejected key")
            account.change_key(NEW_KEY)
            command.process.wait(COMMAND_TIMEOUT)
            return CommandResult(command.process.returncode, command.output()), account.statuses().count(401)
    finally:
        account.change_key(KEY)
        stack.run("config", "set", "--secret", "azure-face:key", KEY)


def with_slow_replies(account: Account, stack: Stack, case: FaultCase) -> tuple[CommandResult, int]:
    """Run the command with replies that come after the deadline. If it fails, return the result of the next one.

    The failure must be in one line, which names the deadline or the missing reply.
    """
    random = Random(f"{case}")
    step = STEPS[case.step]
    replace(step.program, timeout=DEADLINE).write(stack)
    if step.is_destroy:  # a destroy reads the deadline from the state
        stack.run(*UP)
    for method, path in random.sample(CALLS, 3):
        account.add_rule(method=method, path=path, delay=DELAY, before=random.choice((True, False)))
    first = stack.run_unchecked(*step.arguments)
    injected = account.rule_hits()
    account.delete_rules()
    if not first.exit_code:
        return first, injected
    if "Traceback" in first.output or not first.lines("could not"):
        return first, injected
    step.program.write(stack)
    return stack.run_unchecked(*step.arguments), injected


def all_fault_cases(seeds: range) -> Iterator[FaultCase]:
    yield from (FaultCase(step, kind, seed) for seed in seeds for kind in KINDS for step in STEPS)
