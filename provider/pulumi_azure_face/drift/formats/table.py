"""The report for people at a terminal, stack by stack. In a file or pipe it is plain text without wrapped lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pulumi_azure_face.drift.formats import wording
from pulumi_azure_face.drift.formats.encoding import make_encodable, make_visible
from pulumi_azure_face.drift.formats.grouping import Group, group_by_stack
from pulumi_azure_face.drift.report import Finding, Report, Severity

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
SEVERITY_WIDTH = max(len(severity) for severity in Severity) + 2
LABEL_WIDTH = len("up --refresh") + 2
INDENT = 2


@dataclass(frozen=True)
class Line:
    """A line of output. A label or a severity is in a column of its own before the text."""

    text: str = ""
    style: str = ""
    severity: Severity | None = None
    label: str | None = None
    note: str = ""
    """Follows the text and is less visible."""
    is_indented: bool = False


def render(report: Report) -> str:
    """Render plain text for a file."""
    return "".join(f"{plain(line)}\n" for line in lines(report))


def print_report(report: Report, console: Console) -> None:
    """Print with colors and wrapped lines on a terminal, and as `render` elsewhere."""
    report = make_encodable(report)
    if not console.is_terminal:
        console.print(Text(render(report)), soft_wrap=True, end="")
        return
    for line in lines(report):
        draw(line, console)


def lines(report: Report) -> Iterator[Line]:
    is_clean = not report.has_drift and not report.unread
    yield Line(wording.summarize(report), style="bold green" if is_clean else "bold")
    for group in group_by_stack(report):
        yield Line()
        yield Line(group.name, style="bold underline")
        yield from describe_group(group)
    remarks = list(describe_check(report))
    if remarks:
        yield Line()
        yield from remarks


def describe_group(group: Group) -> Iterator[Line]:
    for finding in group.findings:
        yield from describe_finding(finding)
    if group.ignored:
        yield Line(f"{wording.count(len(group.ignored), 'finding')} ignored by rules", "dim", is_indented=True)
    elif not group.findings:
        yield Line("no findings", "dim", is_indented=True)


def describe_finding(finding: Finding) -> Iterator[Line]:
    head = f"{wording.name_resource(finding)}: {wording.TITLES[finding.type].lower()}"
    place = wording.show_location(finding.location)
    yield Line(head, "bold", severity=finding.severity, note=f"  {place}", is_indented=True)
    yield Line(finding.message, label="", is_indented=True)
    yield Line(finding.up, label="up", is_indented=True)
    yield Line(finding.up_refresh, label="up --refresh", is_indented=True)
    yield Line(finding.fix, "bold", label="fix", is_indented=True)


def describe_check(report: Report) -> Iterator[Line]:
    """Yield what concerns the whole check: coverage, what could not be compared, and warnings."""
    for coverage in report.coverage:
        yield Line(f"{coverage.endpoint}: {wording.describe_coverage(coverage)}")
    for unread in report.unread:
        yield Line(f"not compared: {unread.what}: {unread.reason}", "yellow")
    for warning in report.warnings:
        yield Line(f"warning: {warning}", "yellow")


def columns(line: Line) -> list[tuple[str, int]]:
    """Return the columns before the text: their content and their width."""
    indent = [("", INDENT)] if line.is_indented else []
    if line.severity:
        return [*indent, (line.severity.value, SEVERITY_WIDTH)]
    if line.label is None:
        return indent
    label = [(line.label, LABEL_WIDTH)] if line.label else []
    return [*indent, ("", SEVERITY_WIDTH), *label]


def plain(line: Line) -> str:
    before = "".join(text.ljust(width) for text, width in columns(line))
    return f"{before}{make_visible(line.text)}{line.note}".rstrip()


def draw(line: Line, console: Console) -> None:
    """Print a line. Its text wraps inside of its own column. No value from the account counts as markup."""
    grid = Table.grid()
    for _, width in columns(line):
        grid.add_column(width=width, no_wrap=True)
    grid.add_column(overflow="fold")
    style = STYLES[line.severity] if line.severity else "dim"
    before = [Text(text, style=style) for text, _ in columns(line)]
    grid.add_row(*before, Text.assemble((make_visible(line.text), line.style), (line.note, "dim")))
    console.print(grid)
