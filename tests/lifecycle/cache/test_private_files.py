"""The modes of local files: only the user can read them."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pulumi_azure_face.lifecycle.cache.cache_files import PACKAGE_FOLDER, append, read, write
from pulumi_azure_face.lifecycle.cache.face_cache import FaceCache
from pulumi_azure_face.lifecycle.cache.hash_cache import FileRecord, HashCache
from pulumi_azure_face.lifecycle.recovery.interrupted_runs import InterruptedRunMarker

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no modes")

WRITERS = [write, append]


@pytest.fixture(params=[0o022, 0o000], ids=["usual umask", "open umask"], autouse=True)
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    previous = os.umask(request.param)
    yield
    os.umask(previous)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file below the folder of the package, which does not exist yet."""
    return tmp_path / "cache" / PACKAGE_FOLDER / "faces" / "one"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def modes_from(file: Path) -> list[int]:
    """Return the modes of a file, its folder, and the folder of the package."""
    return [mode(path) for path in (file, file.parent, file.parent.parent)]


@pytest.mark.parametrize("writer", WRITERS)
def test_new_files_are_private(file: Path, writer: Callable[[Path, str], None]) -> None:
    """New files have the mode 0600 and all new folders 0700, whatever the umask allows."""
    writer(file, "text")

    assert modes_from(file) == [0o600, 0o700, 0o700]
    assert mode(file.parents[2]) == 0o700
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("writer", WRITERS)
def test_existing_files_become_private(file: Path, writer: Callable[[Path, str], None]) -> None:
    """Existing files and folders of the package lose wider modes, and folders of other programs keep theirs."""
    create_open_file(file)

    writer(file, "text")

    assert modes_from(file) == [0o600, 0o700, 0o700]
    assert mode(file.parents[2]) == 0o755


def test_read_file_becomes_private(file: Path) -> None:
    """A file that is only read loses a wider mode too."""
    create_open_file(file)

    assert read(file) == "old"
    assert mode(file) == 0o600


def create_open_file(file: Path) -> None:
    file.parent.mkdir(parents=True)
    for folder in (file.parent, file.parent.parent, file.parents[2]):
        folder.chmod(0o755)
    file.write_text("old")
    file.chmod(0o644)


def test_every_local_file_is_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hash cache, the face cache, and the interrupted-run marker write private files."""
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    HashCache(tmp_path / "photos").write({"key": FileRecord(1, 2, 3, "content", is_known_format=True)})
    FaceCache("gallery").add("face-1", "a" * 32)
    InterruptedRunMarker("gallery").set()

    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert sorted(path.parent.name for path in written) == ["begun", "faces", "looks"]
    assert [modes_from(path) for path in written] == [[0o600, 0o700, 0o700]] * 3
