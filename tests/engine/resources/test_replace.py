"""Replacing things: nothing is lost, nothing is there twice, and the order serves the user."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..account import Account, person_group
from ..photos import people_in, put_people
from ..stack import Stack


@pytest.fixture
def people(stack: Stack) -> Path:
    folder = stack.folder / "people"
    put_people(folder, {"Ann": ["ann-1", "ann-2"], "Ben": ["ben-1"]})
    return folder


def test_another_model_replaces_containers_with_all_their_content(stack: Stack, account: Account, people: Path) -> None:
    """A group with an id of its own goes before its successor comes; one without serves until that is trained."""
    program = """
        filled = dict(persons="people", train=True, recognition_model="{model}")
        face.PersonGroup("explicit", person_group_id="explicit", **filled)
        pulumi.export("id", face.PersonGroup("free", **filled).person_group_id)
    """
    stack.program(program.format(model="recognition_03"))
    stack.up()
    old = stack.output("id")
    account.empty_log()

    stack.program(program.format(model="recognition_04"))
    stack.up()

    new, requests = stack.output("id"), account.requests()
    full: dict[str, Any] = {"recognition_model": "recognition_04", "enrolled": people_in(people), "trained": True}
    assert new != old
    assert account.holds() == [person_group("explicit", **full), person_group(new, "free", **full)]
    assert requests.index("DELETE /persongroups/explicit") < requests.index("PUT /persongroups/explicit")
    assert requests.index(f"POST /persongroups/{new}/train") < requests.index(f"DELETE /persongroups/{old}")
    assert requests.count(f"POST /persongroups/{new}/train") == 1


def test_whatever_is_replaced_on_demand_is_whole_afterwards(stack: Stack, account: Account, people: Path) -> None:
    """After `--replace` of a container, a gallery or a training, the account holds what the program says, once."""
    stack.program("""
        for name in ("explicit", "gallery", "training"):
            face.PersonGroup(name, person_group_id=name, persons="people", train=True)
        pulumi.export("id", face.PersonGroup("free", persons="people", train=True).person_group_id)
    """)
    stack.up()
    account.empty_log()
    kinds = {"explicit": "PersonGroup", "free": "PersonGroup", "gallery": "Gallery", "training": "Training"}
    urns = [stack.urn(kind, name) for name, kind in kinds.items()]

    stack.up(*[option for urn in urns for option in ("--replace", urn)])

    ids = {name: stack.output("id") if name == "free" else name for name in kinds}
    full: dict[str, Any] = {"enrolled": people_in(people), "trained": True}
    expected = [person_group(ids[name], name, **full) for name in kinds]
    assert account.holds() == sorted(expected, key=lambda one: one.id)
    assert all(f"POST /persongroups/{one}/train" in account.requests() for one in ids.values())
    stack.preview("--expect-no-changes")
