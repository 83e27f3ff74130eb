"""Runs that are killed: the next run produces the same result as an uninterrupted run."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ..account import Account, person_group
from ..photos import people_in, write_people
from ..stack import Stack

PHOTOS_PER_PERSON = 15
"""Faces of a person are added one after the other, so a run that is not killed takes seconds."""


@pytest.fixture
def people(stack: Stack) -> Path:
    folder = stack.folder / "people"
    people = {person: [f"{person}-{number}" for number in range(PHOTOS_PER_PERSON)] for person in ("Ann", "Ben")}
    write_people(folder, people)
    stack.program('face.PersonGroup("staff", persons="people", train=True)')
    return folder


def test_run_killed_during_group_create_is_resumed(stack: Stack, account: Account) -> None:
    """The next run adopts a group that a killed run requested and the state does not contain."""
    stack.program('face.PersonGroup("staff")')
    account.add_rule(method="PUT", path=".*", delay=30)
    with stack.killed_up(account.writes):
        stack.up()

    (group,) = account.holds()
    assert group == person_group(group.id, "staff")


def test_run_killed_during_enrollment_is_resumed(stack: Stack, account: Account, people: Path) -> None:
    """Orphaned processes of a killed run stop writing, and the next run adds only the missing faces."""
    account.add_rule(method="POST", path=".*/persistedfaces", times=None, delay=0.3)
    with stack.killed_up(lambda: count_face_adds(account) > PHOTOS_PER_PERSON / 2):
        time.sleep(2)  # an orphan notices the end of the engine within a second
        adds_before = count_face_adds(account)
        time.sleep(1)
        assert count_face_adds(account) == adds_before < 2 * PHOTOS_PER_PERSON

        account.delete_rules()
        stack.up()

    assert_complete(account, people)
    assert count_face_adds(account) == 2 * PHOTOS_PER_PERSON


def test_run_killed_during_training_is_resumed(stack: Stack, account: Account, people: Path) -> None:
    """The next run trains again and creates nothing again."""
    account.add_rule(method="GET", path=".*/training", skip=1, times=None, delay=30)
    with stack.killed_up(lambda: count_trainings(account)):
        account.delete_rules()
        before = [container["createdDateTime"] for container in account.containers()]
        stack.up()

    assert_complete(account, people)
    assert [container["createdDateTime"] for container in account.containers()] == before


def count_face_adds(account: Account) -> int:
    return sum(write.lower().endswith("/persistedfaces") for write in account.writes())


def count_trainings(account: Account) -> int:
    return sum(write.endswith("/train") for write in account.writes())


def assert_complete(account: Account, people: Path) -> None:
    (group,) = account.holds()
    assert group == person_group(group.id, "staff", photos=people_in(people), trained=True)
