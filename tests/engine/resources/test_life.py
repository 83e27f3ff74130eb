"""The life of a stack: made, left alone, changed, renamed, taken down."""

from __future__ import annotations

from pathlib import Path

import pytest

from ..account import Account, large_face_list, person_group
from ..photos import faces_in, people_in, put_people, put_photos
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
    put_people(folder / "staff", {"Ann": ["ann-1", "ann-2"], "Ben": ["ben-1"]})
    put_photos(folder / "visitors", "vera", "viktor")
    return folder


def test_a_stack_is_made_changed_and_taken_down(stack: Stack, account: Account, photos: Path) -> None:
    """The account always holds exactly what the program says, and what it does not say is left alone."""
    strangers = account.stranger("strangers")
    stack.program(staff_and_visitors("user_data='first',"))
    stack.up()

    ids = (stack.output("staff"), stack.output("visitors"))
    enrolled, seen = people_in(photos / "staff"), faces_in(photos / "visitors")
    visitors = large_face_list(ids[1], "visitors", enrolled=seen, trained=True)
    staff = person_group(ids[0], "staff", user_data="first", enrolled=enrolled, trained=True)
    assert account.holds() == [staff, strangers, visitors]
    assert stack.output("trained") == [True, True]

    account.empty_log()
    stack.preview("--expect-no-changes")
    assert account.requests() == []

    stack.program(staff_and_visitors("display_name='The staff', user_data='second',"))
    changed = stack.run("up", "--yes", "--diff")
    assert changed.lines("display_name", '"staff" => "The staff"')
    assert changed.lines("user_data", '"first" => "second"')
    staff = person_group(ids[0], "The staff", user_data="second", enrolled=enrolled, trained=True)
    assert account.holds() == [staff, strangers, visitors]
    assert account.writes() == [f"PATCH /persongroups/{ids[0]}"]

    stack.program(staff_and_visitors("display_name='The staff',"))
    cleared = stack.up("--diff")
    assert cleared.lines("- user_data", '"second"')
    staff = person_group(ids[0], "The staff", enrolled=enrolled, trained=True)
    assert account.holds() == [staff, strangers, visitors]

    stack.destroy()
    assert account.holds() == [strangers]


def test_a_renamed_stack_project_and_resource_changes_nothing(stack: Stack, account: Account, photos: Path) -> None:
    """Ids and content are kept under another stack name, another project name and, with an alias, another resource's."""
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
