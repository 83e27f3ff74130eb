"""Two concurrent runs on one account, each with its own rate limiter."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_azure_face.emulator import Settings

from ..account import KEY, Account, person_group
from ..photos import people_in, write_people
from ..stack import COMMAND_TIMEOUT, Stack, copy_stack

RATE = 8
PEOPLE = {f"person-{number}": [f"{number}-{photo}" for photo in range(3)] for number in range(8)}


@pytest.mark.parametrize("account", [Settings(key=KEY, rate=RATE)], indirect=True)
def test_concurrent_runs_share_the_rate_limit(stack_template: Stack, account: Account, tmp_path: Path) -> None:
    """Two runs that each use the whole rate limit are throttled by 429 responses and still complete exactly."""
    groups = ("one", "two")
    stacks = [create_stack(group, copy_stack(stack_template, tmp_path / group, account.url)) for group in groups]

    up = ("up", "--yes", "--skip-preview")
    with stacks[0].start(*up) as first, stacks[1].start(*up) as second:
        exit_codes = [run.process.wait(timeout=COMMAND_TIMEOUT) for run in (first, second)]

    assert exit_codes == [0, 0], first.output() + second.output()
    assert account.holds() == [
        person_group(group, photos=people_in(stack.folder / "people"), trained=True)
        for group, stack in zip(groups, stacks, strict=True)
    ]
    assert 429 in account.statuses(), "the two runs never exceeded the rate limit"


def create_stack(group: str, stack: Stack) -> Stack:
    write_people(stack.folder / "people", PEOPLE)
    stack.run("config", "set", "azure-face:requestsPerSecond", str(RATE))
    stack.program(f'face.PersonGroup("{group}", person_group_id="{group}", persons="people", train=True)')
    return stack
