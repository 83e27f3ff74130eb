"""The lifecycle of a stack: create, preview, update, rename, and destroy."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..account import Account, large_face_list, person_group
from ..photos import faces_in, people_in, write_people, write_photos
from ..stack import PROJECT, Stack

STAFF_AND_VISITORS = """
    staff = face.PersonGroup("staff", {inputs} persons="photos/staff", train=True)
    visitors = face.LargeFaceList("visitors", faces="photos/visitors", train=True)
    pulumi.export("staff", staff.person_group_id)
    pulumi.export("visitors", visitors.large_face_list_id)
    pulumi.export("trained", pulumi.Output.all(staff.trained, visitors.trained))
"""


def staff_and_visitors(inputs: str = "") -> str:
    return STAFF_AND_VISITORS.format(inputs=inputs)


@pytest.fixture
def photos(stack: Stack) -> Path:
    folder = stack.folder / "photos"
    write_people(folder / "staff", {"Ann": ["ann-1", "ann-2"], "Ben": ["ben-1"]})
    write_photos(folder / "visitors", "vera", "viktor")
    return folder


def test_stack_is_created_updated_and_destroyed(stack: Stack, account: Account, photos: Path) -> None:
    """After each run the account matches the program exactly, and unmanaged containers stay unchanged."""
    unmanaged = account.create_unmanaged_group("unmanaged")
    stack.program(staff_and_visitors("user_data='first',"))
    stack.up()

    staff_id, visitors_id = stack.output("staff"), stack.output("visitors")
    people = people_in(photos / "staff")
    visitors = large_face_list(visitors_id, "visitors", photos=faces_in(photos / "visitors"), trained=True)
    staff = person_group(staff_id, "staff", user_data="first", photos=people, trained=True)
    assert account.holds() == [staff, unmanaged, visitors]
    assert stack.output("trained") == [True, True]

    account.empty_log()
    stack.preview("--expect-no-changes")
    assert account.requests() == []

    stack.program(staff_and_visitors("display_name='The staff', user_data='second',"))
    update = stack.run("up", "--yes", "--diff")
    assert update.lines("display_name", '"staff" => "The staff"')
    assert update.lines("user_data", '"first" => "second"')
    staff = person_group(staff_id, "The staff", user_data="second", photos=people, trained=True)
    assert account.holds() == [staff, unmanaged, visitors]
    assert account.writes() == [f"PATCH /persongroups/{staff_id}"]

    stack.program(staff_and_visitors("display_name='The staff',"))
    cleared = stack.up("--diff")
    assert cleared.lines("- user_data", '"second"')
    staff = person_group(staff_id, "The staff", photos=people, trained=True)
    assert account.holds() == [staff, unmanaged, visitors]

    stack.destroy()
    assert account.holds() == [unmanaged]


def test_renames_change_nothing_in_the_account(stack: Stack, account: Account, photos: Path) -> None:
    """Ids and content survive a new name of the stack, of the project, and, with an alias, of the resource."""
    program = """
        opts = pulumi.ResourceOptions(aliases=[pulumi.Alias(name="staff")])
        face.PersonGroup("{name}", display_name="Staff", persons="photos/staff", train=True, opts=opts)
    """
    stack.program(program.format(name="staff"))
    stack.up()
    before = account.holds()
    account.empty_log()

    (stack.folder / "Pulumi.yaml").write_text("name: renamed\nruntime: python\n")
    stack.run("stack", "rename", "organization/renamed/prod", "--stack", f"organization/{PROJECT}/dev")
    stack.environment["PULUMI_STACK"] = "prod"
    stack.program(program.format(name="personnel"))
    stack.preview("--expect-no-changes")
    stack.up()

    assert account.writes() == []
    assert account.holds() == before
