"""With `--continue-on-error`, a failed container costs only what is in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from required_tools import require_go_tool

from ..account import Account
from ..photos import write_people
from ..stack import FAILED, Stack

PYTHON = """
    guests = face.PersonGroup("guests", person_group_id="guests", display_name={name!r}, persons="photos", train=True)
    ann = face.Person("ann", group=guests)
    face.Face("front", person=ann, image="photos/Ann/ann.jpg")
    later = pulumi.ResourceOptions(depends_on=[face.FaceList("first", face_list_id="first")])
    face.PersonGroup("staff", person_group_id="staff", persons="photos", train=True, opts=later)
"""
YAML = """
    resources:
      guests: {{type: azure-face:PersonGroup, properties: {{personGroupId: guests, displayName: {name}}}}}
      people: {{type: azure-face:Gallery, properties: {{container: "${{guests.ref}}", source: photos}}}}
      ann: {{type: azure-face:Person, properties: {{group: "${{guests.ref}}"}}}}
      front: {{type: azure-face:Face, properties: {{person: "${{ann.ref}}", image: photos/Ann/ann.jpg}}}}
      training:
        type: azure-face:Training
        properties: {{container: "${{guests.ref}}", triggers: ["${{people.revision}}"]}}
      first: {{type: azure-face:FaceList, properties: {{faceListId: first}}}}
      staff:
        type: azure-face:Enrollment
        properties: {{kind: PersonGroup, containerId: staff, source: photos}}
        options: {{dependsOn: ["${{first}}"]}}
"""


def write_python(stack: Stack, name: str) -> None:
    stack.program(PYTHON.format(name=name))


def write_yaml(stack: Stack, name: str) -> None:
    require_go_tool("pulumi-language-yaml")
    stack.yaml_program(YAML.format(name=name))


@pytest.mark.parametrize("write_program", [write_python, write_yaml])
def test_failed_container_costs_only_its_content(
    stack: Stack, account: Account, write_program: Callable[[Stack, str], None]
) -> None:
    """Everything else is deployed, and the next `up` completes the rest. The only error is that of the container."""
    write_people(stack.folder / "photos", {"Ann": ["ann"]})
    write_program(stack, "Guests")
    account.add_rule(method="PUT", path="/persongroups/guests", status=403, times=1)
    result = stack.up("--continue-on-error", exit_code=FAILED)
    assert result.lines("could not create PersonGroup 'guests'")
    assert not result.lines("required")
    assert [(container.id, container.trained) for container in account.holds()] == [("first", False), ("staff", True)]
    stack.up()
    stack.preview("--expect-no-changes")

    write_people(stack.folder / "photos", {"Ben": ["ben"]})
    write_program(stack, "Visitors")
    account.add_rule(method="PATCH", path="/persongroups/guests", status=403, times=1)
    result = stack.up("--continue-on-error", exit_code=FAILED)
    assert result.lines("could not update PersonGroup 'guests'")
    assert not result.lines("required")
    photos = {container.id: len(container.photos) for container in account.holds()}
    assert photos == {"first": 0, "guests": 2, "staff": 2}
    stack.up()
    stack.preview("--expect-no-changes")
