"""The checks of the CLI and of the SDK."""

from __future__ import annotations

import os
import sys
from importlib import metadata
from pathlib import Path

import pytest

from pulumi_azure_face.doctor.installed_plugin import PROGRAM
from pulumi_azure_face.doctor.software import WITHOUT_PART
from pulumi_azure_face.host.sdk_internals import PARTS

from .command import doctor

VERSION = metadata.version("pulumi-azure-face")
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


def install_plugin(home: Path, script: str) -> None:
    """Put a shell script where `pulumi plugin install` puts the plugin."""
    folder = home / "plugins" / "resource-azure-face-v0.0.9"
    folder.mkdir(parents=True)
    (folder / PROGRAM).write_text(f"#!/bin/sh\n{script}\n")
    (folder / PROGRAM).chmod(0o755)


@pytest.fixture
def pulumi_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty home of the CLI, with a PATH that has no plugin."""
    monkeypatch.setenv("PULUMI_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    return tmp_path


def test_plugin_on_the_path_is_current(pulumi_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The plugin of this environment has the version of the package, and comes before an installed one."""
    install_plugin(pulumi_home, "echo 0.0.9")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:/usr/bin:/bin")
    result = doctor()["plugin"]
    assert (result.status.value, result.message) == ("ok", f"the provider plugin on the PATH is {VERSION}")


def test_absent_plugin_is_no_problem(pulumi_home: Path) -> None:
    """A program in Python needs no plugin."""
    assert doctor().status("plugin") == "ok"


@pytest.mark.parametrize(
    ("script", "status", "message"),
    [
        ("echo 0.0.9", "warning", f"the provider plugin in the plugins of the CLI is 0.0.9, and this package is {VERSION}"),
        ("echo broken >&2; exit 1", "failure", "the provider plugin in the plugins of the CLI does not start: /"),
    ],
)  # fmt: skip
def test_unusable_plugin_is_reported(pulumi_home: Path, script: str, status: str, message: str) -> None:
    """An outdated plugin and one that does not start are named, and the cure installs this one."""
    install_plugin(pulumi_home, script)
    result = doctor()["plugin"]
    assert result.status.value == status
    assert result.message.startswith(message)
    assert f"pulumi plugin install resource azure-face {VERSION} --reinstall --file " in result.cure


def test_plugin_of_a_deleted_environment_is_reported(pulumi_home: Path) -> None:
    """An installed plugin needs the environment that it came from."""
    install_plugin(pulumi_home, "")
    [program] = pulumi_home.rglob(PROGRAM)
    program.write_text("#!/nowhere/bin/python\n")
    assert "does not start" in doctor()["plugin"].message
