"""The README: its first commands, its figures, and the pictures of the documentation."""

from __future__ import annotations

from benchmarks import document
from benchmarks.row import Budget, Row
from pages.blocks import blocks_of, commands_of
from pages.session import ROOT
from tools import architecture_picture

README = ROOT / "README.md"


def test_readme_begins_with_two_commands() -> None:
    """The first block has the commands to try the project and to test it."""
    assert [command.line for command in commands_of(blocks_of(README)[0])] == ["make demo", "make test"]


def test_measured_figures_are_those_of_the_last_benchmarks() -> None:
    """The figures between markers are what `python -m benchmarks.document` writes."""
    rows = document.load_rows()

    for path in document.DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        assert document.with_figures(text, rows) == text


def test_missed_budgets_are_named() -> None:
    """The sentence says that all budgets are met, or names the missed ones."""
    met = Row("training", "polls", Budget(1.1), 1, {})
    missed = Row("training", "delay", Budget(1), 2.5, {})

    assert document.budgets([met, met]) == "All 2 budgets are met."
    assert document.budgets([met, missed]) == ("1 of 2 budgets are met. Missed: delay (training): 2.5 instead of ≤ 1.")


def test_architecture_picture_is_up_to_date() -> None:
    """The picture is what its script draws."""
    assert architecture_picture.PICTURE.read_text(encoding="utf-8") == architecture_picture.draw()
