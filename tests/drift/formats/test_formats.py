"""What holds for every format."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings

from drift.example_report import full_report, long_report, odd_report, report
from pulumi_azure_face.cli.commands import drift as drift_command
from pulumi_azure_face.drift.formats import FORMATS
from pulumi_azure_face.drift.ignore_rules import FILE_NAME
from pulumi_azure_face.drift.report import Report

from .odd_texts import reports

EXAMPLES: dict[str, Callable[[], Report]] = {
    "full": full_report,
    "odd": odd_report,
    "empty": lambda: report([]),
    "nothing": lambda: report([], stacks=[], coverage=[]),
}


def test_the_formats_have_their_names() -> None:
    """The names are those of the option --format."""
    assert list(FORMATS) == ["table", "json", "junit", "sarif", "markdown", "html"]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("example", EXAMPLES)
def test_each_format_renders_each_report(name: str, example: str) -> None:
    """A format is text that UTF-8 can encode and ends with one newline, and the same for the same report."""
    text = FORMATS[name](EXAMPLES[example]())

    assert text == FORMATS[name](EXAMPLES[example]())
    assert text.encode()
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("name", FORMATS)
@given(odd=reports())
@settings(deadline=None)
def test_each_format_renders_odd_texts(name: str, odd: Report) -> None:
    """No text makes a format fail, or puts a control character into it."""
    text = FORMATS[name](odd)

    assert text.encode()
    assert not set(text) & {"\x00", "\x1b", "\x0b"}


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "markdown"])
def test_only_comments_leave_findings_out(name: str) -> None:
    """Every finding of a long report is in every format but the comment."""
    text = FORMATS[name](long_report(300))

    assert [number for number in range(300) if f"group-{number:05}" not in text] == []


def test_names_in_the_help_of_the_command() -> None:
    """The command repeats names, because their modules would slow down its help. They are the same."""
    assert tuple(FORMATS) == drift_command.FORMAT_NAMES
    assert drift_command.IGNORE_FILE == FILE_NAME
