"""The parts of `make release-check` that need no build: versions, metadata, wheel contents, and the remaining steps."""

from __future__ import annotations

import importlib.util
import zipfile
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
METADATA = """\
Metadata-Version: 2.4
Name: pulumi-azure-face
Version: 1.2.3
Description-Content-Type: text/markdown

# pulumi-azure-face
"""
CHANGELOG = "# Changelog\n\n## 1.2.3 - unreleased\n\n### Added\n\n## 1.2.2 - 2026-11-25\n"


@pytest.fixture(scope="module")
def release_check() -> ModuleType:
    """The script, imported from its path because `tools` is not a package."""
    spec = importlib.util.spec_from_file_location("release_check", ROOT / "tools" / "release_check.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def wheel_with(folder: Path, names: Sequence[str]) -> Path:
    path = folder / "pulumi_azure_face-1.2.3-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, METADATA)
    return path


def test_this_checkout_has_one_version(release_check: ModuleType) -> None:
    """The newest version in CHANGELOG.md is the version in pyproject.toml."""
    assert release_check.check_version() in (ROOT / "CHANGELOG.md").read_text()


def test_headings_are_read_newest_first(release_check: ModuleType) -> None:
    """Each version heading yields its date, in the order of the file."""
    headings = release_check.changelog_headings(CHANGELOG)

    assert list(headings.items()) == [("1.2.3", "unreleased"), ("1.2.2", "2026-11-25")]


def test_another_version_in_the_changelog_is_an_error(
    release_check: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version without a heading in CHANGELOG.md is not released."""
    monkeypatch.setattr(release_check, "changelog_headings", lambda: {"9.9.9": "unreleased"})

    with pytest.raises(release_check.ReleaseError, match=r"the newest version in CHANGELOG\.md is 9\.9\.9"):
        release_check.check_version()


def test_valid_metadata_passes(release_check: ModuleType) -> None:
    """Metadata with the right name, version, and README passes."""
    release_check.check_metadata(METADATA.encode(), "1.2.3")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("1.2.3", "1.2.4", "not pulumi-azure-face 1.2.3", id="version"),
        pytest.param("1.2.3", "one", "one", id="invalid version"),
        pytest.param("text/markdown", "text/plain", "README is missing", id="content type"),
        pytest.param("# pulumi-azure-face\n", "", "README is missing", id="no description"),
    ],
)
def test_invalid_metadata_is_an_error(release_check: ModuleType, old: str, new: str, message: str) -> None:
    """Metadata that the package index rejects, or that lacks the README, stops the release."""
    with pytest.raises(release_check.ReleaseError, match=message):
        release_check.check_metadata(METADATA.replace(old, new).encode(), "1.2.3")


def test_metadata_is_read_from_the_wheel(release_check: ModuleType, tmp_path: Path) -> None:
    """The metadata file is found by the name of the wheel."""
    wheel = wheel_with(tmp_path, ["pulumi_azure_face-1.2.3.dist-info/METADATA"])

    assert release_check.read_wheel_metadata(wheel) == METADATA.encode()


@pytest.mark.parametrize(
    ("removed", "added", "problem"),
    [
        pytest.param("pulumi_azure_face/py.typed", None, r"lacks \['pulumi_azure_face/py.typed'\]", id="missing"),
        pytest.param(None, "tests/conftest.py", r"has \['tests/conftest.py'\]", id="foreign"),
    ],
)
def test_wrong_files_in_the_wheel_are_an_error(
    release_check: ModuleType, tmp_path: Path, removed: str | None, added: str | None, problem: str
) -> None:
    """A wheel without a data file, or with files of another package, stops the release."""
    names = [name for name in (*release_check.WHEEL_FILES, added) if name and name != removed]

    with pytest.raises(release_check.ReleaseError, match=problem):
        release_check.check_wheel_files(wheel_with(tmp_path, names))


def test_the_right_files_in_the_wheel_pass(release_check: ModuleType, tmp_path: Path) -> None:
    """A wheel with exactly its data files passes."""
    release_check.check_wheel_files(wheel_with(tmp_path, release_check.WHEEL_FILES))


@pytest.mark.parametrize(
    ("date", "is_committed", "first"),
    [
        pytest.param("unreleased", False, "Replace `unreleased`", id="no date"),
        pytest.param("2026-11-25", False, "Commit all changes", id="uncommitted changes"),
        pytest.param("2026-11-25", True, "Tag the commit", id="ready"),
    ],
)
def test_the_remaining_steps_begin_where_the_checkout_is(
    release_check: ModuleType, date: str, is_committed: bool, first: str
) -> None:
    """A dated and committed release needs only the tag, the push, and the upload."""
    steps = list(release_check.manual_steps("1.2.3", date, is_committed))

    assert steps[0].startswith(first)
    assert steps[-4].startswith("Tag the commit: git tag --sign v1.2.3")


def test_commands_run_without_the_callers_settings(release_check: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key or a stack in the caller's environment does not reach the commands."""
    monkeypatch.setenv("AZURE_FACE_KEY", "key-of-the-caller")

    assert "key-of-the-caller" not in release_check.run("env")


def test_a_failing_command_is_one_line(release_check: ModuleType) -> None:
    """The error names the command, its exit code, and the end of its output."""
    with pytest.raises(release_check.CommandError, match=r"`.*sh -c .*` ended with exit code 3: first \| second$"):
        release_check.run("sh", "-c", "echo first; echo second; exit 3")
