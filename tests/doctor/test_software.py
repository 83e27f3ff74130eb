"""The checks of the CLI and of the SDK."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from pulumi_azure_face.doctor.software import WITHOUT_PART
from pulumi_azure_face.host.sdk_internals import PARTS

from .command import doctor

OLDEST_SDK = Path(sys.prefix) / "oldest-sdk"


def put_cli_first(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make `pulumi` a shell script."""
    folder.mkdir()
    (folder / "pulumi").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.parametrize(
    ("script", "status", "message"),
    [
        ("echo v3.100.0", "failure", "the Pulumi CLI 3.100.0 is too old: this package needs 3.216, and 3.254 to import from a file"),
        ("echo v3.230.1", "warning", "the Pulumi CLI 3.230.1 cannot import from a file: `pulumi import --file` needs 3.254"),
        ("echo v3.254.0", "ok", "the Pulumi CLI is 3.254.0"),
        ("echo v3.260.0-dev+dirty", "ok", "the Pulumi CLI is 3.260.0-dev+dirty"),
        ("echo hello", "failure", "`pulumi version` prints no version: 'hello'"),
        ("echo broken >&2; exit 3", "failure", "`pulumi version` failed (CalledProcessError): broken"),
    ],
)  # fmt: skip
def test_version_of_the_cli_is_judged(
    script: str, status: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An old CLI is named with what it cannot do, and the cure is to install a current one."""
    put_cli_first(tmp_path / "bin", script, monkeypatch)
    examined = doctor()

    assert examined.status("pulumi-cli") == status
    assert examined["pulumi-cli"].message.startswith(message)
    assert status == "ok" or "https://www.pulumi.com/docs/install" in examined["pulumi-cli"].cure


def test_missing_cli_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A CLI that is not on the PATH is reported."""
    monkeypatch.setenv("PATH", str(tmp_path))

    assert doctor()["pulumi-cli"].message == "`pulumi` is not on the PATH"


def test_current_sdk_has_all_parts() -> None:
    """The installed SDK has each private part."""
    examined = doctor()

    assert (examined.status("pulumi-sdk"), examined.status("sdk-parts")) == ("ok", "ok")


def test_oldest_sdk_has_all_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest supported SDK has each private part too."""
    monkeypatch.setenv("PYTHONPATH", str(OLDEST_SDK))
    examined = doctor()

    assert examined["pulumi-sdk"].message == "the Pulumi SDK for Python is 3.216.0"
    assert examined.status("sdk-parts") == "ok"


def test_disabled_parts_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts that AZURE_FACE_WITHOUT switches off are named with what is lost."""
    monkeypatch.setenv("AZURE_FACE_WITHOUT", "cancel,progress")
    line = doctor().line("sdk-parts")

    assert "progress (progress is shown with the stack), cancel (Ctrl-C waits for running calls)" in line
    assert "Unset AZURE_FACE_WITHOUT" in line


@pytest.mark.parametrize(
    ("source", "message"),
    [
        pytest.param("raise ImportError('no SDK here')", ": ImportError: no SDK here", id="broken"),
        pytest.param("", ": ModuleNotFoundError: No module named 'pulumi.dynamic'", id="empty"),
    ],
)
def test_unusable_sdk_is_reported(source: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An SDK that cannot be imported is a problem, not a crash."""
    (tmp_path / "sdk" / "pulumi").mkdir(parents=True)
    (tmp_path / "sdk" / "pulumi" / "__init__.py").write_text(source)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "sdk"))
    examined = doctor()

    assert message in examined["pulumi-sdk"].message
    assert examined.skipped_for("pulumi-sdk")[0] == "sdk-parts"


def test_every_part_has_a_text() -> None:
    """The texts about missing parts are for exactly the parts that exist."""
    assert tuple(WITHOUT_PART) == PARTS
