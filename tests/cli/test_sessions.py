"""`azure-face sessions`."""

from __future__ import annotations

import httpx
import pytest

from .command import azure_face

VERIFY = "--with-verify"
ELSEWHERE = "note: API version v1.2 has no GET /detectLiveness/singleModal/sessions: v1.2-preview.1 is asked instead"


def make(account: httpx.Client, count: int = 1, *, device: str = "door-7") -> list[str]:
    """Sessions as an application makes them; gives their ids in order."""
    body = {"livenessOperationMode": "Passive", "deviceCorrelationId": device}
    made = [account.post("/face/v1.2/detectLiveness-sessions", json=body).raise_for_status() for _ in range(count)]
    return sorted(one.json()["sessionId"] for one in made)


def listed(*options: str) -> list[str]:
    return [one["id"] for one in azure_face("sessions", "list", "--json", *options).json]


def test_sessions_are_listed(account: httpx.Client) -> None:
    """By a version that can, which is said beside the answer."""
    first, second = make(account, 2)
    table = azure_face("sessions", "list")

    assert table.lines[0] == "ID CREATED STARTED EXPIRED DEVICE"
    assert [(line.split()[0], line.split()[-1]) for line in table.lines[1:]] == [(first, "door-7"), (second, "door-7")]
    assert table.err.splitlines() == [ELSEWHERE]
    assert listed("--start", first) == listed("--start", first, "--top", "1") == [second]
    assert listed(VERIFY) == []


def test_a_session_is_shown(account: httpx.Client) -> None:
    """Without its token, which lets one act as the client."""
    [made] = make(account)
    shown = azure_face("sessions", "show", made)

    assert shown.lines[0] == f"id {made}"
    assert "status NotStarted" in shown.lines
    assert azure_face("sessions", "show", made, "--json").json["session_id"] == made
    assert "eyJ" not in azure_face("sessions", "show", made, "--json").out


def test_sessions_by_age(account: httpx.Client) -> None:
    """Only those that were made longer ago."""
    made = make(account, 2)

    assert (listed("--older-than", "0s"), listed("--older-than", "1h")) == (made, [])


def test_sessions_are_deleted_by_id(account: httpx.Client) -> None:
    """Those that are named, and no other; one that is not there is a failure."""
    first, second, third = make(account, 3)

    assert azure_face("sessions", "delete", first, third).lines == ["Sessions deleted: 2"]
    assert listed() == [second]
    gone = azure_face("sessions", "delete", first, exit_code=1)
    assert f"error: could not delete the liveness session '{first}': 404 SessionNotFound" in gone.err


def test_sessions_are_deleted_by_age(account: httpx.Client) -> None:
    """A pipeline says --yes, as nobody can be asked there."""
    made = make(account, 20)

    azure_face("sessions", "delete", "--older-than", "0s", exit_code=2)
    assert azure_face("sessions", "delete", "--older-than", "1h", "--yes", "--json").json == {"deleted": []}
    assert azure_face("sessions", "delete", "--older-than", "0s", "--yes", "--json").json == {"deleted": made}
    assert listed() == []


@pytest.mark.parametrize(
    "words",
    [
        pytest.param([], id="neither ids nor an age"),
        pytest.param(["an-id", "--older-than", "1h"], id="both"),
        pytest.param(["--older-than", "soon", "--yes"], id="an age in words"),
        pytest.param(["--older-than", "", "--yes"], id="no age"),
        pytest.param(["an-id", "a/b"], id="a bad id"),
    ],
)
def test_what_must_not_delete_anything(account: httpx.Client, words: list[str]) -> None:
    """Wrong usage is told before anything is asked."""
    azure_face("sessions", "delete", *words, exit_code=2)

    assert account.get("/_emulator/requests").json() == []
