"""Which 404 responses prove that an object is deleted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.accounts.endpoint import may_be_same_account
from pulumi_azure_face.client.errors import NotFoundError, UnexpectedResponseError


@contextmanager
def ignore_not_found(created_at: str | None, client: AccountClient) -> Iterator[None]:
    """End the block without an error if the response proves that the object is deleted.

    Args:
        created_at: The endpoint in the state, or None for an object that a program reads with `get`.
        client: The client of the account.
    """
    try:
        yield
    except NotFoundError as error:
        ensure_same_account(created_at, client, error)


def ensure_same_account(created_at: str | None, client: AccountClient, error: NotFoundError) -> None:
    """Raise unless the object was created at this endpoint. A 404 from another account proves nothing."""
    endpoint = client.account.endpoint
    if created_at is not None and not may_be_same_account(created_at, endpoint):
        reason = f"it was created at {created_at}, and {endpoint} does not have it ({error.reason})"
        advice = "Set azure-face:endpoint back, or remove the resource from the state with `pulumi state delete`."
        raise UnexpectedResponseError(error.operation, reason, advice)
