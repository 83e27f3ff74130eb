"""Enrolled faces: one of a person or of a large face list by its id, and all of a large face list.

The faces of a person are named by the person, those of a face list come with the list.
"""

from __future__ import annotations

import pulumi
from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, LARGE_PERSON_GROUP, PERSON_GROUP
from pulumi_azure_face.queries import faces
from pulumi_azure_face.queries.results import PersistedFaceResult
from pulumi_azure_face.resources.account import AccountOrName

from .invoke import invoke, invoke_output, takes_plain_values


@takes_plain_values
def get_person_group_person_face(
    person_group_id: str, person_id: str, persisted_face_id: str, *, account: str | None = None
) -> PersistedFaceResult:
    """Read a face of a person of a person group
    (`GET /persongroups/{personGroupId}/persons/{personId}/persistedfaces/{persistedFaceId}`).

    Args:
        person_group_id: 1 to 64 of the characters a-z, 0-9, - and _ (API: `personGroupId`).
        person_id: A UUID (API: `personId`).
        persisted_face_id: A UUID (API: `persistedFaceId`).
        account: The name of the account, one of `azure-face:accounts.<name>.*`; defaults to the stack's account.

    Returns:
        Its id and `user_data`. The service keeps no image.

    Errors are one line each and end the program: an id that breaks its rule, a group, person or face that is not there
    (404), a key that is rejected (401, 403), an unreachable endpoint.
    """
    return invoke(account, faces.get_of_person, PERSON_GROUP, person_group_id, person_id, persisted_face_id)


def get_person_group_person_face_output(
    person_group_id: pulumi.Input[str],
    person_id: pulumi.Input[str],
    persisted_face_id: pulumi.Input[str],
    *,
    account: AccountOrName = None,
) -> pulumi.Output[PersistedFaceResult]:
    """Read a face of a person of a person group once all ids are known and the resources that they come from exist.
    Otherwise like `get_person_group_person_face`.
    """
    return invoke_output(account, faces.get_of_person, PERSON_GROUP, person_group_id, person_id, persisted_face_id)


@takes_plain_values
def get_large_person_group_person_face(
    large_person_group_id: str, person_id: str, persisted_face_id: str, *, account: str | None = None
) -> PersistedFaceResult:
    """Read a face of a person of a large person group
    (`GET /largepersongroups/{largePersonGroupId}/persons/{personId}/persistedfaces/{persistedFaceId}`).

    Args:
        large_person_group_id: 1 to 64 of the characters a-z, 0-9, - and _ (API: `largePersonGroupId`).
        person_id: A UUID (API: `personId`).
        persisted_face_id: A UUID (API: `persistedFaceId`).
        account: The name of the account; defaults to the stack's account.

    Returns:
        Its id and `user_data`.

    Errors are those of `get_person_group_person_face`.
    """
    return invoke(account, faces.get_of_person, LARGE_PERSON_GROUP, large_person_group_id, person_id, persisted_face_id)


def get_large_person_group_person_face_output(
    large_person_group_id: pulumi.Input[str],
    person_id: pulumi.Input[str],
    persisted_face_id: pulumi.Input[str],
    *,
    account: AccountOrName = None,
) -> pulumi.Output[PersistedFaceResult]:
    """Read a face of a person of a large person group once all ids are known and the resources that they come from
    exist. Otherwise like `get_large_person_group_person_face`.
    """
    return invoke_output(
        account, faces.get_of_person, LARGE_PERSON_GROUP, large_person_group_id, person_id, persisted_face_id
    )


@takes_plain_values
def get_large_face_list_face(
    large_face_list_id: str, persisted_face_id: str, *, account: str | None = None
) -> PersistedFaceResult:
    """Read a face of a large face list (`GET /largefacelists/{largeFaceListId}/persistedfaces/{persistedFaceId}`).

    Args:
        large_face_list_id: 1 to 64 of the characters a-z, 0-9, - and _ (API: `largeFaceListId`).
        persisted_face_id: A UUID (API: `persistedFaceId`).
        account: The name of the account; defaults to the stack's account.

    Returns:
        Its id and `user_data`.

    Errors are those of `get_person_group_person_face`.
    """
    return invoke(account, faces.get_of_list, LARGE_FACE_LIST, large_face_list_id, persisted_face_id)


def get_large_face_list_face_output(
    large_face_list_id: pulumi.Input[str], persisted_face_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[PersistedFaceResult]:
    """Read a face of a large face list once both ids are known and the resources that they come from exist. Otherwise
    like `get_large_face_list_face`.
    """
    return invoke_output(account, faces.get_of_list, LARGE_FACE_LIST, large_face_list_id, persisted_face_id)


@takes_plain_values
def list_large_face_list_faces(
    large_face_list_id: str, *, start: str | None = None, top: int | None = None, account: str | None = None
) -> list[PersistedFaceResult]:
    """List the faces of a large face list by ascending id (`GET /largefacelists/{largeFaceListId}/persistedfaces`).

    Args:
        large_face_list_id: 1 to 64 of the characters a-z, 0-9, - and _ (API: `largeFaceListId`).
        start: A face's id, of at most 64 characters; the list begins after it.
        top: 1 to 1000: at most that many, by a single call. Defaults to all, with as many calls as needed.
        account: The name of the account; defaults to the stack's account.

    Returns:
        The results of `get_large_face_list_face` for each.

    Errors are those of `get_person_group_person_face`, and a `start` or `top` that breaks its rule.
    """
    return invoke(account, faces.list_all, LARGE_FACE_LIST, large_face_list_id, start, top)


def list_large_face_list_faces_output(
    large_face_list_id: pulumi.Input[str],
    *,
    start: pulumi.Input[str] | None = None,
    top: pulumi.Input[int] | None = None,
    account: AccountOrName = None,
) -> pulumi.Output[list[PersistedFaceResult]]:
    """List the faces of a large face list once all inputs are known and the resources that they come from exist.
    Otherwise like `list_large_face_list_faces`.
    """
    return invoke_output(account, faces.list_all, LARGE_FACE_LIST, large_face_list_id, start, top)
