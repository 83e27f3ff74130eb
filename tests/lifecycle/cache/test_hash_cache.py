"""The hash cache: when an entry is valid, and what damage or concurrent processes do to it."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pulumi_azure_face.lifecycle.cache.hash_cache import HashCache, path_key
from pulumi_azure_face.lifecycle.sources import inspection

from ..helpers.account import photo_key
from ..helpers.photo_folders import photo


@pytest.fixture
def cache(tmp_path: Path) -> HashCache:
    return HashCache(tmp_path / "photos", tmp_path / "hashes")


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
    return inspection.inspect_files(map(str, files), cache)


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
@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b'{"format": 2}',
        b'{"format": 2, "files": {"a": [1]}}',
        b'{"format": 1, "files": {"photos/ann/1.jpg": [1, 1, 1, "a", true]}}',
        b"\xff\xfe",
        b'{"format": 99, "files": {}}',
    ],
)
def test_damaged_cache_is_rebuilt(tmp_path: Path, cache: HashCache, read_files: list[Path], damage: bytes) -> None:
    """A damaged cache file is ignored and written again."""
    paths = write_files(tmp_path / "photos")
    inspections = inspect(paths, cache)
    (cache_file,) = (tmp_path / "hashes").iterdir()
    cache_file.write_bytes(damage)
    read_files.clear()

    assert inspect(paths, cache) == inspections
    assert sorted(read_files) == paths
    read_files.clear()
    assert inspect(paths, cache) == inspections
    assert read_files == []


@pytest.mark.usefixtures("no_minimum_age")
def test_unwritable_cache_folder_is_not_an_error(tmp_path: Path) -> None:
    """If the cache folder is not writable, files are inspected without a cache."""
    (tmp_path / "file").write_text("not a folder")
    paths = write_files(tmp_path / "photos")

    for _ in range(2):
        assert keys(inspect(paths, HashCache(tmp_path, tmp_path / "file" / "hashes"))) == [
            photo_key(photo(n)) for n in range(3)
        ]


@pytest.mark.usefixtures("no_minimum_age")
def test_concurrent_inspections_leave_one_valid_cache(tmp_path: Path, cache: HashCache) -> None:
    """Concurrent inspections leave one complete cache file."""
    paths = write_files(tmp_path / "photos", 50)

    with ThreadPoolExecutor(8) as threads:
        results = list(threads.map(lambda count: inspect(paths[:count], cache), range(1, 50)))

    assert all(keys(result) == [photo_key(photo(n)) for n in range(len(result))] for result in results)
    assert set(cache.read()) <= {path_key(str(path)) for path in paths}
    assert cache.read()
    assert len(list((tmp_path / "hashes").iterdir())) == 1


@pytest.mark.usefixtures("no_minimum_age")
def test_cache_in_use_does_not_expire(tmp_path: Path, cache: HashCache, read_files: list[Path]) -> None:
    """The cache of an unchanged source is not rewritten, and it does not expire while it is in use."""
    paths = write_files(tmp_path / "photos")
    inspect(paths, cache)
    (cache_file,) = (tmp_path / "hashes").iterdir()
    os.utime(cache_file, (0, 0))

    inspect(paths, cache)
    inspect(paths, HashCache(tmp_path / "other", tmp_path / "hashes"))
    read_files.clear()
    inspect(paths, cache)

    assert not read_files


@pytest.mark.usefixtures("no_minimum_age")
def test_unused_entries_are_removed(tmp_path: Path, cache: HashCache) -> None:
    """Entries of missing files and caches of unused sources are removed, and `clear` removes all entries."""
    paths = write_files(tmp_path / "photos")
    other = HashCache(tmp_path / "other", tmp_path / "hashes")
    inspect(paths, other)
    (outdated_file,) = (tmp_path / "hashes").iterdir()
    os.utime(outdated_file, (0, 0))

    inspect(paths, cache)
    inspect(paths[:1], cache)

    assert (list(cache.read()), other.read()) == ([path_key(str(paths[0]))], {})
    cache.clear()
    assert cache.read() == {}


@pytest.mark.usefixtures("no_minimum_age")
def test_cache_contains_no_paths(tmp_path: Path, cache: HashCache) -> None:
    """The cache contains no readable path, because folders and files are named after persons."""
    inspect(write_files(tmp_path / "photos"), cache)

    (cache_file,) = (tmp_path / "hashes").iterdir()
    assert len(cache.read()) == 3
    assert not {"photos", "jpg", tmp_path.name} & set(re.split(r"\W+", f"{cache_file.name} {cache_file.read_text()}"))


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
        "6291457 bytes" in str(first[str(large)].problem),
        read_files,
    ] == [
        True,
        True,
        [],
    ]
