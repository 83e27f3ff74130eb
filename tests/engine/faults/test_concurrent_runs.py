"""Two runs at once on one account: they cannot share a governor, and both get through."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_azure_face.emulator import Settings

from ..account import KEY, Account, person_group
from ..photos import people_in, put_people
from ..stack import SECONDS, Stack, copy_of

RATE = 8
PEOPLE = {f"person-{number}": [f"{number}-{photo}" for photo in range(3)] for number in range(8)}


@pytest.mark.parametrize("account", [Settings(key=KEY, rate=RATE)], indirect=True)
def test_two_runs_at_once(blank: Stack, account: Account, tmp_path: Path) -> None:
    """Each believes that the whole rate is its own. 429 slows both down, and each ends exactly as declared."""
    stacks = [filling(group, copy_of(blank, tmp_path / group, account.url)) for group in ("one", "two")]

    up = ("up", "--yes", "--skip-preview")
    with stacks[0].started(*up) as first, stacks[1].started(*up) as second:
        endings = [run.process.wait(timeout=SECONDS) for run in (first, second)]

    assert endings == [0, 0], first.said() + second.said()
    assert account.holds() == [
        person_group(group, enrolled=people_in(stack.folder / "people"), trained=True)
        for group, stack in zip(("one", "two"), stacks, strict=True)
    ]
    assert 429 in account.statuses(), "the two were never too fast for the account"


def filling(group: str, stack: Stack) -> Stack:
    put_people(stack.folder / "people", PEOPLE)
    stack.run("config", "set", "azure-face:requestsPerSecond", str(RATE))
    stack.program(f'face.PersonGroup("{group}", person_group_id="{group}", persons="people", train=True)')
    return stack
