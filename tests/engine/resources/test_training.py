"""Trainings that fail, cannot be, or take too long."""

from __future__ import annotations

import time
from typing import Any

import pytest

from pulumi_azure_face.emulator import Settings

from ..account import KEY, Account, person_group
from ..photos import people_in, put_people
from ..stack import FAILED, Stack

PROGRAM = """
    face.PersonGroup("staff", person_group_id="staff", persons="people", train=True)
    face.PersonGroup("empty", person_group_id="empty", {persons} train=True)
"""


def test_a_failed_training_is_told_and_tried_again(stack: Stack, account: Account) -> None:
    """`up` fails with the service's message on one line, keeps the container, and the next `up` trains it."""
    people = stack.folder / "people"
    put_people(people, {"Ann": ["ann-1"]})
    account.fail_training("No face is good enough.", container="staff")
    stack.program(PROGRAM.format(persons=""))
    failed = stack.up("--continue-on-error", exit_code=FAILED)

    assert failed.lines("could not train PersonGroup 'staff': No face is good enough.")
    assert failed.lines("could not train PersonGroup 'empty': There is no person or no persisted face to train.")
    assert account.holds() == [person_group("empty"), person_group("staff", enrolled=people_in(people))]

    account.empty_log()
    stack.program(PROGRAM.format(persons="persons='people',"))
    stack.up()
    full: dict[str, Any] = {"enrolled": people_in(people), "trained": True}
    assert account.holds() == [person_group("empty", **full), person_group("staff", **full)]
    assert [write for write in account.writes() if "/staff" in write] == ["POST /persongroups/staff/train"]


@pytest.mark.parametrize("account", [Settings(key=KEY, training_seconds=120)], indirect=True)
def test_custom_timeouts_bound_a_training(stack: Stack, account: Account) -> None:
    """A training that takes longer than `custom_timeouts` allow fails, with what was last seen of it."""
    put_people(stack.folder / "people", {"Ann": ["ann-1"]})
    stack.program("""
        opts = pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create="2s"))
        face.PersonGroup("staff", person_group_id="staff", persons="people", train=True, opts=opts)
    """)
    began = time.monotonic()
    failed = stack.up(exit_code=FAILED)

    assert time.monotonic() - began < 60
    assert failed.lines("could not train PersonGroup 'staff': not done after 2 s; last seen running.")
    assert account.container("staff")["training"]["status"] == "running"
