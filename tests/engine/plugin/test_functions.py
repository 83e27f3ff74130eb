"""Functions of the plugin in a program in YAML."""

from __future__ import annotations

from ..account import Account
from ..stack import FAILED, Stack


def test_functions_return_what_the_account_has(stack: Stack, account: Account) -> None:
    """A program looks up a group, the persons in it, and its training."""
    account.create_unmanaged_group("staff", userData="text", recognitionModel="recognition_04")
    account.http.post("/persongroups/staff/persons", json={"name": "Ann"}).raise_for_status()
    stack.yaml_program(
        """
        variables:
          group: {fn::invoke: {function: azure-face:getPersonGroup, arguments: {personGroupId: staff}}}
          persons: {fn::invoke: {function: azure-face:listPersonGroupPersons, arguments: {personGroupId: staff}}}
          training:
            fn::invoke: {function: azure-face:getPersonGroupTrainingStatus, arguments: {personGroupId: staff}}
        outputs:
          text: ${group.userData}
          person: ${persons.items[0].displayName}
          trained: ${training.trained}
        """
    )
    stack.up()
    assert stack.outputs() == {"text": "text", "person": "Ann", "trained": False}


def test_function_of_a_new_resource_waits_for_it(stack: Stack, account: Account) -> None:
    """A function that takes the id of a resource runs once the resource exists."""
    stack.yaml_program(
        """
        resources:
          staff: {type: azure-face:PersonGroup}
        variables:
          group: {fn::invoke: {function: azure-face:getPersonGroup, arguments: {personGroupId: "${staff.id}"}}}
        outputs:
          name: ${group.displayName}
        """
    )
    stack.run("up", "--yes")
    assert stack.outputs() == {"name": "staff"}


def test_function_of_a_planned_container_previews(stack: Stack, account: Account) -> None:
    """An id is known at preview, so a function that takes it returns what the container would have."""
    stack.yaml_program(
        """
        resources:
          staff: {type: azure-face:PersonGroup, properties: {userData: text}}
        variables:
          group:
            fn::invoke: {function: azure-face:getPersonGroup, arguments: {personGroupId: "${staff.personGroupId}"}}
          persons:
            fn::invoke:
              function: azure-face:listPersonGroupPersons
              arguments: {personGroupId: "${staff.personGroupId}"}
          training:
            fn::invoke:
              function: azure-face:getPersonGroupTrainingStatus
              arguments: {personGroupId: "${staff.personGroupId}"}
        outputs:
          text: ${group.userData}
          persons: ${persons.items}
          trained: ${training.trained}
        """
    )
    preview = stack.preview("--diff")
    assert preview.lines("text", ': "text"')
    stack.run("up", "--yes")
    assert stack.outputs() == {"text": "text", "persons": [], "trained": False}


def test_error_is_one_line(stack: Stack, account: Account) -> None:
    """A missing group ends the preview with one line."""
    stack.yaml_program(
        """
        variables:
          group: {fn::invoke: {function: azure-face:getPersonGroup, arguments: {personGroupId: absent}}}
        outputs:
          name: ${group.displayName}
        """
    )
    assert stack.preview(exit_code=FAILED).lines("could not read PersonGroup 'absent': 404")
