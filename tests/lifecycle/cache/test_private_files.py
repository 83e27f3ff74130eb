"""The modes of local files: only the user can read them."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pulumi_azure_face.lifecycle.cache.face_cache import FaceCache
from pulumi_azure_face.lifecycle.recovery.interrupted_runs import InterruptedRunMarker

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")

PACKAGE_FOLDER = "pulumi-azure-face"


@pytest.fixture(params=[0o022, 0o000], ids=["usual umask", "open umask"], autouse=True)
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    previous = os.umask(request.param)
    yield
    os.umask(previous)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of all local files."""
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home" / name))
    return tmp_path / "home"


def write_local_files() -> None:
    FaceCache("gallery").add("face-1", "a" * 32)
    InterruptedRunMarker("gallery").set()


def assert_private(home: Path) -> None:
    """Assert the modes of all files and folders of the package. Folders of other programs may have other ones."""
    paths = [path for path in home.rglob("*") if PACKAGE_FOLDER in path.parts]
    assert {path.name for path in paths} > {"cache.sqlite3", "begun"}
    wrong = [path for path in paths if stat.S_IMODE(path.stat().st_mode) != (0o700 if path.is_dir() else 0o600)]
    assert wrong == []


def test_new_files_are_private(home: Path) -> None:
    """New files have the mode 0600 and all new folders 0700, whatever the umask allows."""
    write_local_files()

    assert_private(home)


def test_existing_folders_become_private(home: Path) -> None:
    """Existing folders of the package lose wider modes."""
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        (home / name / PACKAGE_FOLDER).mkdir(parents=True)
        (home / name / PACKAGE_FOLDER).chmod(0o755)

    write_local_files()

    assert_private(home)
