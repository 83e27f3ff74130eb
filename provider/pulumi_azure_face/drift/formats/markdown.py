"""Markdown for a comment on a pull request: a summary line, a table, and folded details.

Values come from the account, so they are escaped: they cannot format the comment, add links, or notify people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pydantic import JsonValue

from pulumi_azure_face.drift.formats import wording
from pulumi_azure_face.drift.formats.encoding import make_visible
from pulumi_azure_face.drift.report import Finding, Report

MARKER = "<!-- azure-face-drift -->"
"""The first line of a comment. A pipeline finds and updates its own comment by it."""

MAX_LENGTH = 65_536  # characters of a comment on GitHub
MAX_TABLE_LENGTH = 30_000  # leaves room for details
MAX_SECTION_LENGTH = 5_000
MAX_NOTE_LENGTH = 300  # room for the line that says what was left out
MAX_STACKS = 10
MAX_VALUE_LENGTH = 300
MAX_TEXT_LENGTH = 1000

# Characters that format text, as entities: those have no meaning in Markdown, also inside of tables and of HTML.
ENTITIES = {ord(letter): f"&#{ord(letter)};" for letter in "\\`*_{}[]()<>#+!|~$&\"'^="}
COMMAND = re.compile("&#96;((?:(?!&#96;).)+)&#96;")
ZERO_WIDTH_SPACE = "&#8203;"

HEAD = ("severity", "stack", "resource", "finding", "what is different")


def render(report: Report) -> str:
    """Render at most 65,536 characters. What does not fit is left out, and a note says how much."""
    comment = "\n".join([MARKER, f"### {text(wording.summarize(report))}", "", *introduction(report), ""])
    rows = fitting(map(table_row, report.findings), MAX_TABLE_LENGTH)
    if rows:
        comment += "\n".join(["", row(HEAD), row(["---"] * len(HEAD)), *rows, ""])
        comment += left_out(len(report.findings) - len(rows), "finding")
    end = "".join(
        fold(title, parts, len(parts), noun, MAX_SECTION_LENGTH) for title, parts, noun in last_sections(report)
    )
    room = MAX_LENGTH - len(comment) - len(end)
    return comment + fold("Details", map(details, report.findings), len(report.findings), "finding", room) + end


def introduction(report: Report) -> Iterator[str]:
    names = list(dict.fromkeys(code(f"{stack.project}/{stack.stack}") for stack in report.stacks))
    more = f" and {len(names) - MAX_STACKS} more" if len(names) > MAX_STACKS else ""
    stacks = f"{', '.join(names[:MAX_STACKS])}{more}: " if names else ""
    yield f"{stacks}checked on {wording.show_time(report)} ({text(wording.describe_mode(report))})."


def last_sections(report: Report) -> Iterator[tuple[str, list[str], str]]:
    """Yield the title, the parts, and the noun for one part of each section after the details."""
    coverage = [f"- {code(one.endpoint)}: {text(wording.describe_coverage(one))}" for one in report.coverage]
    yield "Coverage", coverage, "account"
    yield "Not compared", [f"- {text(one.what)}: {text(one.reason)}" for one in report.unread], "item"
    ignored = [
        f"- {text(wording.name_resource(one.finding))}, {text(one.finding.type)}: {text(one.finding.message)} "
        f"Reason: {text(one.reason)}{f' (until {one.expires})' if one.expires else ''}"
        for one in report.ignored
    ]
    yield "Ignored", ignored, "finding"
    yield "Warnings", [f"- {text(warning)}" for warning in report.warnings], "warning"


def table_row(finding: Finding) -> str:
    stack = code(f"{finding.resource.project}/{finding.resource.stack}") if finding.resource else "none"
    resource = code(wording.name_resource(finding))
    return row([finding.severity, stack, resource, wording.TITLES[finding.type], text(finding.message)])


def details(finding: Finding) -> str:
    changed = wording.name_property(finding)
    lines = {
        "Stack": code(f"{finding.resource.project}/{finding.resource.stack}") if finding.resource else None,
        "ID": code(finding.resource_id),
        "Account": code(finding.endpoint),
        "Property": code(changed) if changed else None,
        "Desired": value(finding.desired) if wording.has_values(finding) else None,
        "Actual": value(finding.actual) if wording.has_values(finding) else None,
        "Certainty": text(wording.CERTAINTIES[finding.certainty]),
        "`pulumi up`": prose(finding.up),
        "`pulumi up --refresh`": prose(finding.up_refresh),
        "Fix": prose(finding.fix),
        "Declared at": code(wording.show_location(finding.location)),
    }
    head = f"**{text(wording.name_resource(finding))}**: {text(finding.message)}\n"
    return "\n".join([head, *(f"- {name}: {line}" for name, line in lines.items() if line), ""])


def fold(title: str, parts: Iterable[str], total: int, noun: str, room: int) -> str:
    """Return a folded section with as many of the `total` parts as fit, or nothing if there is none."""
    if total == 0:
        return ""
    start = f"\n<details>\n<summary>{title} ({wording.count(total, noun)})</summary>\n\n"
    end = "\n</details>\n"
    shown = fitting(parts, room - len(start) - len(end) - MAX_NOTE_LENGTH)
    return "".join([start, *(f"{part}\n" for part in shown), left_out(total - len(shown), noun), end])


def left_out(number: int, noun: str) -> str:
    if number == 0:
        return ""
    verb = "is" if number == 1 else "are"
    return f"\n_{wording.count(number, f'more {noun}')} {verb} left out, because a comment has a maximum length. \
The formats html and json have everything._\n"


def fitting(parts: Iterable[str], room: int) -> list[str]:
    """Return the first parts that fit into `room` characters, with a newline for each."""
    shown = []
    for part in parts:
        room -= len(part) + 1
        if room < 0:
            break
        shown.append(part)
    return shown


def row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def code(content: str) -> str:
    """Return a value in a fixed-width font. Nobody is notified from inside of it."""
    return f"<code>{escape(shorten(content, MAX_VALUE_LENGTH))}</code>"


def value(content: JsonValue) -> str:
    return f"<code>{escape(wording.show_value(content, MAX_VALUE_LENGTH))}</code>"


def text(content: str) -> str:
    return escape(shorten(content, MAX_TEXT_LENGTH))


def prose(content: str) -> str:
    """Return a sentence with its commands in backticks as code."""
    return COMMAND.sub(r"<code>\1</code>", text(content))


def shorten(content: str, length: int) -> str:
    return content if len(content) <= length else f"{content[:length]}..."


def escape(content: str) -> str:
    """Escape a value for one line of Markdown, in a table or not, without mentions, references, and links."""
    escaped = make_visible(content).translate(ENTITIES)
    escaped = re.sub(r"@(?=\w)", f"@{ZERO_WIDTH_SPACE}", escaped)
    escaped = re.sub(r"(&#35;|\bGH-)(?=\d)", rf"\1{ZERO_WIDTH_SPACE}", escaped, flags=re.IGNORECASE)
    return re.sub(r"(\bwww)\.|:(?=//)", lambda match: f"{match[1]}&#46;" if match[1] else "&#58;", escaped)
