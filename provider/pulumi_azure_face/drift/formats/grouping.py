"""The order of all formats: stack by stack, then what no stack has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pulumi_azure_face.drift.report import Finding, IgnoredFinding, Report

NO_STACK = "In no stack"


@dataclass(frozen=True)
class Group:
    """What one stack has, or what no stack has."""

    project: str | None
    stack: str | None
    findings: list[Finding]
    ignored: list[IgnoredFinding]

    @property
    def name(self) -> str:
        return NO_STACK if self.stack is None else f"{self.project}/{self.stack}"


def group_by_stack(report: Report) -> Iterator[Group]:
    """Yield a group for each stack, even without findings, and one for the findings outside of all stacks if any."""
    keys: dict[tuple[str, str] | None, None] = {(stack.project, stack.stack): None for stack in report.stacks}
    keys |= dict.fromkeys(key_of(finding) for finding in report.findings)
    keys |= dict.fromkeys(key_of(ignored.finding) for ignored in report.ignored)
    for key in sorted(keys, key=lambda key: key is None):
        project, stack = key or (None, None)
        findings = [finding for finding in report.findings if key_of(finding) == key]
        ignored = [ignored for ignored in report.ignored if key_of(ignored.finding) == key]
        yield Group(project, stack, findings, ignored)


def key_of(finding: Finding) -> tuple[str, str] | None:
    return (finding.resource.project, finding.resource.stack) if finding.resource else None
