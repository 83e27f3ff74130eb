"""Functions for the training of a container. A face list is never trained."""

from __future__ import annotations

import pulumi
from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, LARGE_PERSON_GROUP, PERSON_GROUP
from pulumi_azure_face.queries import containers
from pulumi_azure_face.queries.results import TrainingStatusResult
from pulumi_azure_face.resources.account import AccountOrName

from .invoke import invoke, invoke_output, takes_plain_values


@takes_plain_values
def get_person_group_training_status(person_group_id: str, *, account: str | None = None) -> TrainingStatusResult:
    """Read the status of the latest training of a person group.

    Calls `GET /persongroups/{personGroupId}/training`.

    Args:
        person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API: `personGroupId`).
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The status, with `status`, `trained`, the times of the training, and the `message` of a failure. For a group
        that was never trained, `status` is notTrained.

    Raises:
        pulumi.RunError: An input breaks its rule, the group does not exist (404), the key is rejected (401 or 403), or
            the endpoint does not answer. The error ends the program with one line.

    Examples:
        ```python
        training = face.get_person_group_training_status("staff")
        pulumi.export("staff_ready", training.trained)
        ```
    """
    return invoke(account, containers.training_status, PERSON_GROUP, person_group_id)


def get_person_group_training_status_output(
    person_group_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[TrainingStatusResult]:
    """Read the training status of a person group once its id is known and the resource behind it exists.

    Calls `GET /persongroups/{personGroupId}/training`, like `get_person_group_training_status`. In a preview that would
    create those resources, the result is unknown.

    Args:
        person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API: `personGroupId`).
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the status.

    Raises:
        pulumi.RunError: As for `get_person_group_training_status`.

    Examples:
        ```python
        staff = face.PersonGroup("staff")
        training = face.get_person_group_training_status_output(staff.person_group_id)
        pulumi.export("staff_status", training.status)
        ```
    """
    return invoke_output(account, containers.training_status, PERSON_GROUP, person_group_id)


@takes_plain_values
def get_large_person_group_training_status(
    large_person_group_id: str, *, account: str | None = None
) -> TrainingStatusResult:
    """Read the status of the latest training of a large person group.

    Calls `GET /largepersongroups/{largePersonGroupId}/training`.

    Args:
        large_person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API:
            `largePersonGroupId`).
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The status, with `status`, `trained`, the times of the training, and the `message` of a failure. For a group
        that was never trained, `status` is notTrained.

    Raises:
        pulumi.RunError: An input breaks its rule, the group does not exist (404), the key is rejected (401 or 403), or
            the endpoint does not answer. The error ends the program with one line.

    Examples:
        ```python
        training = face.get_large_person_group_training_status("guests")
        pulumi.export("guests_ready", training.trained)
        ```
    """
    return invoke(account, containers.training_status, LARGE_PERSON_GROUP, large_person_group_id)


def get_large_person_group_training_status_output(
    large_person_group_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[TrainingStatusResult]:
    """Read the training status of a large person group once its id is known and the resource behind it exists.

    Calls `GET /largepersongroups/{largePersonGroupId}/training`, like `get_large_person_group_training_status`. In a
    preview that would create those resources, the result is unknown.

    Args:
        large_person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API:
            `largePersonGroupId`).
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the status.

    Raises:
        pulumi.RunError: As for `get_large_person_group_training_status`.

    Examples:
        ```python
        guests = face.LargePersonGroup("guests")
        training = face.get_large_person_group_training_status_output(guests.large_person_group_id)
        pulumi.export("guests_status", training.status)
        ```
    """
    return invoke_output(account, containers.training_status, LARGE_PERSON_GROUP, large_person_group_id)


@takes_plain_values
def get_large_face_list_training_status(large_face_list_id: str, *, account: str | None = None) -> TrainingStatusResult:
    """Read the status of the latest training of a large face list.

    Calls `GET /largefacelists/{largeFaceListId}/training`.

    Args:
        large_face_list_id: The id of the list: 1 to 64 characters from a-z, 0-9, - and _ (API: `largeFaceListId`).
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The status, with `status`, `trained`, the times of the training, and the `message` of a failure. For a list that
        was never trained, `status` is notTrained.

    Raises:
        pulumi.RunError: An input breaks its rule, the list does not exist (404), the key is rejected (401 or 403), or
            the endpoint does not answer. The error ends the program with one line.

    Examples:
        ```python
        training = face.get_large_face_list_training_status("visitors")
        pulumi.export("visitors_ready", training.trained)
        ```
    """
    return invoke(account, containers.training_status, LARGE_FACE_LIST, large_face_list_id)


def get_large_face_list_training_status_output(
    large_face_list_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[TrainingStatusResult]:
    """Read the training status of a large face list once its id is known and the resource behind it exists.

    Calls `GET /largefacelists/{largeFaceListId}/training`, like `get_large_face_list_training_status`. In a preview
    that would create those resources, the result is unknown.

    Args:
        large_face_list_id: The id of the list: 1 to 64 characters from a-z, 0-9, - and _ (API: `largeFaceListId`).
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the status.

    Raises:
        pulumi.RunError: As for `get_large_face_list_training_status`.

    Examples:
        ```python
        visitors = face.LargeFaceList("visitors")
        training = face.get_large_face_list_training_status_output(visitors.large_face_list_id)
        pulumi.export("visitors_status", training.status)
        ```
    """
    return invoke_output(account, containers.training_status, LARGE_FACE_LIST, large_face_list_id)
