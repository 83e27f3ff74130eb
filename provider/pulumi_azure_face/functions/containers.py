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
    """Read a person group (`GET /persongroups/{personGroupId}`).

    Args:
        person_group_id: 1 to 64 of the characters a-z, 0-9, - and _ (API: `personGroupId`).
        account: The name of the account, one of `azure-face:accounts.<name>.*`; defaults to the stack's account.

    Returns:
        Its id, `display_name`, `user_data` and `recognition_model`.

    Errors are one line each and end the program: an id that breaks a rule, a missing group (404), a key
    that is rejected (401, 403), an unreachable endpoint.
    """
    return invoke(account, containers.get, PersonGroupResult, person_group_id)


def get_person_group_output(
    person_group_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[PersonGroupResult]:
    """Read a person group once its id is known and the resource that it comes from exists. Otherwise like
    `get_person_group`.
    """
    return invoke_output(account, containers.get, PersonGroupResult, person_group_id)


@takes_plain_values
def list_person_groups(
    *, start: str | None = None, top: int | None = None, account: str | None = None
) -> list[PersonGroupResult]:
    """List the person groups by ascending id (`GET /persongroups`).

    Args:
        start: An id of at most 64 characters; the list begins after it.
        top: 1 to 1000: at most that many, by a single call. Defaults to all, with as many calls as needed.
        account: The name of the account; defaults to the stack's account.

    Returns:
        The results of `get_person_group` for each.

    Errors are those of `get_person_group`, and a `start` or `top` that breaks its rule.
    """
    return invoke(account, containers.list_all, PersonGroupResult, start, top)


def list_person_groups_output(
    *, start: pulumi.Input[str] | None = None, top: pulumi.Input[int] | None = None, account: AccountOrName = None
) -> pulumi.Output[list[PersonGroupResult]]:
    """List the person groups once all inputs are known. Otherwise like `list_person_groups`."""
    return invoke_output(account, containers.list_all, PersonGroupResult, start, top)


@takes_plain_values
def get_large_person_group(large_person_group_id: str, *, account: str | None = None) -> LargePersonGroupResult:
    """Read a large person group (`GET /largepersongroups/{largePersonGroupId}`).

    Args:
        large_person_group_id: 1 to 64 of the characters a-z, 0-9, - and _ (API: `largePersonGroupId`).
        account: The name of the account; defaults to the stack's account.

    Returns:
        Its id, `display_name`, `user_data` and `recognition_model`.

    Errors are those of `get_person_group`.
    """
    return invoke(account, containers.get, LargePersonGroupResult, large_person_group_id)


def get_large_person_group_output(
    large_person_group_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[LargePersonGroupResult]:
    """Read a large person group once its id is known and the resource that it comes from exists. Otherwise like
    `get_large_person_group`.
    """
    return invoke_output(account, containers.get, LargePersonGroupResult, large_person_group_id)


@takes_plain_values
def list_large_person_groups(
    *, start: str | None = None, top: int | None = None, account: str | None = None
) -> list[LargePersonGroupResult]:
    """List the large person groups by ascending id (`GET /largepersongroups`).

    Args:
        start: An id of at most 64 characters; the list begins after it.
        top: 1 to 1000: at most that many, by a single call. Defaults to all, with as many calls as needed.
        account: The name of the account; defaults to the stack's account.

    Returns:
        The results of `get_large_person_group` for each.

    Errors are those of `list_person_groups`.
    """
    return invoke(account, containers.list_all, LargePersonGroupResult, start, top)


def list_large_person_groups_output(
    *, start: pulumi.Input[str] | None = None, top: pulumi.Input[int] | None = None, account: AccountOrName = None
) -> pulumi.Output[list[LargePersonGroupResult]]:
    """List the large person groups once all inputs are known. Otherwise like `list_large_person_groups`."""
    return invoke_output(account, containers.list_all, LargePersonGroupResult, start, top)


@takes_plain_values
def get_face_list(face_list_id: str, *, account: str | None = None) -> FaceListResult:
    """Read a face list with all its faces (`GET /facelists/{faceListId}`).

    Args:
        face_list_id: 1 to 64 of the characters a-z, 0-9, - and _ (API: `faceListId`).
        account: The name of the account; defaults to the stack's account.

    Returns:
        Its id, `display_name`, `user_data`, `recognition_model` and `faces`.

    Errors are those of `get_person_group`.
    """
    return invoke(account, containers.get_face_list, face_list_id)


def get_face_list_output(
    face_list_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[FaceListResult]:
    """Read a face list once its id is known and the resource that it comes from exists. Otherwise like
    `get_face_list`.
    """
    return invoke_output(account, containers.get_face_list, face_list_id)


@takes_plain_values
def list_face_lists(*, account: str | None = None) -> list[FaceListResult]:
    """List all face lists by ascending id (`GET /facelists`), in one response without their faces.

    Args:
        account: The name of the account; defaults to the stack's account.

    Returns:
        The results of `get_face_list` for each, but for `faces`, which is None.

    Errors are those of `get_person_group`.
    """
    return invoke(account, containers.list_all, FaceListResult)


def list_face_lists_output(*, account: AccountOrName = None) -> pulumi.Output[list[FaceListResult]]:
    """List all face lists of an account that may be known only later; otherwise as `list_face_lists`."""
    return invoke_output(account, containers.list_all, FaceListResult)


@takes_plain_values
def get_large_face_list(large_face_list_id: str, *, account: str | None = None) -> LargeFaceListResult:
    """Read a large face list (`GET /largefacelists/{largeFaceListId}`).

    Args:
        large_face_list_id: 1 to 64 of the characters a-z, 0-9, - and _ (API: `largeFaceListId`).
        account: The name of the account; defaults to the stack's account.

    Returns:
        Its id, `display_name`, `user_data` and `recognition_model`.

    Errors are those of `get_person_group`.
    """
    return invoke(account, containers.get, LargeFaceListResult, large_face_list_id)


def get_large_face_list_output(
    large_face_list_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[LargeFaceListResult]:
    """Read a large face list once its id is known and the resource that it comes from exists. Otherwise like
    `get_large_face_list`.
    """
    return invoke_output(account, containers.get, LargeFaceListResult, large_face_list_id)


@takes_plain_values
def list_large_face_lists(
    *, start: str | None = None, top: int | None = None, account: str | None = None
) -> list[LargeFaceListResult]:
    """List the large face lists by ascending id (`GET /largefacelists`).

    Args:
        start: An id of at most 64 characters; the list begins after it.
        top: 1 to 1000: at most that many, by a single call. Defaults to all, with as many calls as needed.
        account: The name of the account; defaults to the stack's account.

    Returns:
        The results of `get_large_face_list` for each.

    Errors are those of `list_person_groups`.
    """
    return invoke(account, containers.list_all, LargeFaceListResult, start, top)


def list_large_face_lists_output(
    *, start: pulumi.Input[str] | None = None, top: pulumi.Input[int] | None = None, account: AccountOrName = None
) -> pulumi.Output[list[LargeFaceListResult]]:
    """List the large face lists once all inputs are known. Otherwise like `list_large_face_lists`."""
    return invoke_output(account, containers.list_all, LargeFaceListResult, start, top)
