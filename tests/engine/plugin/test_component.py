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


TWO_GROUPS = """
    resources:
      staff:
        type: azure-face:Enrollment
        properties: {kind: PersonGroup, containerId: staff, source: photos}
      guests:
        type: azure-face:Enrollment
        properties: {kind: PersonGroup, containerId: guests, source: photos}
"""


def test_components_are_created_at_the_same_time(stack: Stack, account: Account) -> None:
    """The second container is created before the first one is filled."""
    write_people(stack.folder / "photos", {"Ann": ["ann"]})
    account.add_rule(method="PUT", delay=2)
    stack.yaml_program(TWO_GROUPS)
    stack.up()
    assert sorted(account.writes()[:2]) == ["PUT /persongroups/guests", "PUT /persongroups/staff"]


def test_failing_resource_is_the_only_error(stack: Stack, account: Account) -> None:
    """The components that wait for their resources when another one fails report nothing themselves."""
    write_people(stack.folder / "photos", {"Ann": ["ann"]})
    account.add_rule(method="PUT", path="/persongroups/staff", status=403, delay=2)
    stack.yaml_program(TWO_GROUPS)
    result = stack.up(exit_code=FAILED)
    errors = {line.partition("error: ")[2] for line in result.lines("error: ")} - {"update failed"}
    assert [error.partition(":")[0] for error in errors] == ["could not create PersonGroup 'staff'"]


def test_interrupted_component_is_completed_by_the_next_up(stack: Stack, account: Account) -> None:
    """Ctrl-C during a component reports that the update was canceled, and nothing about connections."""
    write_people(stack.folder / "photos", {str(person): [f"{person}"] for person in range(20)})
    stack.yaml_program(TWO_GROUPS)
    stack.run("config", "set", "azure-face:requestsPerSecond", "2")
    result = stack.interrupted_up(lambda: any("persistedfaces" in write.lower() for write in account.writes()))
    assert result.exit_code not in (0, None)
    assert "grpc" not in result.output

    stack.run("config", "set", "azure-face:requestsPerSecond", "1000")
    stack.up()
    assert [len(container.photos) for container in account.holds()] == [20, 20]
    stack.preview("--expect-no-changes")
