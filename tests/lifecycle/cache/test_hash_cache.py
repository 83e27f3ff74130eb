"""Looks at files that are kept: when they count, when they do not, and what damage or a rival process does to them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pulumi_azure_face.lifecycle.cache.hash_cache import HashCache
from pulumi_azure_face.lifecycle.sources import inspection

from ..account import photo_key
from ..photo_folders import photo


@pytest.fixture
def book(tmp_path: Path) -> HashCache:
    return HashCache(tmp_path / "photos", tmp_path / "looks")


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were read, in any order."""
    read: list[Path] = []
    content_of = inspection.content_of

    def noted(file: Path) -> tuple[str, bool]:
        read.append(file)
        return content_of(file)

    monkeypatch.setattr(inspection, "content_of", noted)
    return read


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files settle at once, so that a test need not wait."""
    monkeypatch.setattr(inspection, "MIN_AGE_TO_CACHE", -(10**9))


def files(home: Path, count: int = 3) -> list[Path]:
    home.mkdir(exist_ok=True)
    made = [home / f"{number}.jpg" for number in range(count)]
    for number, file in enumerate(made):
        file.write_bytes(photo(number))
    return made


def look_at(named: Iterable[Path], book: HashCache) -> dict[str, inspection.FileInspection]:
    return inspection.inspect_files(map(str, named), book)


def keys(found: dict[str, inspection.FileInspection]) -> list[str]:
    return [look.content for look in found.values()]


@pytest.mark.usefixtures("at_once")
def test_an_unchanged_file_is_read_once(tmp_path: Path, book: HashCache, reads: list[Path]) -> None:
    """The second look comes from what the first one kept, and says the same."""
    named = [*files(tmp_path / "photos", 200), tmp_path / "gone.jpg"]

    first = look_at(named, book)
    read_first, reads[:] = len(reads), []

    assert look_at(named, book) == first
    assert (read_first, reads) == (200, [])
    assert keys(first) == [*(photo_key(photo(number)) for number in range(200)), ""]
    assert list(first.values())[-1].error == "No such file or directory"


def grow(file: Path) -> None:
    file.write_bytes(photo(7, 1_600))


def exchange(file: Path) -> None:
    file.write_bytes(photo(7))


def exchange_and_set_back(file: Path) -> None:
    """As `cp -p` does: another content of the same size, with the time of the old one."""
    seen = file.stat()
    file.write_bytes(photo(7))
    os.utime(file, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def put_another_in_place(file: Path) -> None:
    fresh = file.with_suffix(".new")
    fresh.write_bytes(photo(7))
    fresh.replace(file)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("change", [grow, exchange, exchange_and_set_back, put_another_in_place])
def test_a_changed_file_is_read_again(
    tmp_path: Path, book: HashCache, reads: list[Path], change: Callable[[Path], None]
) -> None:
    """Whatever way it was changed; and the others are not."""
    named = files(tmp_path / "photos")
    look_at(named, book)
    reads.clear()
    time.sleep(0.02)  # let the clock of the file system tick
    change(named[1])

    assert keys(look_at(named, book))[1] == photo_key(named[1].read_bytes())
    assert reads == [named[1]]


def test_a_file_of_just_now_is_not_trusted(tmp_path: Path, book: HashCache, reads: list[Path]) -> None:
    """It may be changed again within the same tick of the clock."""
    named = files(tmp_path / "photos")

    look_at(named, book)
    look_at(named, book)

    assert sorted(reads) == sorted(named * 2)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[]",
        b'{"format": 1}',
        b'{"format": 1, "files": {"a": [1]}}',
        b"\xff\xfe",
        b'{"format": 99, "files": {}}',
    ],
)
def test_damage_costs_a_look(tmp_path: Path, book: HashCache, reads: list[Path], damage: bytes) -> None:
    """What cannot be understood is as if it were not there, and is written anew."""
    named = files(tmp_path / "photos")
    found = look_at(named, book)
    (kept,) = (tmp_path / "looks").iterdir()
    kept.write_bytes(damage)
    reads.clear()

    assert look_at(named, book) == found
    assert sorted(reads) == named
    reads.clear()
    assert look_at(named, book) == found
    assert reads == []


@pytest.mark.usefixtures("at_once")
def test_without_a_place_to_keep_them(tmp_path: Path) -> None:
    """A home that cannot be written to is no reason to fail."""
    (tmp_path / "file").write_text("in the way")
    named = files(tmp_path / "photos")

    for _ in range(2):
        assert keys(look_at(named, HashCache(tmp_path, tmp_path / "file" / "looks"))) == [
            photo_key(photo(n)) for n in range(3)
        ]


@pytest.mark.usefixtures("at_once")
def test_many_at_once(tmp_path: Path, book: HashCache) -> None:
    """Whoever comes last, what is kept is whole."""
    named = files(tmp_path / "photos", 50)

    with ThreadPoolExecutor(8) as processes:
        found = list(processes.map(lambda some: look_at(named[:some], book), range(1, 50)))

    assert all(keys(one) == [photo_key(photo(n)) for n in range(len(one))] for one in found)
    assert set(book.read()) <= set(map(str, named))
    assert book.read()
    assert len(list((tmp_path / "looks").iterdir())) == 1


@pytest.mark.usefixtures("at_once")
def test_what_is_looked_at_is_kept(tmp_path: Path, book: HashCache, reads: list[Path]) -> None:
    """A source that does not change is never written down again, and yet never forgotten while it is in use."""
    named = files(tmp_path / "photos")
    look_at(named, book)
    (kept,) = (tmp_path / "looks").iterdir()
    os.utime(kept, (0, 0))

    look_at(named, book)
    look_at(named, HashCache(tmp_path / "other", tmp_path / "looks"))
    reads.clear()
    look_at(named, book)

    assert not reads


@pytest.mark.usefixtures("at_once")
def test_what_nobody_looks_at_any_more_is_forgotten(tmp_path: Path, book: HashCache) -> None:
    """A file that is gone, at the next look; a source that is gone, after a season; and all of one when it is asked."""
    named = files(tmp_path / "photos")
    other = HashCache(tmp_path / "other", tmp_path / "looks")
    look_at(named, other)
    (old,) = (tmp_path / "looks").iterdir()
    os.utime(old, (0, 0))

    look_at(named, book)
    look_at(named[:1], book)

    assert (list(book.read()), other.read()) == ([str(named[0])], {})
    book.clear()
    assert book.read() == {}


def test_a_pipe_is_no_photo(tmp_path: Path, book: HashCache) -> None:
    """Opened, it would keep us waiting."""
    os.mkfifo(tmp_path / "pipe.jpg")

    assert look_at([tmp_path / "pipe.jpg"], book)[str(tmp_path / "pipe.jpg")].error == "not a file"


@pytest.mark.usefixtures("at_once")
def test_a_fault_is_kept_too(tmp_path: Path, book: HashCache, reads: list[Path]) -> None:
    """What is no image, or too large for one, is known without reading it again."""
    text, large = tmp_path / "text.jpg", tmp_path / "large.jpg"
    text.write_text("Dear Ann, " * 200)
    large.write_bytes(photo(1, 6 * 1024 * 1024 + 1))

    first = look_at([text, large], book)
    reads.clear()

    assert look_at([text, large], book) == first
    assert ["content" in str(first[str(text)].problem), "6291457 bytes" in str(first[str(large)].problem), reads] == [
        True,
        True,
        [],
    ]
