"""When what the service does not know is certainly gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pulumi_azure_face.client.account_client import Session
from pulumi_azure_face.client.accounts.endpoint import may_be_one_account
from pulumi_azure_face.client.errors import Gone, Misdirected
from pulumi_azure_face.lifecycle.inputs.values import Props


@contextmanager
def unless_gone(state: Props, session: Session) -> Iterator[None]:
    """Around what is done to a thing that may be gone: where that is certain, it is the end of the block and no
    error.
    """
    try:
        yield
    except Gone as gone:
        ensure_same_account(state, session, gone)


def ensure_same_account(state: Props, session: Session, gone: Gone) -> None:
    """What is missing at another host than the one it was made at is not certainly gone."""
    made_at, here = state.get("endpoint", session.account.endpoint), session.account.endpoint
    if not may_be_one_account(made_at, here):
        said = f"it was made at {made_at}, and {here} does not know it ({gone.said})"
        advice = "Set azure-face:endpoint back, or remove it from the state with `pulumi state delete`."
        raise Misdirected(gone.tried, said, advice)
