"""Trainings that fail, have no content, or take too long."""

from __future__ import annotations

import time
from typing import Any

import pytest

from pulumi_azure_face.emulator import Settings

from ..account import KEY, Account, person_group
from ..photos import people_in, write_people
from ..stack import FAILED, Stack

PROGRAM = """
    face.PersonGroup("staff", person_group_id="staff", persons="people", train=True)
    face.PersonGroup("empty", person_group_id="empty", {persons} train=True)
"""


def test_failed_training_is_reported_and_repeated(stack: Stack, account: Account) -> None:
    """`up` fails with the service's message in one line, keeps the container, and the next `up` trains it."""
    people = stack.folder / "people"
    write_people(people, {"Ann": ["ann-1"]})
    account.fail_training("No face is good enough.", container="staff")
    stack.program(PROGRAM.format(persons=""))
    failed = stack.up("--continue-on-error", exit_code=FAILED)

    assert failed.lines("could not train PersonGroup 'staff': No face is good enough.")
    assert failed.lines("could not train PersonGroup 'empty': There is no person or no persisted face to train.")
    assert account.holds() == [person_group("empty"), person_group("staff", photos=people_in(people))]

    account.empty_log()
    stack.program(PROGRAM.format(persons="persons='people',"))
    stack.up()
    complete: dict[str, Any] = {"photos": people_in(people), "trained": True}
    assert account.holds() == [person_group("empty", **complete), person_group("staff", **complete)]
    assert [write for write in account.writes() if "/staff" in write] == ["POST /persongroups/staff/train"]


@pytest.mark.parametrize("account", [Settings(key=KEY, training_seconds=120)], indirect=True)
def test_custom_timeouts_limit_the_training(stack: Stack, account: Account) -> None:
    """A training that takes longer than `custom_timeouts` allows fails with its last known status."""
    write_people(stack.folder / "people", {"Ann": ["ann-1"]})
    stack.program("""
        opts = pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create="2s"))
        face.PersonGroup("staff", person_group_id="staff", persons="people", train=True, opts=opts)
    """)
    started_at = time.monotonic()
    failed = stack.up(exit_code=FAILED)

    assert time.monotonic() - started_at < 60
    assert failed.lines("could not train PersonGroup 'staff': timed out after 2 s (last status: running).")
    assert account.container("staff")["training"]["status"] == "running"
