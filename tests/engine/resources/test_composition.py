"""Programs of many parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ..account import Account, emulated, large_face_list, person_group
from ..photos import faces_in, people_in, put_people, put_photos
from ..stack import Stack


@pytest.fixture
def second() -> Iterator[Account]:
    with emulated() as account:
        yield account


def test_parts_stand_alone_or_under_a_parent_and_in_any_account(
    stack: Stack, account: Account, second: Account
) -> None:
    """Standalone galleries and trainings, component resources, a second account and groups read by id go together."""
    put_people(stack.folder / "people", {"Ann": ["ann-1"]})
    put_photos(stack.folder / "visitors", "vera")
    theirs = account.stranger("theirs", userData="hands off")
    stack.configure(branch_endpoint=second.url, branch_key="key-of-the-engine-tests")
    stack.program("""
        class Office(pulumi.ComponentResource):
            def __init__(self, name):
                super().__init__("tests:index:Office", name)
                within = pulumi.ResourceOptions(parent=self)
                self.staff = face.PersonGroup(f"{name}-staff", display_name="Staff", opts=within)

        offices = [Office("north"), Office("south")]
        for office, name in zip(offices, ("north", "south")):
            gallery = face.Gallery(name, container=office.staff, source="people")
            face.Training(name, container=office.staff, triggers=[gallery.revision])

        branch = face.LargeFaceList(
            "branch", large_face_list_id="branch", faces="visitors", train=True, account="branch"
        )
        theirs = face.PersonGroup.get("theirs", "theirs")
        pulumi.export("offices", [office.staff.person_group_id for office in offices])
        pulumi.export("theirs", pulumi.Output.all(theirs.display_name, theirs.user_data, theirs.recognition_model))
    """)
    stack.up()

    full: dict[str, Any] = {"enrolled": people_in(stack.folder / "people"), "trained": True}
    offices = sorted(stack.output("offices"))
    assert len(set(offices)) == 2
    assert account.holds() == [*[person_group(office, "Staff", **full) for office in offices], theirs]
    assert second.holds() == [large_face_list("branch", enrolled=faces_in(stack.folder / "visitors"), trained=True)]
    assert stack.output("theirs") == ["theirs", "hands off", "recognition_01"]
    stack.preview("--expect-no-changes")
    stack.destroy()
    assert (account.holds(), second.holds()) == ([theirs], [])


def test_what_depends_on_trained_waits_for_it(stack: Stack, account: Account) -> None:
    """Whatever takes `trained` as an input is made only when that training has succeeded."""
    put_people(stack.folder / "people", {"Ann": ["ann-1"]})
    stack.program("""
        first = face.PersonGroup("first", person_group_id="first", persons="people", train=True)
        ready = first.trained.apply(lambda trained: f"first trained: {trained}")
        face.PersonGroup("second", person_group_id="second", user_data=ready)
    """)
    stack.up()

    assert account.container("second")["userData"] == "first trained: True"
    assert account.container("second")["createdDateTime"] > account.container("first")["training"]["lastActionDateTime"]
