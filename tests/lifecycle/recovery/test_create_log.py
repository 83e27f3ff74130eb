"""The create log: records that are written, read, damaged, or impossible to write."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Barrier
from time import sleep
from typing import Any

import pytest

from pulumi_azure_face.lifecycle.cache import cache_files
from pulumi_azure_face.lifecycle.identity.derived_ids import derive_resource_tag
from pulumi_azure_face.lifecycle.recovery.create_log import CreateLocation, CreateLog, CreateRecord

LOCATION = CreateLocation("https://a.example", "PersonGroup", "staff", "1")
TAG, OTHER_TAG, THIRD_TAG = (derive_resource_tag({"name": name}, {}, {}) for name in ("ann", "bob", "cy"))
TAG_OF_SAME_RESOURCE = derive_resource_tag({"name": "ann"}, {}, {"image": "another"})


@pytest.fixture
def create_log(tmp_path: Path) -> CreateLog:
    return CreateLog(tmp_path / "records")


@pytest.mark.parametrize(
    "record",
    [
        CreateRecord("an id"),
        CreateRecord(before=("one", "two"), text="abc"),
        CreateRecord(),
        CreateRecord("an id", saved=True),
    ],
)
def test_record_is_read_by_another_process(create_log: CreateLog, record: CreateRecord, tmp_path: Path) -> None:
    """Another process reads a record, and the newest record counts."""
    create_log.write(LOCATION, TAG, CreateRecord("older id"))
    create_log.write(LOCATION, TAG, record)

    assert CreateLog(tmp_path / "records").read(LOCATION, TAG) == record


@pytest.mark.parametrize(
    "other_location",
    [
        CreateLocation("https://b.example", "PersonGroup", "staff", "1"),
        CreateLocation("https://a.example", "LargePersonGroup", "staff", "1"),
        CreateLocation("https://a.example", "PersonGroup", "other", "1"),
        CreateLocation("https://a.example", "PersonGroup", "staff", "2"),
    ],
)
def test_record_belongs_to_one_location(create_log: CreateLog, other_location: CreateLocation) -> None:
    """A record is not found for another account, kind, container, or generation."""
    create_log.write(LOCATION, TAG, CreateRecord("an id"))

    assert create_log.read(other_location, TAG) is None
    assert create_log.records(other_location) == {}


def test_record_of_another_process_is_visible_immediately(create_log: CreateLog, tmp_path: Path) -> None:
    """A record of another process is visible immediately, because two runs may use one container."""
    other_log = CreateLog(tmp_path / "records")
    for number, tag in enumerate((OTHER_TAG, THIRD_TAG)):
        assert len(create_log.records(LOCATION)) == number
        other_log.write(LOCATION, tag, CreateRecord(tag))

    assert set(create_log.records(LOCATION)) == {OTHER_TAG, THIRD_TAG}


def test_records_of_a_family_belong_to_one_resource(create_log: CreateLog) -> None:
    """The records of a family are those of one resource, for any of its inputs."""
    for tag in (TAG, TAG_OF_SAME_RESOURCE, OTHER_TAG):
        create_log.write(LOCATION, tag, CreateRecord(tag))

    assert create_log.records_of_family(LOCATION, TAG) == {
        TAG: CreateRecord(TAG),
        TAG_OF_SAME_RESOURCE: CreateRecord(TAG_OF_SAME_RESOURCE),
    }
    assert create_log.records_of_family(LOCATION, THIRD_TAG) == {}


@pytest.mark.parametrize(
    ("earlier_tag", "concurrent_change"),
    [
        pytest.param(TAG, lambda create_log: create_log.mark_saved(LOCATION, TAG, "older id"), id="older record saved"),
        pytest.param(
            TAG_OF_SAME_RESOURCE,
            lambda create_log: create_log.remove(LOCATION, TAG_OF_SAME_RESOURCE),
            id="only other record removed",
        ),
    ],
)
def test_concurrent_changes_do_not_lose_a_record(
    create_log: CreateLog,
    earlier_tag: str,
    concurrent_change: Callable[[CreateLog], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A record stays if another thread changes the log during the write, however long each step takes."""
    start = Barrier(2)

    def open_late(*args: Any, **kwargs: Any) -> Any:
        sleep(0.002)
        return NamedTemporaryFile(*args, **kwargs)

    def run_concurrently(operation: Callable[[CreateLog], None]) -> None:
        start.wait(10)
        operation(create_log)

    monkeypatch.setattr(cache_files, "NamedTemporaryFile", open_late)
    with ThreadPoolExecutor(2) as threads:
        for _ in range(20):
            create_log.write(LOCATION, earlier_tag, CreateRecord("older id"))
            list(
                threads.map(
                    run_concurrently,
                    (concurrent_change, lambda create_log: create_log.write(LOCATION, TAG, CreateRecord("newest id"))),
                )
            )
            record = create_log.read(LOCATION, TAG)
            assert record is not None
            assert record.id == "newest id"
            create_log.remove_all(LOCATION)


def test_saved_record_is_marked(create_log: CreateLog) -> None:
    """A record is marked as saved only if it exists and has the id in the state."""
    create_log.write(LOCATION, TAG, CreateRecord("an id", text="abc"))
    create_log.write(LOCATION, THIRD_TAG, CreateRecord("newer id"))

    create_log.mark_saved(LOCATION, TAG, "an id")
    create_log.mark_saved(LOCATION, OTHER_TAG, "an id")
    create_log.mark_saved(LOCATION, THIRD_TAG, "older id")

    assert create_log.records(LOCATION) == {
        TAG: CreateRecord("an id", text="abc", saved=True),
        THIRD_TAG: CreateRecord("newer id"),
    }


def test_removed_records_leave_no_files(create_log: CreateLog, tmp_path: Path) -> None:
    """A record, or all records of a container, can be removed, and no file remains."""
    for tag in (TAG, OTHER_TAG, THIRD_TAG):
        create_log.write(LOCATION, tag, CreateRecord(tag))

    create_log.remove(LOCATION, TAG)
    assert set(create_log.records(LOCATION)) == {OTHER_TAG, THIRD_TAG}

    create_log.remove_all(LOCATION)
    assert list((tmp_path / "records").iterdir()) == []


def test_last_record_removes_its_folder(create_log: CreateLog, tmp_path: Path) -> None:
    """The removal of the last record removes its folder, and a second removal does nothing."""
    create_log.write(LOCATION, TAG, CreateRecord("1"))

    create_log.remove(LOCATION, TAG)
    create_log.remove(LOCATION, TAG)

    assert list((tmp_path / "records").iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b'{"id": 1}', b"\xff", b"null"])
def test_damaged_record_is_ignored(create_log: CreateLog, damage: bytes, tmp_path: Path) -> None:
    """A damaged record counts as missing."""
    create_log.write(LOCATION, TAG, CreateRecord("an id"))
    [file] = (tmp_path / "records").rglob(TAG)
    file.write_bytes(damage)

    assert create_log.read(LOCATION, TAG) is None
    assert create_log.records(LOCATION) == {}


def test_unwritable_folder_keeps_no_records(tmp_path: Path) -> None:
    """If the folder is not writable, all operations work as if there were no records."""
    (tmp_path / "records").write_text("not a folder")
    create_log = CreateLog(tmp_path / "records")

    create_log.write(LOCATION, TAG, CreateRecord("an id"))
    create_log.remove(LOCATION, TAG)
    create_log.remove_all(LOCATION)

    assert create_log.read(LOCATION, TAG) is None
    assert create_log.records(LOCATION) == {}
