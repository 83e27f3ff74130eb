"""Runs that are killed: the next one ends exactly as if nothing had happened."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ..account import Account, person_group, wait_until
from ..photos import people_in, put_people
from ..stack import Stack

PHOTOS = 15
"""Of each person. One is enrolled after the other, so a run that is not stopped goes on for seconds."""


@pytest.fixture
def people(stack: Stack) -> Path:
    folder = stack.folder / "people"
    put_people(folder, {person: [f"{person}-{number}" for number in range(PHOTOS)] for person in ("Ann", "Ben")})
    stack.program('face.PersonGroup("staff", persons="people", train=True)')
    return folder


def test_killed_while_a_group_is_made(stack: Stack, account: Account) -> None:
    """A group that a killed run asked for, and of which the state knows nothing, is the next run's own."""
    stack.program('face.PersonGroup("staff")')
    account.rule(method="PUT", path=".*", delay=30)
    with killed_when(stack, account.writes):
        stack.up()

    (group,) = account.holds()
    assert group == person_group(group.id, "staff")


def test_killed_while_it_enrols(stack: Stack, account: Account, people: Path) -> None:
    """What is left of a killed run stops writing, and what it made is found again: nothing is there twice."""
    account.rule(method="POST", path=".*/persistedfaces", times=None, delay=0.3)
    with killed_when(stack, lambda: adds(account) > PHOTOS / 2):
        time.sleep(2)  # an orphan notices within a second that nobody waits for it
        made = adds(account)
        time.sleep(1)
        assert adds(account) == made < 2 * PHOTOS

        account.end_rules()
        stack.up()

    assert_exact(account, people)
    assert adds(account) == 2 * PHOTOS


def test_killed_while_it_trains(stack: Stack, account: Account, people: Path) -> None:
    """The next run has a training of its own, and nothing is made anew."""
    account.rule(method="GET", path=".*/training", skip=1, times=None, delay=30)
    with killed_when(stack, lambda: trainings(account)):
        account.end_rules()
        before = [container["createdDateTime"] for container in account.containers()]
        stack.up()

    assert_exact(account, people)
    assert [container["createdDateTime"] for container in account.containers()] == before


@contextmanager
def killed_when(stack: Stack, happens: Callable[[], object]) -> Iterator[None]:
    """Kill an `up` in the middle. What it has started lives on for a while, as it would on a user's machine."""
    with stack.started("up", "--yes", "--skip-preview") as command:
        wait_until(happens, "the moment to kill")
        command.kill()
        stack.run("cancel", "--yes")
        yield


def adds(account: Account) -> int:
    return sum(write.lower().endswith("/persistedfaces") for write in account.writes())


def trainings(account: Account) -> int:
    return sum(write.endswith("/train") for write in account.writes())


def assert_exact(account: Account, people: Path) -> None:
    (group,) = account.holds()
    assert group == person_group(group.id, "staff", enrolled=people_in(people), trained=True)
