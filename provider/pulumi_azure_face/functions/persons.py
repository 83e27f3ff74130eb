"""Persons: one of a group by their id, and all of a group."""

from __future__ import annotations

import pulumi
from pulumi_azure_face.client.kinds import LARGE_PERSON_GROUP, PERSON_GROUP
from pulumi_azure_face.queries import persons
from pulumi_azure_face.queries.results import PersonResult
from pulumi_azure_face.resources.account import AccountOrName

from .invoke import invoke, invoke_output, takes_plain_values


@takes_plain_values
def get_person_group_person(person_group_id: str, person_id: str, *, account: str | None = None) -> PersonResult:
    """Read a person of a person group.

    Calls `GET /persongroups/{personGroupId}/persons/{personId}`.

    Args:
        person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API: `personGroupId`).
        person_id: The id of the person, a UUID (API: `personId`).
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The person, with the id, `display_name`, `user_data`, and up to 248 `persisted_face_ids`.

    Raises:
        pulumi.RunError: An input breaks its rule, the group or person does not exist (404), the key is rejected (401 or
            403), or the endpoint does not answer. The error ends the program with one line.

    Examples:
        ```python
        ann = face.get_person_group_person("staff", "25985303-c537-4467-b41d-bdb45cd95ca1")
        pulumi.export("ann_faces", len(ann.persisted_face_ids))
        ```
    """
    return invoke(account, persons.get, PERSON_GROUP, person_group_id, person_id)


def get_person_group_person_output(
    person_group_id: pulumi.Input[str], person_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[PersonResult]:
    """Read a person of a person group once both ids are known and the resources behind them exist.

    Calls `GET /persongroups/{personGroupId}/persons/{personId}`, like `get_person_group_person`. In a preview that
    would create those resources, the result is unknown.

    Args:
        person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API: `personGroupId`).
        person_id: The id of the person, a UUID (API: `personId`).
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the person.

    Raises:
        pulumi.RunError: As for `get_person_group_person`.

    Examples:
        ```python
        staff = face.PersonGroup("staff")
        ann = face.Person("ann", group=staff, faces=["photos/ann.jpg"])
        found = face.get_person_group_person_output(staff.person_group_id, ann.person_id)
        pulumi.export("ann_faces", found.persisted_face_ids)
        ```
    """
    return invoke_output(account, persons.get, PERSON_GROUP, person_group_id, person_id)


@takes_plain_values
def list_person_group_persons(
    person_group_id: str, *, start: str | None = None, top: int | None = None, account: str | None = None
) -> list[PersonResult]:
    """List the persons of a person group by ascending id.

    Calls `GET /persongroups/{personGroupId}/persons`.

    Args:
        person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API: `personGroupId`).
        start: List only items with an id after this one, of at most 64 characters.
        top: List at most this many, 1 to 1000, with one request. Defaults to all, with as many requests as needed.
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The results of `get_person_group_person` for each person.

    Raises:
        pulumi.RunError: An input breaks its rule, the group does not exist (404), the key is rejected (401 or 403), or
            the endpoint does not answer. The error ends the program with one line.

    Examples:
        ```python
        persons = face.list_person_group_persons("staff")
        pulumi.export("names", [person.display_name for person in persons])
        ```
    """
    return invoke(account, persons.list_all, PERSON_GROUP, person_group_id, start, top)


def list_person_group_persons_output(
    person_group_id: pulumi.Input[str],
    *,
    start: pulumi.Input[str] | None = None,
    top: pulumi.Input[int] | None = None,
    account: AccountOrName = None,
) -> pulumi.Output[list[PersonResult]]:
    """List the persons of a person group once all inputs are known and the resources behind them exist.

    Calls `GET /persongroups/{personGroupId}/persons`, like `list_person_group_persons`. In a preview that would create
    those resources, the result is unknown.

    Args:
        person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API: `personGroupId`).
        start: List only items with an id after this one, of at most 64 characters.
        top: List at most this many, 1 to 1000, with one request. Defaults to all, with as many requests as needed.
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the persons.

    Raises:
        pulumi.RunError: As for `list_person_group_persons`.

    Examples:
        ```python
        staff = face.PersonGroup("staff", persons="photos/staff")
        persons = face.list_person_group_persons_output(staff.person_group_id)
        pulumi.export("person_count", persons.apply(len))
        ```
    """
    return invoke_output(account, persons.list_all, PERSON_GROUP, person_group_id, start, top)


@takes_plain_values
def get_large_person_group_person(
    large_person_group_id: str, person_id: str, *, account: str | None = None
) -> PersonResult:
    """Read a person of a large person group.

    Calls `GET /largepersongroups/{largePersonGroupId}/persons/{personId}`.

    Args:
        large_person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API:
            `largePersonGroupId`).
        person_id: The id of the person, a UUID (API: `personId`).
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The person, with the id, `display_name`, `user_data`, and up to 248 `persisted_face_ids`.

    Raises:
        pulumi.RunError: An input breaks its rule, the group or person does not exist (404), the key is rejected (401 or
            403), or the endpoint does not answer. The error ends the program with one line.

    Examples:
        ```python
        ann = face.get_large_person_group_person("guests", "25985303-c537-4467-b41d-bdb45cd95ca1")
        pulumi.export("ann_faces", len(ann.persisted_face_ids))
        ```
    """
    return invoke(account, persons.get, LARGE_PERSON_GROUP, large_person_group_id, person_id)


def get_large_person_group_person_output(
    large_person_group_id: pulumi.Input[str], person_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[PersonResult]:
    """Read a person of a large person group once both ids are known and the resources behind them exist.

    Calls `GET /largepersongroups/{largePersonGroupId}/persons/{personId}`, like `get_large_person_group_person`. In a
    preview that would create those resources, the result is unknown.

    Args:
        large_person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API:
            `largePersonGroupId`).
        person_id: The id of the person, a UUID (API: `personId`).
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the person.

    Raises:
        pulumi.RunError: As for `get_large_person_group_person`.

    Examples:
        ```python
        guests = face.LargePersonGroup("guests")
        ann = face.Person("ann", group=guests, faces=["photos/ann.jpg"])
        found = face.get_large_person_group_person_output(guests.large_person_group_id, ann.person_id)
        pulumi.export("ann_faces", found.persisted_face_ids)
        ```
    """
    return invoke_output(account, persons.get, LARGE_PERSON_GROUP, large_person_group_id, person_id)


@takes_plain_values
def list_large_person_group_persons(
    large_person_group_id: str, *, start: str | None = None, top: int | None = None, account: str | None = None
) -> list[PersonResult]:
    """List the persons of a large person group by ascending id.

    Calls `GET /largepersongroups/{largePersonGroupId}/persons`.

    Args:
        large_person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API:
            `largePersonGroupId`).
        start: List only items with an id after this one, of at most 64 characters.
        top: List at most this many, 1 to 1000, with one request. Defaults to all, with as many requests as needed.
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The results of `get_large_person_group_person` for each person.

    Raises:
        pulumi.RunError: An input breaks its rule, the group does not exist (404), the key is rejected (401 or 403), or
            the endpoint does not answer. The error ends the program with one line.

    Examples:
        ```python
        persons = face.list_large_person_group_persons("guests")
        pulumi.export("names", [person.display_name for person in persons])
        ```
    """
    return invoke(account, persons.list_all, LARGE_PERSON_GROUP, large_person_group_id, start, top)


def list_large_person_group_persons_output(
    large_person_group_id: pulumi.Input[str],
    *,
    start: pulumi.Input[str] | None = None,
    top: pulumi.Input[int] | None = None,
    account: AccountOrName = None,
) -> pulumi.Output[list[PersonResult]]:
    """List the persons of a large person group once all inputs are known and the resources behind them exist.

    Calls `GET /largepersongroups/{largePersonGroupId}/persons`, like `list_large_person_group_persons`. In a preview
    that would create those resources, the result is unknown.

    Args:
        large_person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API:
            `largePersonGroupId`).
        start: List only items with an id after this one, of at most 64 characters.
        top: List at most this many, 1 to 1000, with one request. Defaults to all, with as many requests as needed.
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the persons.

    Raises:
        pulumi.RunError: As for `list_large_person_group_persons`.

    Examples:
        ```python
        guests = face.LargePersonGroup("guests", persons="photos/guests")
        persons = face.list_large_person_group_persons_output(guests.large_person_group_id)
        pulumi.export("person_count", persons.apply(len))
        ```
    """
    return invoke_output(account, persons.list_all, LARGE_PERSON_GROUP, large_person_group_id, start, top)
