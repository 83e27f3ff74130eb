"""Containers: one by its id, and all of a kind."""

from __future__ import annotations

import pulumi
from pulumi_azure_face.queries import containers
from pulumi_azure_face.queries.results import (
    FaceListResult,
    LargeFaceListResult,
    LargePersonGroupResult,
    PersonGroupResult,
)
from pulumi_azure_face.resources.account import AccountOrName

from .invoke import invoke, invoke_output, takes_plain_values


@takes_plain_values
def get_person_group(person_group_id: str, *, account: str | None = None) -> PersonGroupResult:
    """Read a person group.

    Calls `GET /persongroups/{personGroupId}`.

    Args:
        person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API: `personGroupId`).
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The group, with its id, `display_name`, `user_data`, and `recognition_model`.

    Raises:
        pulumi.RunError: An input breaks its rule, the group does not exist (404), the key is rejected (401 or 403), or
            the endpoint does not answer. The error ends the program with one line.

    Examples:
        ```python
        staff = face.get_person_group("staff")
        pulumi.export("staff_name", staff.display_name)
        ```
    """
    return invoke(account, containers.get, PersonGroupResult, person_group_id)


def get_person_group_output(
    person_group_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[PersonGroupResult]:
    """Read a person group once its id is known and the resource behind it exists.

    Calls `GET /persongroups/{personGroupId}`, like `get_person_group`. In a preview that would create those resources,
    the result is unknown.

    Args:
        person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API: `personGroupId`).
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the group.

    Raises:
        pulumi.RunError: As for `get_person_group`.

    Examples:
        ```python
        staff = face.PersonGroup("staff")
        found = face.get_person_group_output(staff.person_group_id)
        pulumi.export("staff_model", found.recognition_model)
        ```
    """
    return invoke_output(account, containers.get, PersonGroupResult, person_group_id)


@takes_plain_values
def list_person_groups(
    *, start: str | None = None, top: int | None = None, account: str | None = None
) -> list[PersonGroupResult]:
    """List the person groups by ascending id.

    Calls `GET /persongroups`.

    Args:
        start: List only items with an id after this one, of at most 64 characters.
        top: List at most this many, 1 to 1000, with one request. Defaults to all, with as many requests as needed.
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The results of `get_person_group` for each group.

    Raises:
        pulumi.RunError: An input breaks its rule, the key is rejected (401 or 403), or the endpoint does not answer.
            The error ends the program with one line.

    Examples:
        ```python
        ids = [one.person_group_id for one in face.list_person_groups()]
        pulumi.export("staff_ids", ids)
        ```
    """
    return invoke(account, containers.list_all, PersonGroupResult, start, top)


def list_person_groups_output(
    *, start: pulumi.Input[str] | None = None, top: pulumi.Input[int] | None = None, account: AccountOrName = None
) -> pulumi.Output[list[PersonGroupResult]]:
    """List the person groups once all inputs are known and the resources behind them exist.

    Calls `GET /persongroups`, like `list_person_groups`. In a preview that would create those resources, the result is
    unknown.

    Args:
        start: List only items with an id after this one, of at most 64 characters.
        top: List at most this many, 1 to 1000, with one request. Defaults to all, with as many requests as needed.
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the groups.

    Raises:
        pulumi.RunError: As for `list_person_groups`.

    Examples:
        ```python
        first = face.list_person_groups_output(top=10)
        pulumi.export("staff_ids", first.apply(lambda found: [one.id for one in found]))
        ```
    """
    return invoke_output(account, containers.list_all, PersonGroupResult, start, top)


@takes_plain_values
def get_large_person_group(large_person_group_id: str, *, account: str | None = None) -> LargePersonGroupResult:
    """Read a large person group.

    Calls `GET /largepersongroups/{largePersonGroupId}`.

    Args:
        large_person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API:
            `largePersonGroupId`).
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The group, with its id, `display_name`, `user_data`, and `recognition_model`.

    Raises:
        pulumi.RunError: An input breaks its rule, the group does not exist (404), the key is rejected (401 or 403), or
            the endpoint does not answer. The error ends the program with one line.

    Examples:
        ```python
        guests = face.get_large_person_group("guests")
        pulumi.export("guests_name", guests.display_name)
        ```
    """
    return invoke(account, containers.get, LargePersonGroupResult, large_person_group_id)


def get_large_person_group_output(
    large_person_group_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[LargePersonGroupResult]:
    """Read a large person group once its id is known and the resource behind it exists.

    Calls `GET /largepersongroups/{largePersonGroupId}`, like `get_large_person_group`. In a preview that would create
    those resources, the result is unknown.

    Args:
        large_person_group_id: The id of the group: 1 to 64 characters from a-z, 0-9, - and _ (API:
            `largePersonGroupId`).
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the group.

    Raises:
        pulumi.RunError: As for `get_large_person_group`.

    Examples:
        ```python
        guests = face.LargePersonGroup("guests")
        found = face.get_large_person_group_output(guests.large_person_group_id)
        pulumi.export("guests_model", found.recognition_model)
        ```
    """
    return invoke_output(account, containers.get, LargePersonGroupResult, large_person_group_id)


@takes_plain_values
def list_large_person_groups(
    *, start: str | None = None, top: int | None = None, account: str | None = None
) -> list[LargePersonGroupResult]:
    """List the large person groups by ascending id.

    Calls `GET /largepersongroups`.

    Args:
        start: List only items with an id after this one, of at most 64 characters.
        top: List at most this many, 1 to 1000, with one request. Defaults to all, with as many requests as needed.
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The results of `get_large_person_group` for each group.

    Raises:
        pulumi.RunError: An input breaks its rule, the key is rejected (401 or 403), or the endpoint does not answer.
            The error ends the program with one line.

    Examples:
        ```python
        ids = [one.large_person_group_id for one in face.list_large_person_groups()]
        pulumi.export("guests_ids", ids)
        ```
    """
    return invoke(account, containers.list_all, LargePersonGroupResult, start, top)


def list_large_person_groups_output(
    *, start: pulumi.Input[str] | None = None, top: pulumi.Input[int] | None = None, account: AccountOrName = None
) -> pulumi.Output[list[LargePersonGroupResult]]:
    """List the large person groups once all inputs are known and the resources behind them exist.

    Calls `GET /largepersongroups`, like `list_large_person_groups`. In a preview that would create those resources, the
    result is unknown.

    Args:
        start: List only items with an id after this one, of at most 64 characters.
        top: List at most this many, 1 to 1000, with one request. Defaults to all, with as many requests as needed.
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the groups.

    Raises:
        pulumi.RunError: As for `list_large_person_groups`.

    Examples:
        ```python
        first = face.list_large_person_groups_output(top=10)
        pulumi.export("guests_ids", first.apply(lambda found: [one.id for one in found]))
        ```
    """
    return invoke_output(account, containers.list_all, LargePersonGroupResult, start, top)


@takes_plain_values
def get_face_list(face_list_id: str, *, account: str | None = None) -> FaceListResult:
    """Read a face list with all its faces.

    Calls `GET /facelists/{faceListId}`.

    Args:
        face_list_id: The id of the list: 1 to 64 characters from a-z, 0-9, - and _ (API: `faceListId`).
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The list, with its id, `display_name`, `user_data`, `recognition_model`, and `faces`.

    Raises:
        pulumi.RunError: An input breaks its rule, the list does not exist (404), the key is rejected (401 or 403), or
            the endpoint does not answer. The error ends the program with one line.

    Examples:
        ```python
        watched = face.get_face_list("watched")
        pulumi.export("watched_name", watched.display_name)
        ```
    """
    return invoke(account, containers.get_face_list, face_list_id)


def get_face_list_output(
    face_list_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[FaceListResult]:
    """Read a face list once its id is known and the resource behind it exists.

    Calls `GET /facelists/{faceListId}`, like `get_face_list`. In a preview that would create those resources, the
    result is unknown.

    Args:
        face_list_id: The id of the list: 1 to 64 characters from a-z, 0-9, - and _ (API: `faceListId`).
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the list.

    Raises:
        pulumi.RunError: As for `get_face_list`.

    Examples:
        ```python
        watched = face.FaceList("watched")
        found = face.get_face_list_output(watched.face_list_id)
        pulumi.export("watched_model", found.recognition_model)
        ```
    """
    return invoke_output(account, containers.get_face_list, face_list_id)


@takes_plain_values
def list_face_lists(*, account: str | None = None) -> list[FaceListResult]:
    """List all face lists by ascending id, without their faces.

    Calls `GET /facelists`. The service returns the list in one response, so there is no `start` or `top`.

    Args:
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The results of `get_face_list` for each list, except that `faces` is None.

    Raises:
        pulumi.RunError: An input breaks its rule, the key is rejected (401 or 403), or the endpoint does not answer.
            The error ends the program with one line.

    Examples:
        ```python
        for one in face.list_face_lists():
            pulumi.log.info(f"{one.face_list_id}: {one.display_name}")
        ```
    """
    return invoke(account, containers.list_all, FaceListResult)


def list_face_lists_output(*, account: AccountOrName = None) -> pulumi.Output[list[FaceListResult]]:
    """List all face lists once the account is known.

    Calls `GET /facelists`, like `list_face_lists`.

    Args:
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the lists.

    Raises:
        pulumi.RunError: As for `list_face_lists`.

    Examples:
        ```python
        account = face.Account(endpoint="https://my-face.cognitiveservices.azure.com")
        pulumi.export("lists", face.list_face_lists_output(account=account).apply(len))
        ```
    """
    return invoke_output(account, containers.list_all, FaceListResult)


@takes_plain_values
def get_large_face_list(large_face_list_id: str, *, account: str | None = None) -> LargeFaceListResult:
    """Read a large face list.

    Calls `GET /largefacelists/{largeFaceListId}`.

    Args:
        large_face_list_id: The id of the list: 1 to 64 characters from a-z, 0-9, - and _ (API: `largeFaceListId`).
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The list, with its id, `display_name`, `user_data`, and `recognition_model`.

    Raises:
        pulumi.RunError: An input breaks its rule, the list does not exist (404), the key is rejected (401 or 403), or
            the endpoint does not answer. The error ends the program with one line.

    Examples:
        ```python
        visitors = face.get_large_face_list("visitors")
        pulumi.export("visitors_name", visitors.display_name)
        ```
    """
    return invoke(account, containers.get, LargeFaceListResult, large_face_list_id)


def get_large_face_list_output(
    large_face_list_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[LargeFaceListResult]:
    """Read a large face list once its id is known and the resource behind it exists.

    Calls `GET /largefacelists/{largeFaceListId}`, like `get_large_face_list`. In a preview that would create those
    resources, the result is unknown.

    Args:
        large_face_list_id: The id of the list: 1 to 64 characters from a-z, 0-9, - and _ (API: `largeFaceListId`).
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the list.

    Raises:
        pulumi.RunError: As for `get_large_face_list`.

    Examples:
        ```python
        visitors = face.LargeFaceList("visitors")
        found = face.get_large_face_list_output(visitors.large_face_list_id)
        pulumi.export("visitors_model", found.recognition_model)
        ```
    """
    return invoke_output(account, containers.get, LargeFaceListResult, large_face_list_id)


@takes_plain_values
def list_large_face_lists(
    *, start: str | None = None, top: int | None = None, account: str | None = None
) -> list[LargeFaceListResult]:
    """List the large face lists by ascending id.

    Calls `GET /largefacelists`.

    Args:
        start: List only items with an id after this one, of at most 64 characters.
        top: List at most this many, 1 to 1000, with one request. Defaults to all, with as many requests as needed.
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The results of `get_large_face_list` for each list.

    Raises:
        pulumi.RunError: An input breaks its rule, the key is rejected (401 or 403), or the endpoint does not answer.
            The error ends the program with one line.

    Examples:
        ```python
        ids = [one.large_face_list_id for one in face.list_large_face_lists()]
        pulumi.export("visitors_ids", ids)
        ```
    """
    return invoke(account, containers.list_all, LargeFaceListResult, start, top)


def list_large_face_lists_output(
    *, start: pulumi.Input[str] | None = None, top: pulumi.Input[int] | None = None, account: AccountOrName = None
) -> pulumi.Output[list[LargeFaceListResult]]:
    """List the large face lists once all inputs are known and the resources behind them exist.

    Calls `GET /largefacelists`, like `list_large_face_lists`. In a preview that would create those resources, the
    result is unknown.

    Args:
        start: List only items with an id after this one, of at most 64 characters.
        top: List at most this many, 1 to 1000, with one request. Defaults to all, with as many requests as needed.
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the lists.

    Raises:
        pulumi.RunError: As for `list_large_face_lists`.

    Examples:
        ```python
        first = face.list_large_face_lists_output(top=10)
        pulumi.export("visitors_ids", first.apply(lambda found: [one.id for one in found]))
        ```
    """
    return invoke_output(account, containers.list_all, LargeFaceListResult, start, top)
