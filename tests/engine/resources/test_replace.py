"""Replacements keep all content, create no duplicates, and run in the safe order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ..account import Account, person_group
from ..photos import people_in, write_people
from ..stack import Stack


@pytest.fixture
def people(stack: Stack) -> Path:
    folder = stack.folder / "people"
    write_people(folder, {"Ann": ["ann-1", "ann-2"], "Ben": ["ben-1"]})
    return folder


def test_new_model_replaces_containers_with_their_content(stack: Stack, account: Account, people: Path) -> None:
    """A group with an explicit id is deleted first, and one with a derived id stays until its successor is trained."""
    program = """
        inputs = dict(persons="people", train=True, recognition_model="{model}")
        face.PersonGroup("explicit", person_group_id="explicit", **inputs)
        pulumi.export("id", face.PersonGroup("free", **inputs).person_group_id)
    """
    stack.program(program.format(model="recognition_03"))
    stack.up()
    old_id = stack.output("id")
    account.empty_log()

    stack.program(program.format(model="recognition_04"))
    stack.up()

    new_id, requests = stack.output("id"), account.requests()
    complete: dict[str, Any] = {"recognition_model": "recognition_04", "photos": people_in(people), "trained": True}
    assert new_id != old_id
    assert account.holds() == [person_group("explicit", **complete), person_group(new_id, "free", **complete)]
    assert requests.index("DELETE /persongroups/explicit") < requests.index("PUT /persongroups/explicit")
    assert requests.index(f"POST /persongroups/{new_id}/train") < requests.index(f"DELETE /persongroups/{old_id}")
    assert requests.count(f"POST /persongroups/{new_id}/train") == 1


def test_forced_replacement_restores_all_content(stack: Stack, account: Account, people: Path) -> None:
    """After `--replace` of a container, gallery, or training, the account holds the desired content exactly once."""
    stack.program("""
        for name in ("explicit", "gallery", "training"):
            face.PersonGroup(name, person_group_id=name, persons="people", train=True)
        pulumi.export("id", face.PersonGroup("free", persons="people", train=True).person_group_id)
    """)
    stack.up()
    account.empty_log()
    replaced = {"explicit": "PersonGroup", "free": "PersonGroup", "gallery": "Gallery", "training": "Training"}
    urns = [stack.urn(class_name, name) for name, class_name in replaced.items()]

    stack.up(*[option for urn in urns for option in ("--replace", urn)])

    ids = {name: stack.output("id") if name == "free" else name for name in replaced}
    complete: dict[str, Any] = {"photos": people_in(people), "trained": True}
    expected = [person_group(ids[name], name, **complete) for name in replaced]
    assert account.holds() == sorted(expected, key=lambda container: container.id)
    assert all(f"POST /persongroups/{group}/train" in account.requests() for group in ids.values())
    stack.preview("--expect-no-changes")
