"""When what the service does not know is certainly gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.accounts.endpoint import may_be_same_account
from pulumi_azure_face.client.errors import NotFoundError, UnexpectedResponseError
from pulumi_azure_face.lifecycle.inputs.values import Props


@contextmanager
def ignore_not_found(state: Props, client: AccountClient) -> Iterator[None]:
    """Around what is done to a thing that may be gone: where that is certain, it is the end of the block and no
    error.
    """
    try:
        yield
    except NotFoundError as gone:
        ensure_same_account(state, client, gone)


def ensure_same_account(state: Props, client: AccountClient, error: NotFoundError) -> None:
    """What is missing at another host than the one it was made at is not certainly gone."""
    made_at, here = state.get("endpoint", client.account.endpoint), client.account.endpoint
    if not may_be_same_account(made_at, here):
        said = f"it was made at {made_at}, and {here} does not know it ({error.reason})"
        advice = "Set azure-face:endpoint back, or remove it from the state with `pulumi state delete`."
        raise UnexpectedResponseError(error.operation, said, advice)
