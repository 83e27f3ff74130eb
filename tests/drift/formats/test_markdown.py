"""The Markdown format, read by a Markdown parser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from drift.example_report import MARKDOWN, ODD_TEXTS, finding, full_report, long_report, odd_report, report
from pulumi_azure_face.drift.formats import FORMATS, markdown
from pulumi_azure_face.drift.formats.encoding import make_encodable, make_visible
from pulumi_azure_face.drift.report import Report

from .odd_texts import reports

ZERO_WIDTH_SPACE = "\u200b"
OWN_TAGS = {
    *("h3", "p", "ul", "li", "code", "strong", "em", "details", "summary"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}


class Rendered(HTMLParser):
    """The tags of a rendered comment, and the texts of its cells."""

    def __init__(self, comment: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.cells: list[str] = []
        self.text = ""
        self._is_in_cell = False
        self.feed(MarkdownIt("commonmark").enable("table").render(comment))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag in {"td", "th"}:
            self._is_in_cell = True
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._is_in_cell = False

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._is_in_cell:
            self.cells[-1] += data


def comment(example: Report) -> str:
    return FORMATS["markdown"](example)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_comment_starts_with_the_marker_and_the_summary() -> None:
    """A pipeline finds its comment by the first line. The second line is the result."""
    first, second, *_ = comment(full_report()).splitlines()

    assert first == markdown.MARKER == "<!-- azure-face-drift -->"
    assert second == "### Drift: 4 errors, 8 warnings, 2 notes, 2 ignored, 1 not compared"


def test_a_comment_has_a_row_for_each_finding() -> None:
    """The table has a row for each finding, the most severe first, and the details are folded."""
    example = full_report()
    rendered = Rendered(comment(example))
    width = len(markdown.HEAD)

    assert rendered.cells[width::width] == [one.severity for one in example.findings]
    assert rendered.cells[width * 2 - 1 :: width] == [one.message for one in example.findings]
    for title in ("Details (14 findings)", "Coverage (2 accounts)", "Ignored (2 findings)", "Warnings (1 warning)"):
        assert f"<summary>{title}</summary>" in comment(example)


def test_a_comment_without_drift_is_short() -> None:
    """Without findings there is no table and nothing to unfold but the coverage."""
    text = comment(report([]))

    assert "### No drift\n" in text
    assert "| severity |" not in text
    assert text.count("<details>") == 1


@pytest.mark.parametrize("example", [full_report(), odd_report()], ids=["full", "odd"])
def test_values_cannot_format_the_comment(example: Report) -> None:
    """A comment has only our own tags, without attributes: no links, no pictures, no HTML of a value."""
    rendered = Rendered(comment(example))

    assert rendered.tags <= OWN_TAGS
    assert rendered.attributes == set()


@given(odd=reports())
@settings(deadline=None)
def test_odd_texts_stay_in_their_cell(odd: Report) -> None:
    """The cell of a message shows exactly the message, with control characters as escapes."""
    rendered = Rendered(comment(odd))
    [found] = make_encodable(odd).findings

    assert rendered.tags <= OWN_TAGS
    assert len(rendered.cells) == 2 * len(markdown.HEAD)
    assert flat(rendered.cells[-1].replace(ZERO_WIDTH_SPACE, "")) == flat(make_visible(found.message))


def test_nobody_is_notified() -> None:
    """Mentions, references to issues, and addresses are broken by characters that nobody sees."""
    text = Rendered(comment(report([finding(message=f"{MARKDOWN} @org/team GH-9 https://evil.example")]))).text

    assert re.findall(r"@\w|#\d|GH-\d", text) == []
    assert "@\u200boctocat closes #\u200b12 | `code` **bold**" in text


def test_addresses_are_not_linked() -> None:
    """GitHub makes links of bare addresses, but not if their punctuation is an entity."""
    text = comment(report([finding(message="see https://evil.example or www.evil.example")]))

    assert "https://" not in text
    assert "www.evil" not in text


@pytest.mark.parametrize("count", [200, 3000])
def test_a_long_comment_fits(count: int) -> None:
    """A comment never has more characters than GitHub accepts, and says how many findings it left out."""
    text = comment(long_report(count))
    rows = text.count("\n| warning |")
    details = text.count("- Fix: ")

    assert len(text) <= 65_536
    assert 0 < details < rows < count or (0 < details < rows == count)
    assert f"_{count - details:,} more findings are left out" in text
    assert "Not compared (1 item)" in text


def test_many_long_texts_fit() -> None:
    """Also long names of many stacks, warnings, and ignored findings fit."""
    long = report([finding(message="@" * 70_000, name="|" * 70_000)] * 50, warnings=["<" * 70_000] * 50)

    assert len(comment(long)) <= 65_536


def test_an_odd_text_is_whole_in_the_details() -> None:
    """Each odd text is readable in the details."""
    text = Rendered(comment(odd_report())).text.replace(ZERO_WIDTH_SPACE, "")

    for odd in ODD_TEXTS:
        assert make_visible(odd.replace("\ud800", "\ufffd")) in text


def test_commands_are_code() -> None:
    """A command in backticks is in a fixed-width font."""
    text = comment(report([finding(up="Run `pulumi refresh <x>` first")]))

    assert "- `pulumi up`: Run <code>pulumi refresh &#60;x&#62;</code> first\n" in text
