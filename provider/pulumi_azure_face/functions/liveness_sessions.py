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
    """Read a liveness session.

    Calls `GET /detectLiveness-sessions/{sessionId}`. Before v1.2, the path is
    `/detectLiveness/singleModal/sessions/{sessionId}`. v1.0 has no sessions: the newest version is used instead, and a
    warning says so once.

    Args:
        session_id: The id of the session: 1 to 64 characters from A-Z, a-z, 0-9, - and _ (API: `sessionId`).
        with_verify: Whether to use the sessions of `detectLivenessWithVerify`, which the service keeps apart. Defaults
            to False.
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The session, with its id and what the API version returns: `status` and `results`; before v1.2 also
        `created_at`, `started_at`, `expired`, `device_correlation_id`, and `auth_token_time_to_live_in_seconds`; since
        v1.2 `model_version`. Never its token.

    Raises:
        pulumi.RunError: An input breaks its rule, the session does not exist (404; the service keeps sessions for 48
            hours), the key is rejected (401 or 403), or the endpoint does not answer. The error ends the program with
            one line.

    Examples:
        ```python
        session = face.get_liveness_session("3e1c7e0f-7a5b-4d9e-9c0e-1f8f3f9f2a11")
        pulumi.export("liveness", session.status)
        ```
    """
    return invoke(account, liveness_sessions.get, session_id, with_verify)


def get_liveness_session_output(
    session_id: pulumi.Input[str], *, with_verify: pulumi.Input[bool] = False, account: AccountOrName = None
) -> pulumi.Output[LivenessSessionResult]:
    """Read a liveness session once all inputs are known.

    Calls `GET /detectLiveness-sessions/{sessionId}`, like `get_liveness_session`.

    Args:
        session_id: The id of the session: 1 to 64 characters from A-Z, a-z, 0-9, - and _ (API: `sessionId`).
        with_verify: Whether to use the sessions of `detectLivenessWithVerify`, which the service keeps apart. Defaults
            to False.
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the session.

    Raises:
        pulumi.RunError: As for `get_liveness_session`.

    Examples:
        ```python
        session_id = pulumi.Config().require_secret("session")
        pulumi.export("liveness", face.get_liveness_session_output(session_id).status)
        ```
    """
    return invoke_output(account, liveness_sessions.get, session_id, with_verify)


@takes_plain_values
def list_liveness_sessions(
    *, start: str | None = None, top: int | None = None, with_verify: bool = False, account: str | None = None
) -> list[LivenessSessionResult]:
    """List the liveness sessions by ascending id.

    Calls `GET /detectLiveness/singleModal/sessions`. Only v1.1-preview.1 and v1.2-preview.1 have this call. With any
    other version, v1.2-preview.1 is used, and a warning says so once.

    Args:
        start: List only items with an id after this one, of at most 64 characters.
        top: List at most this many, 1 to 1000, with one request. Defaults to all, with as many requests as needed.
        with_verify: Whether to use the sessions of `detectLivenessWithVerify`, which the service keeps apart. Defaults
            to False.
        account: The name of a configured account (`azure-face:accounts.<name>.*`). Defaults to the stack's account.

    Returns:
        The results of `get_liveness_session` for each session, without `status` and `results`.

    Raises:
        pulumi.RunError: An input breaks its rule, the key is rejected (401 or 403), or the endpoint does not answer.
            The error ends the program with one line.

    Examples:
        ```python
        sessions = face.list_liveness_sessions()
        pulumi.export("open_sessions", [session.id for session in sessions if not session.expired])
        ```
    """
    return invoke(account, liveness_sessions.list_all, start, top, with_verify)


def list_liveness_sessions_output(
    *,
    start: pulumi.Input[str] | None = None,
    top: pulumi.Input[int] | None = None,
    with_verify: pulumi.Input[bool] = False,
    account: AccountOrName = None,
) -> pulumi.Output[list[LivenessSessionResult]]:
    """List the liveness sessions once all inputs are known.

    Calls `GET /detectLiveness/singleModal/sessions`, like `list_liveness_sessions`.

    Args:
        start: List only items with an id after this one, of at most 64 characters.
        top: List at most this many, 1 to 1000, with one request. Defaults to all, with as many requests as needed.
        with_verify: Whether to use the sessions of `detectLivenessWithVerify`, which the service keeps apart. Defaults
            to False.
        account: The name of a configured account, or an `Account`. Defaults to the stack's account.

    Returns:
        An output of the sessions.

    Raises:
        pulumi.RunError: As for `list_liveness_sessions`.

    Examples:
        ```python
        account = face.Account(endpoint="https://my-face.cognitiveservices.azure.com")
        pulumi.export("session_count", face.list_liveness_sessions_output(account=account).apply(len))
        ```
    """
    return invoke_output(account, liveness_sessions.list_all, start, top, with_verify)
