"""Programs that combine components, several accounts, and dependencies between resources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ..account import Account, emulated, large_face_list, person_group
from ..photos import faces_in, people_in, write_people, write_photos
from ..stack import Stack


@pytest.fixture
def second_account() -> Iterator[Account]:
    with emulated() as account:
        yield account


def test_components_and_accounts_combine(stack: Stack, account: Account, second_account: Account) -> None:
    """One program may use galleries, trainings, component resources, a second account, and groups read by id."""
    write_people(stack.folder / "people", {"Ann": ["ann-1"]})
    write_photos(stack.folder / "visitors", "vera")
    unmanaged = account.create_unmanaged_group("unmanaged", userData="hands off")
    stack.configure(branch_endpoint=second_account.url, branch_key="key-of-the-engine-tests")
    stack.program("""
        class Office(pulumi.ComponentResource):
            def __init__(self, name):
                super().__init__("tests:index:Office", name)
                opts = pulumi.ResourceOptions(parent=self)
                self.staff = face.PersonGroup(f"{name}-staff", display_name="Staff", opts=opts)

        offices = [Office("north"), Office("south")]
        for office, name in zip(offices, ("north", "south")):
            gallery = face.Gallery(name, container=office.staff, source="people")
            face.Training(name, container=office.staff, triggers=[gallery.revision])

        branch = face.LargeFaceList(
            "branch", large_face_list_id="branch", faces="visitors", train=True, account="branch"
        )
        group = face.PersonGroup.get("unmanaged", "unmanaged")
        pulumi.export("offices", [office.staff.person_group_id for office in offices])
        pulumi.export("unmanaged", pulumi.Output.all(group.display_name, group.user_data, group.recognition_model))
    """)
    stack.up()

    complete: dict[str, Any] = {"photos": people_in(stack.folder / "people"), "trained": True}
    office_ids = sorted(stack.output("offices"))
    visitors = faces_in(stack.folder / "visitors")
    assert len(set(office_ids)) == 2
    assert account.holds() == [*[person_group(office, "Staff", **complete) for office in office_ids], unmanaged]
    assert second_account.holds() == [large_face_list("branch", photos=visitors, trained=True)]
    assert stack.output("unmanaged") == ["unmanaged", "hands off", "recognition_01"]
    stack.preview("--expect-no-changes")
    stack.destroy()
    assert (account.holds(), second_account.holds()) == ([unmanaged], [])


def test_dependents_of_trained_wait_for_the_training(stack: Stack, account: Account) -> None:
    """A resource that takes `trained` as an input is created only after that training succeeded."""
    write_people(stack.folder / "people", {"Ann": ["ann-1"]})
    stack.program("""
        first = face.PersonGroup("first", person_group_id="first", persons="people", train=True)
        ready = first.trained.apply(lambda trained: f"first trained: {trained}")
        face.PersonGroup("second", person_group_id="second", user_data=ready)
    """)
    stack.up()

    assert account.container("second")["userData"] == "first trained: True"
    assert account.container("second")["createdDateTime"] > account.container("first")["training"]["lastActionDateTime"]
