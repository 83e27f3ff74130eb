"""The table of the figures."""

from __future__ import annotations

import pytest

from .figures import NOT_MEASURED, between_markers, of_versions, sentence, table

KILLS = {"tried": 5, "exact": 4, "stopped": 1, "failed": 0}


def test_what_was_not_measured_has_no_number() -> None:
    """A part that was never run says so, in each row and in the sentence."""
    rows = list(table({}))[2:]

    assert [row.split("|")[2].strip() for row in rows] == [NOT_MEASURED] * 5
    assert NOT_MEASURED in sentence({})


def test_measured_kills_are_shown() -> None:
    """The row of the kills has all outcomes, and the sentence only what was run."""
    figures = {"kills": KILLS}

    assert "| kills tried | 5: 4 exact, 1 stopped with a report, 0 failed |" in table(figures)
    assert sentence(figures) == "Tried so far: 5 kills. Cases that ended wrong: 0."


def test_versions_are_grouped_by_their_result() -> None:
    """The row names the combinations that passed, and those that did not."""
    rows = [
        {"python": "3.11", "dependencies": "locked", "result": "passed"},
        {"python": "3.14", "dependencies": "locked", "result": "not available"},
    ]

    row = list(table({"versions": of_versions(rows)}))[-1]

    assert row == "| versions passed | Python 3.11 (locked); not available: Python 3.14 (locked) |"


def test_only_the_text_between_the_markers_changes() -> None:
    """The rest of the document stays, and a document without markers is an error."""
    begin, end = "<!-- figures of make torture -->", "<!-- end of figures -->"

    assert between_markers(f"a\n{begin}\nold\n{end}\nb", "new") == f"a\n{begin}\nnew\n{end}\nb"
    with pytest.raises(AssertionError):
        between_markers("a", "new")
