"""The README: its first commands, its figures, and the pictures of the documentation."""

from __future__ import annotations

from benchmarks import document
from pages.blocks import blocks_of, commands_of
from pages.session import ROOT
from tools import architecture_picture

README = ROOT / "README.md"


def test_readme_begins_with_two_commands() -> None:
    """The first block has the commands to try the project and to test it."""
    assert [command.line for command in commands_of(blocks_of(README)[0])] == ["make demo", "make test"]


def test_measured_figures_are_those_of_the_last_benchmarks() -> None:
    """The tables of figures are what `python -m benchmarks.document` writes."""
    rows = document.load_rows()

    for path in document.DOCUMENTS:
        text = path.read_text(encoding="utf-8")
        assert document.with_table(text, rows) == text


def test_architecture_picture_is_up_to_date() -> None:
    """The picture is what its script draws."""
    assert architecture_picture.PICTURE.read_text(encoding="utf-8") == architecture_picture.draw()
