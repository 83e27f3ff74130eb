"""The command prints and logs no key, no token, and no name of a person, also with AZURE_FACE_DEBUG=1."""

from __future__ import annotations

import logging

import httpx
import pytest
from typer.testing import CliRunner

from pictures import picture
from pulumi_azure_face.cli.app import app

from .conftest import KEY

NAME = "Annabella Quist"
NO_JSON = {"status": 200, "body": "Hello", "headers": {"Content-Type": "text/html"}}
FAULTS = {
    "none": None,
    "rejected key": {"status": 401, "times": None},
    "busy": {"status": 429, "headers": {"Retry-After": "0.01"}},
    "broken": {"status": 501},
    "no JSON": NO_JSON,
}
COMMANDS = [
    ("list", "person-group"),
    ("show", "person-group", "staff", "--count"),
    ("train", "person-group", "staff"),
    ("sessions", "list"),
    ("sessions", "show", "SESSION"),
    ("sessions", "delete", "SESSION"),
]


def create_content(account: httpx.Client) -> dict[str, str]:
    """Create a group with a person, and a liveness session. Return the session's id and token."""
    service = "/face/v1.2"
    account.put(f"{service}/persongroups/staff", json={"name": "Staff"}).raise_for_status()
    person = account.post(f"{service}/persongroups/staff/persons", json={"name": NAME, "userData": NAME}).json()
    faces = f"{service}/persongroups/staff/persons/{person['personId']}/persistedfaces"
    account.post(faces, content=picture(), headers={"Content-Type": "application/octet-stream"}).raise_for_status()
    body = {"livenessOperationMode": "Passive", "deviceCorrelationId": "kiosk-7"}
    session: dict[str, str] = account.post(f"{service}/detectLiveness-sessions", json=body).raise_for_status().json()
    return session


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_command_reveals_no_secret(
    account: httpx.Client,
    command: tuple[str, ...],
    fault: dict[str, object] | None,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Each command hides the key, the token, and the names of persons in its output, tracebacks, and logs."""
    session = create_content(account)
    if fault is not None:
        account.post("/_emulator/rules", json=fault).raise_for_status()
    monkeypatch.setenv("AZURE_FACE_DEBUG", "1")
    arguments = [session["sessionId"] if part == "SESSION" else part for part in (*command, "--json")]
    with caplog.at_level(logging.DEBUG):
        result = CliRunner().invoke(app, arguments)

    assert ("Traceback" in result.output) is (result.exit_code != 0)
    assert (result.exit_code == 0) is (fault is None or fault["status"] == 429)
    assert {"httpx", "httpcore"} <= {record.name.partition(".")[0] for record in caplog.records}
    text = result.output + caplog.text
    assert [secret for secret in (KEY, session["authToken"], NAME) if secret in text] == []
