"""The table for people."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console

from drift.example_report import finding, full_report, long_report, odd_report, report
from pulumi_azure_face.drift.formats import FORMATS
from pulumi_azure_face.drift.formats.table import print_report
from pulumi_azure_face.drift.report import Report, Severity

EXPECTED = """\
Drift: 1 warning, 1 note

reception/dev
  warning  PersonGroup staff: changed  __main__.py:12
           The display name differs.
           up            Nothing: without `--refresh` it only compares the program with the state.
           up --refresh  Sets the value of the program again.
           fix           pulumi up --refresh

reception/prod
  no findings

In no stack
  note     PersonGroup staff-8f31: changed  __main__.py
           The display name differs.
           up            Nothing: without `--refresh` it only compares the program with the state.
           up --refresh  Sets the value of the program again.
           fix           pulumi up --refresh

https://contoso-face.cognitiveservices.azure.com: 40 of 42 containers managed (95%), 1,311 resources compared with \
12 requests
https://contoso-europe.cognitiveservices.azure.com: 3 of 7 containers managed (43%), 9 resources compared with 6 requests
"""


def printed(example: Report, *, width: int = 100, is_terminal: bool = True) -> str:
    file = StringIO()
    print_report(example, Console(file=file, width=width, force_terminal=is_terminal, color_system="truecolor"))
    return file.getvalue()


def test_the_table_goes_stack_by_stack() -> None:
    """Each finding has its severity, resource, place, message, what Pulumi would do, and the fix."""
    example = report([finding(), finding(name=None, severity=Severity.NOTE, line=None)])

    assert FORMATS["table"](example) == EXPECTED


@pytest.mark.parametrize("example", [full_report(), odd_report()], ids=["full", "odd"])
def test_a_pipe_gets_plain_lines(example: Report) -> None:
    """In a pipe the output is the text of the file: no colors and no wrapped lines, whatever the width."""
    text = printed(example, width=40, is_terminal=False)

    assert text == FORMATS["table"](example)
    assert "\x1b" not in text
    assert [line for line in text.splitlines() if line != line.rstrip()] == []


@pytest.mark.parametrize("width", [60, 100, 200])
@pytest.mark.parametrize("example", [full_report(), odd_report(), long_report(20)], ids=["full", "odd", "long"])
def test_lines_fit_on_a_terminal(example: Report, width: int) -> None:
    """On a terminal long texts wrap inside of their column, so that no line is wider than the terminal."""
    file = StringIO()
    print_report(example, Console(file=file, width=width, force_terminal=True, color_system=None))

    lines = file.getvalue().splitlines()
    assert max(map(cell_len, lines)) <= width
    assert sum(line.strip().startswith(("error ", "warning ", "note ")) for line in lines) >= len(example.findings)


def test_severities_have_colors_on_a_terminal() -> None:
    """Severities are words with a color, and values of the account have no markup of their own."""
    text = printed(report([finding(severity=Severity.ERROR, message="[red]not red[/red] \x1b[31mnor this")]))

    assert "\x1b[1;31merror" in text
    assert "[red]not red[/red] \\u001b[31mnor this" in text


def test_a_report_without_findings_says_so() -> None:
    """Each compared stack is named, also if nothing is wrong in it."""
    lines = FORMATS["table"](report([])).splitlines()

    assert lines[:6] == ["No drift", "", "reception/dev", "  no findings", "", "reception/prod"]


def test_ignored_findings_are_counted() -> None:
    """Ignored findings are counted in their stack. What could not be compared and warnings are listed."""
    text = FORMATS["table"](full_report())

    assert text.count("  1 finding ignored by rules\n") == 2
    assert "not compared: FaceList lobby: the service answered 403 three times\n" in text
    assert "warning: azure-face-ignore.yaml: rule 3 expired on 2026-10-31." in text
