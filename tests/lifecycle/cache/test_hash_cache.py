"""The hash cache: when an entry is valid, and what damage or concurrent processes do to it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pulumi_azure_face.lifecycle.cache.database import CacheDatabase
from pulumi_azure_face.lifecycle.cache.hash_cache import HashCache
from pulumi_azure_face.lifecycle.sources import inspection

from ..helpers.account import photo_key
from ..helpers.photo_folders import photo


@pytest.fixture
def cache(tmp_path: Path) -> HashCache:
    return HashCache(CacheDatabase(tmp_path / "cache"))


@pytest.fixture
def read_files(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were read, in any order."""
    read_files: list[Path] = []
    content_of = inspection.content_of

    def recorded_content_of(file: Path) -> tuple[str, bool]:
        read_files.append(file)
        return content_of(file)

    monkeypatch.setattr(inspection, "content_of", recorded_content_of)
    return read_files


@pytest.fixture
def no_minimum_age(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cache a file immediately, however recent its last change is."""
    monkeypatch.setattr(inspection, "MIN_AGE_TO_CACHE", -(10**9))


def write_files(folder: Path, count: int = 3) -> list[Path]:
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number}.jpg" for number in range(count)]
    for number, file in enumerate(paths):
        file.write_bytes(photo(number))
    return paths


def inspect(files: Iterable[Path], cache: HashCache) -> dict[str, inspection.FileInspection]:
    return dict(inspection.inspect_files(map(str, files), cache))


def keys(inspections: dict[str, inspection.FileInspection]) -> list[str]:
    return [file_inspection.content_key for file_inspection in inspections.values()]


@pytest.mark.usefixtures("no_minimum_age")
def test_unchanged_file_is_read_once(tmp_path: Path, cache: HashCache, read_files: list[Path]) -> None:
    """The second inspection of an unchanged file uses the cache and gives the same result."""
    paths = [*write_files(tmp_path / "photos", 200), tmp_path / "gone.jpg"]

    first = inspect(paths, cache)
    first_read_count, read_files[:] = len(read_files), []

    assert inspect(paths, cache) == first
    assert (first_read_count, read_files) == (200, [])
    assert keys(first) == [*(photo_key(photo(number)) for number in range(200)), ""]
    assert list(first.values())[-1].error == "No such file or directory"


def grow(file: Path) -> None:
    file.write_bytes(photo(7, 1_600))


def replace_content(file: Path) -> None:
    file.write_bytes(photo(7))


def replace_content_and_restore_time(file: Path) -> None:
    """Write other content of the same size and restore the time of the old file, like `cp -p`."""
    before = file.stat()
    file.write_bytes(photo(7))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def replace_file(file: Path) -> None:
    fresh = file.with_suffix(".new")
    fresh.write_bytes(photo(7))
    fresh.replace(file)


@pytest.mark.usefixtures("no_minimum_age")
@pytest.mark.parametrize("change", [grow, replace_content, replace_content_and_restore_time, replace_file])
def test_changed_file_is_read_again(
    tmp_path: Path, cache: HashCache, read_files: list[Path], change: Callable[[Path], None]
) -> None:
    """A file that was changed in any way is read again, and other files are not."""
    paths = write_files(tmp_path / "photos")
    inspect(paths, cache)
    read_files.clear()
    time.sleep(0.02)  # until the clock of the file system has advanced
    change(paths[1])

    assert keys(inspect(paths, cache))[1] == photo_key(paths[1].read_bytes())
    assert read_files == [paths[1]]


def test_recently_changed_file_is_not_cached(tmp_path: Path, cache: HashCache, read_files: list[Path]) -> None:
    """A recent file is not cached, because it may change again within the same clock tick."""
    paths = write_files(tmp_path / "photos")

    inspect(paths, cache)
    inspect(paths, cache)

    assert sorted(read_files) == sorted(paths * 2)


@pytest.mark.usefixtures("no_minimum_age")
def test_concurrent_inspections_leave_a_valid_cache(tmp_path: Path, cache: HashCache, read_files: list[Path]) -> None:
    """Concurrent inspections of the same files agree, and leave an entry for each file."""
    paths = write_files(tmp_path / "photos", 50)
    database = CacheDatabase(tmp_path / "cache")

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda count: inspect(paths[:count], HashCache(database)), range(1, 51)))

    assert all(keys(result) == [photo_key(photo(n)) for n in range(len(result))] for result in results)
    read_files.clear()
    inspect(paths, cache)
    assert read_files == []


@pytest.mark.usefixtures("no_minimum_age")
def test_changed_source_uses_all_entries(tmp_path: Path, cache: HashCache, read_files: list[Path]) -> None:
    """Files that were added, removed, or reordered do not hide the entries of others."""
    paths = write_files(tmp_path / "photos", 5_000)
    inspect(paths[::2], cache)
    read_files.clear()

    for files in (paths, paths[::-1], paths[1::3]):
        assert keys(inspect(files, cache)) == [photo_key(file.read_bytes()) for file in files]

    assert sorted(read_files) == sorted(paths[1::2])


@pytest.mark.usefixtures("no_minimum_age")
def test_relative_and_absolute_paths_share_an_entry(
    tmp_path: Path, read_files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An entry belongs to a file, however the program names it. A file elsewhere with the same name has its own."""
    paths = write_files(tmp_path / "photos")
    inspect(paths, HashCache())
    read_files.clear()
    monkeypatch.chdir(tmp_path)

    inspect([file.relative_to(tmp_path) for file in paths], HashCache())
    assert read_files == []

    (tmp_path / "other").mkdir()
    write_files(tmp_path / "other" / "photos")
    monkeypatch.chdir(tmp_path / "other")
    inspect([file.relative_to(tmp_path) for file in paths], HashCache())
    assert len(read_files) == 3


def test_pipe_is_not_opened(tmp_path: Path, cache: HashCache) -> None:
    """A pipe is not opened, because that would block."""
    os.mkfifo(tmp_path / "pipe.jpg")

    assert inspect([tmp_path / "pipe.jpg"], cache)[str(tmp_path / "pipe.jpg")].error == "not a file"


@pytest.mark.usefixtures("no_minimum_age")
def test_problem_of_a_file_is_cached(tmp_path: Path, cache: HashCache, read_files: list[Path]) -> None:
    """The problem of a file that is not an image or too large is cached like its content."""
    text, large = tmp_path / "text.jpg", tmp_path / "large.jpg"
    text.write_text("Dear Ann, " * 200)
    large.write_bytes(photo(1, 6 * 1024 * 1024 + 1))

    first = inspect([text, large], cache)
    read_files.clear()

    assert inspect([text, large], cache) == first
    assert [
        "content" in str(first[str(text)].problem),
        "got 6291457" in str(first[str(large)].problem),
        read_files,
    ] == [
        True,
        True,
        [],
    ]
