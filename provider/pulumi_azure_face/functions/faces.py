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
    """Read a face of a person in a person group.

    Calls `GET /persongroups/{personGroupId}/persons/{personId}/persistedfaces/{persistedFaceId}`.

    Args:
        person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API: `personGroupId`).
        person_id: The id of the person, a UUID (API: `personId`).
        persisted_face_id: The id of the face, a UUID (API: `persistedFaceId`).
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The face, with its id and `user_data`. The service stores no image.

    Raises:
        pulumi.RunError: An input breaks its rule, the group, person, or face does not exist (404), the key is rejected
            (401 or 403), or the endpoint does not answer. The error ends the program with one line.

    Examples:
        ```python
        ann, portrait = "25985303-c537-4467-b41d-bdb45cd95ca1", "015839fb-fbd9-4f79-ace9-7675fc2f1dd9"
        found = face.get_person_group_person_face("staff", ann, portrait)
        pulumi.export("portrait_text", found.user_data)
        ```
    """
    return invoke(account, faces.get_of_person, PERSON_GROUP, person_group_id, person_id, persisted_face_id)


def get_person_group_person_face_output(
    person_group_id: pulumi.Input[str],
    person_id: pulumi.Input[str],
    persisted_face_id: pulumi.Input[str],
    *,
    account: AccountOrName = None,
) -> pulumi.Output[PersistedFaceResult]:
    """Read a face of a person in a person group once all ids are known and the resources behind them exist.

    Calls `GET /persongroups/{personGroupId}/persons/{personId}/persistedfaces/{persistedFaceId}`, like
    `get_person_group_person_face`. In a preview that would create those resources, the result is unknown.

    Args:
        person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API: `personGroupId`).
        person_id: The id of the person, a UUID (API: `personId`).
        persisted_face_id: The id of the face, a UUID (API: `persistedFaceId`).
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the face.

    Raises:
        pulumi.RunError: As for `get_person_group_person_face`.

    Examples:
        ```python
        staff = face.PersonGroup("staff")
        ann = face.Person("ann", group=staff)
        portrait = face.Face("portrait", person=ann, image="photos/ann.jpg")
        found = face.get_person_group_person_face_output(staff.person_group_id, ann.person_id, portrait.id)
        pulumi.export("portrait_text", found.user_data)
        ```
    """
    return invoke_output(account, faces.get_of_person, PERSON_GROUP, person_group_id, person_id, persisted_face_id)


@takes_plain_values
def get_large_person_group_person_face(
    large_person_group_id: str, person_id: str, persisted_face_id: str, *, account: str | None = None
) -> PersistedFaceResult:
    """Read a face of a person in a large person group.

    Calls `GET /largepersongroups/{largePersonGroupId}/persons/{personId}/persistedfaces/{persistedFaceId}`.

    Args:
        large_person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API:
            `largePersonGroupId`).
        person_id: The id of the person, a UUID (API: `personId`).
        persisted_face_id: The id of the face, a UUID (API: `persistedFaceId`).
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The face, with its id and `user_data`. The service stores no image.

    Raises:
        pulumi.RunError: An input breaks its rule, the group, person, or face does not exist (404), the key is rejected
            (401 or 403), or the endpoint does not answer. The error ends the program with one line.

    Examples:
        ```python
        ann, portrait = "25985303-c537-4467-b41d-bdb45cd95ca1", "015839fb-fbd9-4f79-ace9-7675fc2f1dd9"
        found = face.get_large_person_group_person_face("guests", ann, portrait)
        pulumi.export("portrait_text", found.user_data)
        ```
    """
    return invoke(account, faces.get_of_person, LARGE_PERSON_GROUP, large_person_group_id, person_id, persisted_face_id)


def get_large_person_group_person_face_output(
    large_person_group_id: pulumi.Input[str],
    person_id: pulumi.Input[str],
    persisted_face_id: pulumi.Input[str],
    *,
    account: AccountOrName = None,
) -> pulumi.Output[PersistedFaceResult]:
    """Read a face of a person in a large person group once all ids are known and the resources behind them exist.

    Calls `GET /largepersongroups/{largePersonGroupId}/persons/{personId}/persistedfaces/{persistedFaceId}`, like
    `get_large_person_group_person_face`. In a preview that would create those resources, the result is unknown.

    Args:
        large_person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API:
            `largePersonGroupId`).
        person_id: The id of the person, a UUID (API: `personId`).
        persisted_face_id: The id of the face, a UUID (API: `persistedFaceId`).
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the face.

    Raises:
        pulumi.RunError: As for `get_large_person_group_person_face`.

    Examples:
        ```python
        guests = face.LargePersonGroup("guests")
        ann = face.Person("ann", group=guests)
        portrait = face.Face("portrait", person=ann, image="photos/ann.jpg")
        found = face.get_large_person_group_person_face_output(guests.large_person_group_id, ann.person_id, portrait.id)
        pulumi.export("portrait_text", found.user_data)
        ```
    """
    return invoke_output(
        account, faces.get_of_person, LARGE_PERSON_GROUP, large_person_group_id, person_id, persisted_face_id
    )


@takes_plain_values
def get_large_face_list_face(
    large_face_list_id: str, persisted_face_id: str, *, account: str | None = None
) -> PersistedFaceResult:
    """Read a face of a large face list.

    Calls `GET /largefacelists/{largeFaceListId}/persistedfaces/{persistedFaceId}`.

    Args:
        large_face_list_id: The id of the list: 1 to 64 characters from a-z, 0-9, - and _ (API: `largeFaceListId`).
        persisted_face_id: The id of the face, a UUID (API: `persistedFaceId`).
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The face, with its id and `user_data`. The service stores no image.

    Raises:
        pulumi.RunError: An input breaks its rule, the list or face does not exist (404), the key is rejected (401 or
            403), or the endpoint does not answer. The error ends the program with one line.

    Examples:
        ```python
        found = face.get_large_face_list_face("visitors", "015839fb-fbd9-4f79-ace9-7675fc2f1dd9")
        pulumi.export("text", found.user_data)
        ```
    """
    return invoke(account, faces.get_of_list, LARGE_FACE_LIST, large_face_list_id, persisted_face_id)


def get_large_face_list_face_output(
    large_face_list_id: pulumi.Input[str], persisted_face_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[PersistedFaceResult]:
    """Read a face of a large face list once both ids are known and the resources behind them exist.

    Calls `GET /largefacelists/{largeFaceListId}/persistedfaces/{persistedFaceId}`, like `get_large_face_list_face`. In
    a preview that would create those resources, the result is unknown.

    Args:
        large_face_list_id: The id of the list: 1 to 64 characters from a-z, 0-9, - and _ (API: `largeFaceListId`).
        persisted_face_id: The id of the face, a UUID (API: `persistedFaceId`).
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the face.

    Raises:
        pulumi.RunError: As for `get_large_face_list_face`.

    Examples:
        ```python
        visitors = face.LargeFaceList("visitors")
        carl = face.Face("carl", container=visitors, image="photos/carl.jpg")
        found = face.get_large_face_list_face_output(visitors.large_face_list_id, carl.id)
        pulumi.export("text", found.user_data)
        ```
    """
    return invoke_output(account, faces.get_of_list, LARGE_FACE_LIST, large_face_list_id, persisted_face_id)


@takes_plain_values
def list_large_face_list_faces(
    large_face_list_id: str, *, start: str | None = None, top: int | None = None, account: str | None = None
) -> list[PersistedFaceResult]:
    """List the faces of a large face list by ascending id.

    Calls `GET /largefacelists/{largeFaceListId}/persistedfaces`.

    Args:
        large_face_list_id: The id of the list: 1 to 64 characters from a-z, 0-9, - and _ (API: `largeFaceListId`).
        start: List only items with an id after this one, of at most 64 characters.
        top: List at most this many, 1 to 1000, with one request. Defaults to all, with as many requests as needed.
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The results of `get_large_face_list_face` for each face.

    Raises:
        pulumi.RunError: An input breaks its rule, the list does not exist (404), the key is rejected (401 or 403), or
            the endpoint does not answer. The error ends the program with one line.

    Examples:
        ```python
        faces = face.list_large_face_list_faces("visitors")
        pulumi.export("face_count", len(faces))
        ```
    """
    return invoke(account, faces.list_all, LARGE_FACE_LIST, large_face_list_id, start, top)


def list_large_face_list_faces_output(
    large_face_list_id: pulumi.Input[str],
    *,
    start: pulumi.Input[str] | None = None,
    top: pulumi.Input[int] | None = None,
    account: AccountOrName = None,
) -> pulumi.Output[list[PersistedFaceResult]]:
    """List the faces of a large face list once all inputs are known and the resources behind them exist.

    Calls `GET /largefacelists/{largeFaceListId}/persistedfaces`, like `list_large_face_list_faces`. In a preview that
    would create those resources, the result is unknown.

    Args:
        large_face_list_id: The id of the list: 1 to 64 characters from a-z, 0-9, - and _ (API: `largeFaceListId`).
        start: List only items with an id after this one, of at most 64 characters.
        top: List at most this many, 1 to 1000, with one request. Defaults to all, with as many requests as needed.
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the faces.

    Raises:
        pulumi.RunError: As for `list_large_face_list_faces`.

    Examples:
        ```python
        visitors = face.LargeFaceList("visitors", faces="photos/visitors")
        faces = face.list_large_face_list_faces_output(visitors.large_face_list_id)
        pulumi.export("face_count", faces.apply(len))
        ```
    """
    return invoke_output(account, faces.list_all, LARGE_FACE_LIST, large_face_list_id, start, top)
