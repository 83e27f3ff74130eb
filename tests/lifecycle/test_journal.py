"""Notes of what was made: kept, found, damaged, and impossible to keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from pulumi_azure_face.lifecycle.journal import Journal, Note, Place

PLACE = Place("https://a.example", "PersonGroup", "staff", "1")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "notes")


@pytest.mark.parametrize(
    "note", [Note("an id"), Note(before=("one", "two"), text="abc"), Note(), Note("an id", saved=True)]
)
def test_a_note_is_found_again(journal: Journal, note: Note, tmp_path: Path) -> None:
    """By another process too, and the newest counts."""
    journal.note(PLACE, "mark", Note("an older one"))
    journal.note(PLACE, "mark", note)

    assert Journal(tmp_path / "notes").recall(PLACE, "mark") == note


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
    journal.note(PLACE, "mark", Note("an id"))

    assert journal.recall(elsewhere, "mark") is None
    assert journal.notes(elsewhere) == {}


def test_what_a_state_holds_is_settled(journal: Journal) -> None:
    """It is marked as saved; what was never noted stays so."""
    journal.note(PLACE, "mark", Note("an id", text="abc"))

    journal.settle(PLACE, "mark")
    journal.settle(PLACE, "another")

    assert journal.notes(PLACE) == {"mark": Note("an id", text="abc", saved=True)}


def test_what_is_gone_is_forgotten(journal: Journal, tmp_path: Path) -> None:
    """One thing, or all with their container; nothing is left on the disk."""
    for mark in ("one", "two", "three"):
        journal.note(PLACE, mark, Note(mark))

    journal.forget(PLACE, "one")
    assert set(journal.notes(PLACE)) == {"two", "three"}

    journal.forget_all(PLACE)
    assert list((tmp_path / "notes").iterdir()) == []


def test_the_last_note_takes_its_folder_along(journal: Journal, tmp_path: Path) -> None:
    journal.note(PLACE, "one", Note("1"))

    journal.forget(PLACE, "one")
    journal.forget(PLACE, "one")

    assert list((tmp_path / "notes").iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b'{"id": 1}', b"\xff", b"null"])
def test_a_damaged_note_is_none(journal: Journal, damage: bytes, tmp_path: Path) -> None:
    journal.note(PLACE, "mark", Note("an id"))
    [written] = (tmp_path / "notes").rglob("mark")
    written.write_bytes(damage)

    assert journal.recall(PLACE, "mark") is None
    assert journal.notes(PLACE) == {}


def test_where_nothing_can_be_kept(tmp_path: Path) -> None:
    """All works as if nothing had been noted."""
    (tmp_path / "notes").write_text("a file in the way")
    journal = Journal(tmp_path / "notes")

    journal.note(PLACE, "mark", Note("an id"))
    journal.forget(PLACE, "mark")
    journal.forget_all(PLACE)

    assert journal.recall(PLACE, "mark") is None
    assert journal.notes(PLACE) == {}
