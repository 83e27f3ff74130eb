"""Functions for liveness sessions. Applications create them; they expire after 48 hours."""

from __future__ import annotations

import pulumi
from pulumi_azure_face.queries import liveness_sessions
from pulumi_azure_face.queries.results import LivenessSessionResult
from pulumi_azure_face.resources.account import AccountOrName

from .invoke import invoke, invoke_output, takes_plain_values


@takes_plain_values
def get_liveness_session(
    session_id: str, *, with_verify: bool = False, account: str | None = None
) -> LivenessSessionResult:
    """Read a liveness session (`GET /detectLiveness-sessions/{sessionId}`, before v1.2
    `GET /detectLiveness/singleModal/sessions/{sessionId}`).

    With v1.0, which has no sessions, the newest version is asked, and a warning says so once.

    Args:
        session_id: 1 to 64 letters, digits, - and _ (API: `sessionId`).
        with_verify: Whether it is a session of `detectLivenessWithVerify`, which are kept apart.
        account: The name of the account, one of `azure-face:accounts.<name>.*`; defaults to the stack's account.

    Returns:
        Its id, and what the version tells of it: `status` and `results`, before v1.2 also `created_at`, `started_at`,
        `expired`, `device_correlation_id` and `auth_token_time_to_live_in_seconds`, since v1.2 `model_version`. Never
        its token.

    Errors are one line each and end the program: an id that breaks a rule, a session that is not there, perhaps not
    any more (404), a key that is rejected (401, 403), an unreachable endpoint.
    """
    return invoke(account, liveness_sessions.get, session_id, with_verify)


def get_liveness_session_output(
    session_id: pulumi.Input[str], *, with_verify: pulumi.Input[bool] = False, account: AccountOrName = None
) -> pulumi.Output[LivenessSessionResult]:
    """Read a liveness session once all inputs are known. Otherwise like `get_liveness_session`."""
    return invoke_output(account, liveness_sessions.get, session_id, with_verify)


@takes_plain_values
def list_liveness_sessions(
    *, start: str | None = None, top: int | None = None, with_verify: bool = False, account: str | None = None
) -> list[LivenessSessionResult]:
    """List the liveness sessions by ascending id (`GET /detectLiveness/singleModal/sessions`).

    Only v1.1-preview.1 and v1.2-preview.1 can do that. With any other version the newer of them is asked, and a warning
    says so once.

    Args:
        start: An id of at most 64 characters; the list begins after it.
        top: 1 to 1000: at most that many, by a single call. Defaults to all, with as many calls as needed.
        with_verify: Whether to list the sessions of `detectLivenessWithVerify`, which are kept apart.
        account: The name of the account; defaults to the stack's account.

    Returns:
        The results of `get_liveness_session` for each, but for `status` and `results`.

    Errors are those of `get_liveness_session`, and a `start` or `top` that breaks its rule.
    """
    return invoke(account, liveness_sessions.list_all, start, top, with_verify)


def list_liveness_sessions_output(
    *,
    start: pulumi.Input[str] | None = None,
    top: pulumi.Input[int] | None = None,
    with_verify: pulumi.Input[bool] = False,
    account: AccountOrName = None,
) -> pulumi.Output[list[LivenessSessionResult]]:
    """List the liveness sessions once all inputs are known. Otherwise like `list_liveness_sessions`."""
    return invoke_output(account, liveness_sessions.list_all, start, top, with_verify)
