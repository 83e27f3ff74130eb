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
    """Read the latest training of a person group (`GET /persongroups/{personGroupId}/training`).

    Args:
        person_group_id: 1 to 64 of the characters a-z, 0-9, - and _ (API: `personGroupId`).
        account: The name of the account, one of `azure-face:accounts.<name>.*`; defaults to the stack's account.

    Returns:
        `status`, `trained`, when it was requested and when it ended, and the `message` of a failure. A group that
        was never trained has the status notTrained.

    Errors are one line each and end the program: an id that breaks a rule, a missing group (404), a key
    that is rejected (401, 403), an unreachable endpoint.
    """
    return invoke(account, containers.training_status, PERSON_GROUP, person_group_id)


def get_person_group_training_status_output(
    person_group_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[TrainingStatusResult]:
    """Read the latest training of a person group once its id is known and the resource that it comes from exists.
    Otherwise like `get_person_group_training_status`.
    """
    return invoke_output(account, containers.training_status, PERSON_GROUP, person_group_id)


@takes_plain_values
def get_large_person_group_training_status(
    large_person_group_id: str, *, account: str | None = None
) -> TrainingStatusResult:
    """Read the latest training of a large person group (`GET /largepersongroups/{largePersonGroupId}/training`).

    Args:
        large_person_group_id: 1 to 64 of the characters a-z, 0-9, - and _ (API: `largePersonGroupId`).
        account: The name of the account; defaults to the stack's account.

    Returns:
        The same as `get_person_group_training_status`.

    Errors are those of `get_person_group_training_status`.
    """
    return invoke(account, containers.training_status, LARGE_PERSON_GROUP, large_person_group_id)


def get_large_person_group_training_status_output(
    large_person_group_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[TrainingStatusResult]:
    """Read the latest training of a large person group once its id is known and the resource that it comes from exists.
    Otherwise like `get_large_person_group_training_status`.
    """
    return invoke_output(account, containers.training_status, LARGE_PERSON_GROUP, large_person_group_id)


@takes_plain_values
def get_large_face_list_training_status(large_face_list_id: str, *, account: str | None = None) -> TrainingStatusResult:
    """Read the latest training of a large face list (`GET /largefacelists/{largeFaceListId}/training`).

    Args:
        large_face_list_id: 1 to 64 of the characters a-z, 0-9, - and _ (API: `largeFaceListId`).
        account: The name of the account; defaults to the stack's account.

    Returns:
        The same as `get_person_group_training_status`.

    Errors are those of `get_person_group_training_status`.
    """
    return invoke(account, containers.training_status, LARGE_FACE_LIST, large_face_list_id)


def get_large_face_list_training_status_output(
    large_face_list_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[TrainingStatusResult]:
    """Read the latest training of a large face list once its id is known and the resource that it comes from exists.
    Otherwise like `get_large_face_list_training_status`.
    """
    return invoke_output(account, containers.training_status, LARGE_FACE_LIST, large_face_list_id)
