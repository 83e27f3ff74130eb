"""The component that declares a container, its gallery, and its training as one."""

from __future__ import annotations

import pytest

from ..account import Account, person_group
from ..photos import faces_in, people_in, write_people, write_photos
from ..stack import FAILED, Stack

PROGRAM = """
    resources:
      staff:
        type: azure-face:Enrollment
        properties: {kind: PersonGroup, source: photos/staff, displayName: %s}
      visitors:
        type: azure-face:Enrollment
        properties: {kind: FaceList, containerId: visitors, source: photos/visitors}
    outputs:
      staff: ${staff.containerId}
      persons: ${staff.personCount}
      trained: ${staff.trained}
"""


def test_enrollment_fills_and_trains_a_container(stack: Stack, account: Account) -> None:
    """The component creates, keeps, updates, and deletes a container with all that belongs to it."""
    write_people(stack.folder / "photos" / "staff", {"Ann": ["ann"], "Ben": ["ben"]})
    write_photos(stack.folder / "photos" / "visitors", "vera")
    stack.yaml_program(PROGRAM % "Staff")
    assert stack.preview("--diff").lines("persons", ": 2")
    stack.up()
    outputs = stack.outputs()
    people = people_in(stack.folder / "photos" / "staff")
    staff, visitors = account.holds()
    assert staff == person_group(outputs["staff"], "Staff", photos=people, trained=True)
    assert visitors.photos == faces_in(stack.folder / "photos" / "visitors")
    assert (outputs["persons"], outputs["trained"]) == (2, True)

    account.empty_log()
    stack.preview("--expect-no-changes")
    assert account.requests() == []
    stack.yaml_program(PROGRAM % "The staff")
    stack.up()
    assert account.writes() == [f"PATCH /persongroups/{outputs['staff']}"]

    account.empty_log()
    stack.destroy()
    assert account.holds() == []
    assert f"DELETE /persongroups/{outputs['staff']}" in account.writes()
    assert not [write for write in account.writes() if "/persons/" in write]


@pytest.mark.parametrize(
    ("properties", "problem"),
    [
        ("kind: Persons, source: photos", "kind must be one of PersonGroup, LargePersonGroup, FaceList, LargeFaceList"),
        ("kind: FaceList, source: absent", "source: 'absent' does not exist"),
    ],
)
def test_invalid_input_is_reported(stack: Stack, account: Account, properties: str, problem: str) -> None:
    """A bad input ends the preview with a line that names it."""
    stack.yaml_program(f"resources: {{wrong: {{type: azure-face:Enrollment, properties: {{{properties}}}}}}}")
    assert stack.preview(exit_code=FAILED).lines("'wrong' has a problem: " + problem)
    assert account.requests() == []
