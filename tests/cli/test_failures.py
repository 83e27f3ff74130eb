"""Failed commands: one error line, the documented exit code, and no secrets."""

from __future__ import annotations

import httpx
import pytest

from .command import azure_face
from .conftest import KEY

LIST_GROUPS = ("list", "person-group")


@pytest.mark.parametrize(
    ("arguments", "exit_code", "line"),
    [
        pytest.param(("show", "person-group", "nobody"), 1, "could not read PersonGroup 'nobody': 404 PersonGroupNotFound", id="missing container"),
        pytest.param(("show", "person-group", "No"), 2, "person_group_id must have 1 to 64 characters", id="invalid id"),
        pytest.param(("train", "face-list", "mine"), 2, "could not read the training of FaceList 'mine': no version of the API has this call", id="unsupported call"),
        pytest.param(("list", "face-list", "--top", "3"), 2, "start and top are not supported here", id="unsupported paging"),
        pytest.param((*LIST_GROUPS, "--start", "x" * 65), 2, "start must have at most 64 characters, got 65", id="invalid start"),
        pytest.param((*LIST_GROUPS, "--key", "another"), 1, "could not list the PersonGroups: 401 Unspecified", id="wrong key"),
        pytest.param((*LIST_GROUPS, "--key", f"{KEY} {KEY}"), 2, "--key must have only printable ASCII characters", id="invalid key"),
        pytest.param((*LIST_GROUPS, "--endpoint", "http://example.com"), 2, "--endpoint must be an https URL", id="invalid endpoint"),
        pytest.param((*LIST_GROUPS, "--api-version", "v9"), 2, "--api-version must be one of v1.0, ", id="unknown version"),
    ],
)  # fmt: skip
def test_error_is_one_line(account: httpx.Client, arguments: tuple[str, ...], exit_code: int, line: str) -> None:
    """A failed command prints one line with the operation, the reason, and the fix, and exits as documented."""
    failed = azure_face(*arguments, exit_code=exit_code)

    assert failed.err.startswith(f"error: {line}")
    assert len(failed.err.splitlines()) == 1
    assert failed.out == ""


@pytest.mark.parametrize("setting", ["ENDPOINT", "KEY"])
def test_missing_setting_is_reported(account: httpx.Client, setting: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error about a missing setting names its option and its environment variable."""
    monkeypatch.delenv(f"AZURE_FACE_{setting}")

    error = azure_face(*LIST_GROUPS, exit_code=2).err
    assert error == f"error: --{setting.lower()} is required. Pass it, or set AZURE_FACE_{setting}\n"


@pytest.mark.parametrize(
    "arguments", [("list", "robots"), ("list",), (*LIST_GROUPS, "--top", "0"), ("show", "person-group")], ids=" ".join
)
def test_wrong_usage_sends_no_request(account: httpx.Client, arguments: tuple[str, ...]) -> None:
    """Wrong usage prints a hint at --help and sends no request."""
    assert "--help" in azure_face(*arguments, exit_code=2).err
    assert account.get("/_emulator/requests").json() == []


def test_options_override_the_environment(account: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """The options for endpoint, key, and API version override their environment variables."""
    options = ("--endpoint", str(account.base_url), "--key", KEY, "--api-version", "v1.0")
    monkeypatch.setenv("AZURE_FACE_ENDPOINT", "nowhere")
    monkeypatch.setenv("AZURE_FACE_KEY", "another")
    monkeypatch.setenv("AZURE_FACE_API_VERSION", "v9")
    azure_face(*LIST_GROUPS, *options)

    [request] = account.get("/_emulator/requests").json()
    assert request["path"] == "/face/v1.0/persongroups"


def test_retry_wait_is_reported(account: httpx.Client) -> None:
    """A wait before a retry is reported on stderr with its reason."""
    account.post("/_emulator/rules", json={"status": 429, "headers": {"Retry-After": "0.2"}}).raise_for_status()

    assert azure_face(*LIST_GROUPS).err.startswith("retrying in 0.2 s: 429")


def test_debug_mode_prints_a_traceback_without_the_key(account: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """With AZURE_FACE_DEBUG=1 an error prints its traceback, which does not contain the key."""
    from typer.testing import CliRunner

    from pulumi_azure_face.cli.app import app

    monkeypatch.setenv("AZURE_FACE_DEBUG", "1")
    result = CliRunner().invoke(app, ["show", "person-group", "nobody"])

    assert result.exit_code == 1
    assert "Traceback" in result.stderr
    assert KEY not in result.output
