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
from pulumi_azure_face.lifecycle.identity.derived_ids import resource_mark
from pulumi_azure_face.lifecycle.recovery.create_log import Journal, Note, Place

PLACE = Place("https://a.example", "PersonGroup", "staff", "1")
MARK, ANOTHER, THIRD = (resource_mark({"name": name}, {}, {}) for name in ("ann", "bob", "cy"))
KIN = resource_mark({"name": "ann"}, {}, {"image": "another"})


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "notes")


@pytest.mark.parametrize(
    "note", [Note("an id"), Note(before=("one", "two"), text="abc"), Note(), Note("an id", saved=True)]
)
def test_a_note_is_found_again(journal: Journal, note: Note, tmp_path: Path) -> None:
    """By another process too, and the newest counts."""
    journal.note(PLACE, MARK, Note("an older one"))
    journal.note(PLACE, MARK, note)

    assert Journal(tmp_path / "notes").recall(PLACE, MARK) == note


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("https://b.example", "PersonGroup", "staff", "1"),
        Place("https://a.example", "LargePersonGroup", "staff", "1"),
        Place("https://a.example", "PersonGroup", "other", "1"),
        Place("https://a.example", "PersonGroup", "staff", "2"),
    ],
)
def test_a_note_is_of_one_place(journal: Journal, elsewhere: Place) -> None:
    """Not of another account, container or generation: the id would be a stranger's there."""
    journal.note(PLACE, MARK, Note("an id"))

    assert journal.recall(elsewhere, MARK) is None
    assert journal.notes(elsewhere) == {}


def test_what_another_process_notes_is_seen_at_once(journal: Journal, tmp_path: Path) -> None:
    """Two runs at the same time, of two stacks, may make things in one container."""
    theirs = Journal(tmp_path / "notes")
    for number, mark in enumerate((ANOTHER, THIRD)):
        assert len(journal.notes(PLACE)) == number
        theirs.note(PLACE, mark, Note(mark))

    assert set(journal.notes(PLACE)) == {ANOTHER, THIRD}


def test_a_resource_has_notes_of_its_own(journal: Journal) -> None:
    """As whatever it was declared, and nobody else's."""
    for mark in (MARK, KIN, ANOTHER):
        journal.note(PLACE, mark, Note(mark))

    assert journal.notes_of_kin(PLACE, MARK) == {MARK: Note(MARK), KIN: Note(KIN)}
    assert journal.notes_of_kin(PLACE, THIRD) == {}


@pytest.mark.parametrize(
    ("before", "meanwhile"),
    [
        pytest.param(MARK, lambda journal: journal.settle(PLACE, MARK, "an older one"), id="an older one is settled"),
        pytest.param(KIN, lambda journal: journal.forget(PLACE, KIN), id="the only one besides is forgotten"),
    ],
)
def test_a_note_of_another_thread_stays(
    journal: Journal, before: str, meanwhile: Callable[[Journal], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine's threads tell of states while the loop makes things, however long each step of a write takes."""
    start = Barrier(2)

    def open_late(*how: Any, **way: Any) -> Any:
        sleep(0.002)
        return NamedTemporaryFile(*how, **way)

    def at_once(work: Callable[[Journal], None]) -> None:
        start.wait(10)
        work(journal)

    monkeypatch.setattr(cache_files, "NamedTemporaryFile", open_late)
    with ThreadPoolExecutor(2) as threads:
        for _ in range(20):
            journal.note(PLACE, before, Note("an older one"))
            list(threads.map(at_once, (meanwhile, lambda journal: journal.note(PLACE, MARK, Note("the newest")))))
            noted = journal.recall(PLACE, MARK)
            assert noted is not None
            assert noted.id == "the newest"
            journal.forget_all(PLACE)


def test_what_a_state_holds_is_settled(journal: Journal) -> None:
    """It is marked as saved; what was never noted stays so, and what is noted of another thing."""
    journal.note(PLACE, MARK, Note("an id", text="abc"))
    journal.note(PLACE, THIRD, Note("a newer one"))

    journal.settle(PLACE, MARK, "an id")
    journal.settle(PLACE, ANOTHER, "an id")
    journal.settle(PLACE, THIRD, "an older one")

    assert journal.notes(PLACE) == {MARK: Note("an id", text="abc", saved=True), THIRD: Note("a newer one")}


def test_what_is_gone_is_forgotten(journal: Journal, tmp_path: Path) -> None:
    """One thing, or all with their container; nothing is left on the disk."""
    for mark in (MARK, ANOTHER, THIRD):
        journal.note(PLACE, mark, Note(mark))

    journal.forget(PLACE, MARK)
    assert set(journal.notes(PLACE)) == {ANOTHER, THIRD}

    journal.forget_all(PLACE)
    assert list((tmp_path / "notes").iterdir()) == []


def test_the_last_note_takes_its_folder_along(journal: Journal, tmp_path: Path) -> None:
    journal.note(PLACE, MARK, Note("1"))

    journal.forget(PLACE, MARK)
    journal.forget(PLACE, MARK)

    assert list((tmp_path / "notes").iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b'{"id": 1}', b"\xff", b"null"])
def test_a_damaged_note_is_none(journal: Journal, damage: bytes, tmp_path: Path) -> None:
    journal.note(PLACE, MARK, Note("an id"))
    [written] = (tmp_path / "notes").rglob(MARK)
    written.write_bytes(damage)

    assert journal.recall(PLACE, MARK) is None
    assert journal.notes(PLACE) == {}


def test_where_nothing_can_be_kept(tmp_path: Path) -> None:
    """All works as if nothing had been noted."""
    (tmp_path / "notes").write_text("a file in the way")
    journal = Journal(tmp_path / "notes")

    journal.note(PLACE, MARK, Note("an id"))
    journal.forget(PLACE, MARK)
    journal.forget_all(PLACE)

    assert journal.recall(PLACE, MARK) is None
    assert journal.notes(PLACE) == {}
