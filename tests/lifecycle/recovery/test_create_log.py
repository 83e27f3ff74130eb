"""Notes of what was made: kept, found, damaged, and impossible to keep."""

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

PLACE = CreateLocation("https://a.example", "PersonGroup", "staff", "1")
MARK, ANOTHER, THIRD = (derive_resource_tag({"name": name}, {}, {}) for name in ("ann", "bob", "cy"))
KIN = derive_resource_tag({"name": "ann"}, {}, {"image": "another"})


@pytest.fixture
def journal(tmp_path: Path) -> CreateLog:
    return CreateLog(tmp_path / "notes")


@pytest.mark.parametrize(
    "note",
    [
        CreateRecord("an id"),
        CreateRecord(before=("one", "two"), text="abc"),
        CreateRecord(),
        CreateRecord("an id", saved=True),
    ],
)
def test_a_note_is_found_again(journal: CreateLog, note: CreateRecord, tmp_path: Path) -> None:
    """By another process too, and the newest counts."""
    journal.write(PLACE, MARK, CreateRecord("an older one"))
    journal.write(PLACE, MARK, note)

    assert CreateLog(tmp_path / "notes").read(PLACE, MARK) == note


@pytest.mark.parametrize(
    "elsewhere",
    [
        CreateLocation("https://b.example", "PersonGroup", "staff", "1"),
        CreateLocation("https://a.example", "LargePersonGroup", "staff", "1"),
        CreateLocation("https://a.example", "PersonGroup", "other", "1"),
        CreateLocation("https://a.example", "PersonGroup", "staff", "2"),
    ],
)
def test_a_note_is_of_one_place(journal: CreateLog, elsewhere: CreateLocation) -> None:
    """Not of another account, container or generation: the id would be a stranger's there."""
    journal.write(PLACE, MARK, CreateRecord("an id"))

    assert journal.read(elsewhere, MARK) is None
    assert journal.records(elsewhere) == {}


def test_what_another_process_notes_is_seen_at_once(journal: CreateLog, tmp_path: Path) -> None:
    """Two runs at the same time, of two stacks, may make things in one container."""
    theirs = CreateLog(tmp_path / "notes")
    for number, mark in enumerate((ANOTHER, THIRD)):
        assert len(journal.records(PLACE)) == number
        theirs.write(PLACE, mark, CreateRecord(mark))

    assert set(journal.records(PLACE)) == {ANOTHER, THIRD}


def test_a_resource_has_notes_of_its_own(journal: CreateLog) -> None:
    """As whatever it was declared, and nobody else's."""
    for mark in (MARK, KIN, ANOTHER):
        journal.write(PLACE, mark, CreateRecord(mark))

    assert journal.records_of_family(PLACE, MARK) == {MARK: CreateRecord(MARK), KIN: CreateRecord(KIN)}
    assert journal.records_of_family(PLACE, THIRD) == {}


@pytest.mark.parametrize(
    ("before", "meanwhile"),
    [
        pytest.param(
            MARK, lambda journal: journal.mark_saved(PLACE, MARK, "an older one"), id="an older one is settled"
        ),
        pytest.param(KIN, lambda journal: journal.remove(PLACE, KIN), id="the only one besides is forgotten"),
    ],
)
def test_a_note_of_another_thread_stays(
    journal: CreateLog, before: str, meanwhile: Callable[[CreateLog], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine's threads tell of states while the loop makes things, however long each step of a write takes."""
    start = Barrier(2)

    def open_late(*how: Any, **way: Any) -> Any:
        sleep(0.002)
        return NamedTemporaryFile(*how, **way)

    def at_once(work: Callable[[CreateLog], None]) -> None:
        start.wait(10)
        work(journal)

    monkeypatch.setattr(cache_files, "NamedTemporaryFile", open_late)
    with ThreadPoolExecutor(2) as threads:
        for _ in range(20):
            journal.write(PLACE, before, CreateRecord("an older one"))
            list(
                threads.map(
                    at_once, (meanwhile, lambda journal: journal.write(PLACE, MARK, CreateRecord("the newest")))
                )
            )
            noted = journal.read(PLACE, MARK)
            assert noted is not None
            assert noted.id == "the newest"
            journal.remove_all(PLACE)


def test_what_a_state_holds_is_settled(journal: CreateLog) -> None:
    """It is marked as saved; what was never noted stays so, and what is noted of another thing."""
    journal.write(PLACE, MARK, CreateRecord("an id", text="abc"))
    journal.write(PLACE, THIRD, CreateRecord("a newer one"))

    journal.mark_saved(PLACE, MARK, "an id")
    journal.mark_saved(PLACE, ANOTHER, "an id")
    journal.mark_saved(PLACE, THIRD, "an older one")

    assert journal.records(PLACE) == {
        MARK: CreateRecord("an id", text="abc", saved=True),
        THIRD: CreateRecord("a newer one"),
    }


def test_what_is_gone_is_forgotten(journal: CreateLog, tmp_path: Path) -> None:
    """One thing, or all with their container; nothing is left on the disk."""
    for mark in (MARK, ANOTHER, THIRD):
        journal.write(PLACE, mark, CreateRecord(mark))

    journal.remove(PLACE, MARK)
    assert set(journal.records(PLACE)) == {ANOTHER, THIRD}

    journal.remove_all(PLACE)
    assert list((tmp_path / "notes").iterdir()) == []


def test_the_last_note_takes_its_folder_along(journal: CreateLog, tmp_path: Path) -> None:
    journal.write(PLACE, MARK, CreateRecord("1"))

    journal.remove(PLACE, MARK)
    journal.remove(PLACE, MARK)

    assert list((tmp_path / "notes").iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b'{"id": 1}', b"\xff", b"null"])
def test_a_damaged_note_is_none(journal: CreateLog, damage: bytes, tmp_path: Path) -> None:
    journal.write(PLACE, MARK, CreateRecord("an id"))
    [written] = (tmp_path / "notes").rglob(MARK)
    written.write_bytes(damage)

    assert journal.read(PLACE, MARK) is None
    assert journal.records(PLACE) == {}


def test_where_nothing_can_be_kept(tmp_path: Path) -> None:
    """All works as if nothing had been noted."""
    (tmp_path / "notes").write_text("a file in the way")
    journal = CreateLog(tmp_path / "notes")

    journal.write(PLACE, MARK, CreateRecord("an id"))
    journal.remove(PLACE, MARK)
    journal.remove_all(PLACE)

    assert journal.read(PLACE, MARK) is None
    assert journal.records(PLACE) == {}
