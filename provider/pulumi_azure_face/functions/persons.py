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
    """Read a person of a person group (`GET /persongroups/{personGroupId}/persons/{personId}`).

    Args:
        person_group_id: 1 to 64 of the characters a-z, 0-9, - and _ (API: `personGroupId`).
        person_id: A UUID (API: `personId`).
        account: The name of the account, one of `azure-face:accounts.<name>.*`; defaults to the stack's account.

    Returns:
        The id, `display_name`, `user_data` and `persisted_face_ids`, of which there are at most 248.

    Errors are one line each and end the program: an id that breaks its rule, a group or person that is not there (404),
    a key that is rejected (401, 403), an unreachable endpoint.
    """
    return invoke(account, persons.get, PERSON_GROUP, person_group_id, person_id)


def get_person_group_person_output(
    person_group_id: pulumi.Input[str], person_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[PersonResult]:
    """Read a person of a person group once both ids are known and the resources that they come from exist. Otherwise
    like `get_person_group_person`.
    """
    return invoke_output(account, persons.get, PERSON_GROUP, person_group_id, person_id)


@takes_plain_values
def list_person_group_persons(
    person_group_id: str, *, start: str | None = None, top: int | None = None, account: str | None = None
) -> list[PersonResult]:
    """List the persons of a person group by ascending id (`GET /persongroups/{personGroupId}/persons`).

    Args:
        person_group_id: 1 to 64 of the characters a-z, 0-9, - and _ (API: `personGroupId`).
        start: A person's id, of at most 64 characters; the list begins after it.
        top: 1 to 1000: at most that many, by a single call. Defaults to all, with as many calls as needed.
        account: The name of the account; defaults to the stack's account.

    Returns:
        The results of `get_person_group_person` for each.

    Errors are those of `get_person_group_person`, and a `start` or `top` that breaks its rule.
    """
    return invoke(account, persons.list_all, PERSON_GROUP, person_group_id, start, top)


def list_person_group_persons_output(
    person_group_id: pulumi.Input[str],
    *,
    start: pulumi.Input[str] | None = None,
    top: pulumi.Input[int] | None = None,
    account: AccountOrName = None,
) -> pulumi.Output[list[PersonResult]]:
    """List the persons of a person group once all inputs are known and the resources that they come from exist.
    Otherwise like `list_person_group_persons`.
    """
    return invoke_output(account, persons.list_all, PERSON_GROUP, person_group_id, start, top)


@takes_plain_values
def get_large_person_group_person(
    large_person_group_id: str, person_id: str, *, account: str | None = None
) -> PersonResult:
    """Read a person of a large person group (`GET /largepersongroups/{largePersonGroupId}/persons/{personId}`).

    Args:
        large_person_group_id: 1 to 64 of the characters a-z, 0-9, - and _ (API: `largePersonGroupId`).
        person_id: A UUID (API: `personId`).
        account: The name of the account; defaults to the stack's account.

    Returns:
        The same as `get_person_group_person`.

    Errors are those of `get_person_group_person`.
    """
    return invoke(account, persons.get, LARGE_PERSON_GROUP, large_person_group_id, person_id)


def get_large_person_group_person_output(
    large_person_group_id: pulumi.Input[str], person_id: pulumi.Input[str], *, account: AccountOrName = None
) -> pulumi.Output[PersonResult]:
    """Read a person of a large person group once both ids are known and the resources that they come from exist.
    Otherwise like `get_large_person_group_person`.
    """
    return invoke_output(account, persons.get, LARGE_PERSON_GROUP, large_person_group_id, person_id)


@takes_plain_values
def list_large_person_group_persons(
    large_person_group_id: str, *, start: str | None = None, top: int | None = None, account: str | None = None
) -> list[PersonResult]:
    """List the persons of a large person group by ascending id (`GET /largepersongroups/{largePersonGroupId}/persons`).

    Args:
        large_person_group_id: 1 to 64 of the characters a-z, 0-9, - and _ (API: `largePersonGroupId`).
        start: A person's id, of at most 64 characters; the list begins after it.
        top: 1 to 1000: at most that many, by a single call. Defaults to all, with as many calls as needed.
        account: The name of the account; defaults to the stack's account.

    Returns:
        The results of `get_large_person_group_person` for each.

    Errors are those of `list_person_group_persons`.
    """
    return invoke(account, persons.list_all, LARGE_PERSON_GROUP, large_person_group_id, start, top)


def list_large_person_group_persons_output(
    large_person_group_id: pulumi.Input[str],
    *,
    start: pulumi.Input[str] | None = None,
    top: pulumi.Input[int] | None = None,
    account: AccountOrName = None,
) -> pulumi.Output[list[PersonResult]]:
    """List the persons of a large person group once all inputs are known and the resources that they come from exist.
    Otherwise like `list_large_person_group_persons`.
    """
    return invoke_output(account, persons.list_all, LARGE_PERSON_GROUP, large_person_group_id, start, top)
