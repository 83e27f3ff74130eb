"""How commands fail: one line, an exit code, and nothing that should not be told."""

from __future__ import annotations

import httpx
import pytest

from .command import azure_face
from .conftest import KEY

LIST = ("list", "person-group")


@pytest.mark.parametrize(
    ("words", "exit_code", "line"),
    [
        pytest.param(("show", "person-group", "nobody"), 1, "could not read PersonGroup 'nobody': 404 PersonGroupNotFound", id="not there"),
        pytest.param(("show", "person-group", "No"), 2, "person_group_id must be 1 to 64 of the characters", id="a bad id"),
        pytest.param(("train", "face-list", "mine"), 2, "could not read the training of FaceList 'mine': no version of the API has this call", id="no such call"),
        pytest.param(("list", "face-list", "--top", "3"), 2, "start and top are not for this list", id="a part of what has none"),
        pytest.param((*LIST, "--start", "x" * 65), 2, "start must be at most 64 characters; it has 65", id="a bad start"),
        pytest.param((*LIST, "--key", "another"), 1, "could not list the PersonGroups: 401 Unspecified", id="a wrong key"),
        pytest.param((*LIST, "--key", f"{KEY} {KEY}"), 2, "--key must be plain printable characters", id="a bad key"),
        pytest.param((*LIST, "--endpoint", "http://example.com"), 2, "--endpoint must be an https address", id="a bad endpoint"),
        pytest.param((*LIST, "--api-version", "v9"), 2, "--api-version must be one of v1.0, ", id="an unknown version"),
    ],
)  # fmt: skip
def test_a_failure_is_one_line(account: httpx.Client, words: tuple[str, ...], exit_code: int, line: str) -> None:
    """What was tried, what was said, what to do; with the exit code that the help tells."""
    failed = azure_face(*words, exit_code=exit_code)

    assert failed.err.startswith(f"error: {line}")
    assert len(failed.err.splitlines()) == 1
    assert failed.out == ""


@pytest.mark.parametrize("setting", ["ENDPOINT", "KEY"])
def test_a_missing_setting_is_named(account: httpx.Client, setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its option and its variable."""
    monkeypatch.delenv(f"AZURE_FACE_{setting}")

    said = azure_face(*LIST, exit_code=2).err
    assert said == f"error: --{setting.lower()} is missing: give it, or set AZURE_FACE_{setting}\n"


@pytest.mark.parametrize(
    "words", [("list", "robots"), ("list",), (*LIST, "--top", "0"), ("show", "person-group")], ids=" ".join
)
def test_wrong_usage(account: httpx.Client, words: tuple[str, ...]) -> None:
    """It is told with how to get help, and nothing is asked."""
    assert "--help" in azure_face(*words, exit_code=2).err
    assert account.get("/_emulator/requests").json() == []


def test_options_go_before_the_environment(account: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Endpoint, key and version alike."""
    given = ("--endpoint", str(account.base_url), "--key", KEY, "--api-version", "v1.0")
    monkeypatch.setenv("AZURE_FACE_ENDPOINT", "nowhere")
    monkeypatch.setenv("AZURE_FACE_KEY", "another")
    monkeypatch.setenv("AZURE_FACE_API_VERSION", "v9")
    azure_face(*LIST, *given)

    [asked] = account.get("/_emulator/requests").json()
    assert asked["path"] == "/face/v1.0/persongroups"


def test_waits_are_told(account: httpx.Client) -> None:
    """Whoever waits for the service sees why."""
    account.post("/_emulator/rules", json={"status": 429, "headers": {"Retry-After": "0.2"}}).raise_for_status()

    assert azure_face(*LIST).err.startswith("trying again in 0.2s: 429")


def test_tracebacks_when_they_are_wanted(account: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """AZURE_FACE_DEBUG=1 adds them, and they do not tell the key either."""
    from typer.testing import CliRunner

    from pulumi_azure_face.cli.app import app

    monkeypatch.setenv("AZURE_FACE_DEBUG", "1")
    ended = CliRunner().invoke(app, ["show", "person-group", "nobody"])

    assert ended.exit_code == 1
    assert "Traceback" in ended.stderr
    assert KEY not in ended.output
