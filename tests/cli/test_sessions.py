"""The command `azure-face sessions` for liveness sessions."""

from __future__ import annotations

import httpx
import pytest

from .command import azure_face

OTHER_VERSION_NOTE = (
    "note: API version v1.2 has no GET /detectLiveness/singleModal/sessions: using v1.2-preview.1 instead"
)


def create_sessions(account: httpx.Client, count: int = 1) -> list[str]:
    """Create liveness sessions as an application does and return their sorted ids."""
    body = {"livenessOperationMode": "Passive", "deviceCorrelationId": "kiosk-7"}
    responses = [account.post("/face/v1.2/detectLiveness-sessions", json=body) for _ in range(count)]
    return sorted(response.raise_for_status().json()["sessionId"] for response in responses)


def list_ids(*options: str) -> list[str]:
    return [session["id"] for session in azure_face("sessions", "list", "--json", *options).json]


def test_list_prints_sessions(account: httpx.Client) -> None:
    """`sessions list` uses an API version that has the call, and prints a note about it on stderr."""
    first, second = create_sessions(account, 2)
    table = azure_face("sessions", "list")

    assert table.lines[0] == "ID CREATED STARTED EXPIRED DEVICE"
    assert [(line.split()[0], line.split()[-1]) for line in table.lines[1:]] == [
        (first, "kiosk-7"),
        (second, "kiosk-7"),
    ]
    assert table.err.splitlines() == [OTHER_VERSION_NOTE]
    assert list_ids("--start", first) == list_ids("--start", first, "--top", "1") == [second]
    assert list_ids("--with-verify") == []


def test_show_hides_the_token(account: httpx.Client) -> None:
    """`sessions show` prints a session without its token, because the token authorizes the client device."""
    [session] = create_sessions(account)
    result = azure_face("sessions", "show", session)

    assert result.lines[0] == f"id {session}"
    assert "status NotStarted" in result.lines
    assert azure_face("sessions", "show", session, "--json").json["session_id"] == session
    assert "eyJ" not in azure_face("sessions", "show", session, "--json").out


def test_list_filters_by_age(account: httpx.Client) -> None:
    """--older-than lists only sessions that were created longer ago."""
    sessions = create_sessions(account, 2)

    assert (list_ids("--older-than", "0s"), list_ids("--older-than", "1h")) == (sessions, [])


def test_delete_removes_sessions_by_id(account: httpx.Client) -> None:
    """`sessions delete` deletes exactly the given sessions, and fails for a missing session."""
    first, second, third = create_sessions(account, 3)

    assert azure_face("sessions", "delete", first, third).lines == ["Sessions deleted: 2"]
    assert list_ids() == [second]
    failed = azure_face("sessions", "delete", first, exit_code=1)
    assert f"error: could not delete the liveness session '{first}': 404 SessionNotFound" in failed.err


def test_delete_by_age_needs_confirmation(account: httpx.Client) -> None:
    """Without a terminal, `sessions delete --older-than` requires --yes."""
    sessions = create_sessions(account, 20)

    azure_face("sessions", "delete", "--older-than", "0s", exit_code=2)
    assert azure_face("sessions", "delete", "--older-than", "1h", "--yes", "--json").json == {"deleted": []}
    assert azure_face("sessions", "delete", "--older-than", "0s", "--yes", "--json").json == {"deleted": sessions}
    assert list_ids() == []


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param([], id="neither ids nor an age"),
        pytest.param(["an-id", "--older-than", "1h"], id="ids and an age"),
        pytest.param(["--older-than", "soon", "--yes"], id="invalid age"),
        pytest.param(["--older-than", "", "--yes"], id="empty age"),
        pytest.param(["an-id", "a/b"], id="invalid id"),
    ],
)
def test_invalid_delete_sends_no_request(account: httpx.Client, arguments: list[str]) -> None:
    """`sessions delete` with wrong usage fails before any request."""
    azure_face("sessions", "delete", *arguments, exit_code=2)

    assert account.get("/_emulator/requests").json() == []
