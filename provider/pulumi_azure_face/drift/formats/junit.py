"""JUnit XML, as the xUnit plugin of Jenkins accepts it.

JUnit has no standard. The schema of that plugin is the strictest that is published.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Sequence
from xml.etree import ElementTree as ET

from pulumi_azure_face.drift.formats import wording
from pulumi_azure_face.drift.formats.encoding import make_visible
from pulumi_azure_face.drift.formats.grouping import Group, group_by_stack
from pulumi_azure_face.drift.report import Finding, IgnoredFinding, Report, Unread

NAME = "azure-face drift"
NOT_COMPARED = "Not compared"
NO_DRIFT = "No drift"

# XML 1.0 cannot have other characters, not even as references.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(report: Report) -> str:
    """Render a suite for each stack. A stack without findings has one passing case, so that no CI system rejects it."""
    root = element("testsuites", name=NAME)
    drift = {finding.id for finding in report.drift}
    for group in group_by_stack(report):
        root.append(make_suite(group, report, drift))
    if report.unread:
        root.append(make_unread_suite(report))
    add_remarks(root[0] if len(root) else add_empty_suite(root), report)
    for suite in root:
        add_counts(suite, report)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def make_suite(group: Group, report: Report, drift: Container[str]) -> ET.Element:
    suite = element("testsuite", name=group.name)
    properties = add(suite, "properties")
    sources = [stack.source for stack in report.stacks if (stack.project, stack.stack) == (group.project, group.stack)]
    for source in sources:
        add(properties, "property", name="source", value=source)
    add(properties, "property", name="mode", value=wording.describe_mode(report))
    names = name_cases([*group.findings, *(one.finding for one in group.ignored)])
    for finding in group.findings:
        add_case(suite, finding, names[finding.id], counts=finding.id in drift)
    for ignored in group.ignored:
        add_ignored_case(suite, ignored, names[ignored.finding.id])
    if not group.findings and not group.ignored:
        add(suite, "testcase", name=NO_DRIFT, classname=class_name(group.project, group.stack), time="0")
    return suite


def add_case(suite: ET.Element, finding: Finding, name: str, *, counts: bool) -> None:
    """Add a finding: a failure if it counts as drift, else a passing case with the same text as its output."""
    case = add_named_case(suite, finding, name)
    if counts:
        add(case, "failure", details(finding), type=finding.type, message=finding.message)
    else:
        add(case, "system-out", details(finding))


def add_ignored_case(suite: ET.Element, ignored: IgnoredFinding, name: str) -> None:
    case = add_named_case(suite, ignored.finding, name)
    until = f" (until {ignored.expires})" if ignored.expires else ""
    add(case, "skipped", type="ignored", message=f"ignored: {ignored.reason}{until}")
    add(case, "system-out", details(ignored.finding))


def add_named_case(suite: ET.Element, finding: Finding, name: str) -> ET.Element:
    resource = finding.resource
    class_ = class_name(resource.project, resource.stack, finding.kind) if resource else class_name(finding.kind)
    return add(suite, "testcase", name=name, classname=class_, time="0")


def name_cases(findings: Sequence[Finding]) -> dict[str, str]:
    """Return a name for each finding ID that is the same in each run and that no other finding has.

    CI systems know a case by its name: they show its history, and drop the second one of two with the same name.
    """
    names = {finding.id: name_case(finding) for finding in findings}
    used = Counter(names.values())
    return {key: name if used[name] == 1 else f"{name} ({key})" for key, name in names.items()}


def name_case(finding: Finding) -> str:
    changed = wording.name_property(finding)
    name = f"{wording.name_resource(finding)}: {finding.type}{f' {changed}' if changed else ''}"
    has_other_id = finding.resource is not None and "/" in finding.resource_id
    return f"{name} in {make_visible(finding.resource_id)}" if has_other_id else name


def make_unread_suite(report: Report) -> ET.Element:
    """Make a suite for what could not be compared: errors in a strict check, otherwise skipped cases."""
    suite = element("testsuite", name=NOT_COMPARED)
    for unread in report.unread:
        case = add(suite, "testcase", name=unread.what, classname=class_name(NOT_COMPARED), time="0")
        add(case, "error" if report.is_strict else "skipped", type="not-compared", message=describe(unread))
    return suite


def describe(unread: Unread) -> str:
    return f"could not be compared: {unread.reason}"


def add_empty_suite(root: ET.Element) -> ET.Element:
    suite = add(root, "testsuite", name=NAME)
    add(suite, "testcase", name=NO_DRIFT, classname=class_name(), time="0")
    return suite


def add_remarks(suite: ET.Element, report: Report) -> None:
    lines = [f"{coverage.endpoint}: {wording.describe_coverage(coverage)}" for coverage in report.coverage]
    if lines:
        add(suite, "system-out", "\n".join(lines))
    if report.warnings:
        add(suite, "system-err", "\n".join(report.warnings))


def add_counts(suite: ET.Element, report: Report) -> None:
    cases = suite.findall("testcase")
    suite.set("tests", str(len(cases)))
    for name, tag in {"failures": "failure", "errors": "error", "skipped": "skipped"}.items():
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("timestamp", report.created_at.isoformat(timespec="seconds"))


def details(finding: Finding) -> str:
    lines = {
        "message": finding.message,
        "severity": finding.severity.value,
        "certainty": wording.CERTAINTIES[finding.certainty],
        "resource": f"{finding.kind} {finding.resource_id}",
        "account": finding.endpoint,
        "urn": finding.resource.urn if finding.resource else None,
        "property": wording.name_property(finding),
        "desired": wording.show_value(finding.desired) if wording.has_values(finding) else None,
        "actual": wording.show_value(finding.actual) if wording.has_values(finding) else None,
        "pulumi up": finding.up,
        "pulumi up --refresh": finding.up_refresh,
        "fix": finding.fix,
        "declared at": wording.show_location(finding.location),
        "finding": finding.id,
    }
    return "\n".join(f"{name}: {value}" for name, value in lines.items() if value)


def class_name(*parts: str | None) -> str:
    """Return a name with dots between the parts only, because CI systems make folders of them."""
    return ".".join([NAME.replace(" ", "-"), *(re.sub(r"[.\s]+", "-", part) for part in parts if part)])


def element(tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    made = ET.Element(tag, {name: FORBIDDEN.sub("", value) for name, value in attributes.items()})
    made.text = None if text is None else FORBIDDEN.sub("", text)
    return made


def add(parent: ET.Element, tag: str, text: str | None = None, **attributes: str) -> ET.Element:
    child = element(tag, text, **attributes)
    parent.append(child)
    return child
