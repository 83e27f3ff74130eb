"""SARIF 2.1.0, as code scanning of GitHub and the viewers of editors read it.

GitHub rejects a file in which one result has no `physicalLocation.artifactLocation`. Every finding has a location.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from urllib.parse import quote

from pulumi_azure_face.drift.formats import wording
from pulumi_azure_face.drift.report import Finding, FindingType, IgnoredFinding, Location, Report, Severity

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
TOOL = "azure-face drift"
# GitHub reads only the second one. Its upload action would otherwise compute it from the line, and several findings of
# one line would become one alert.
FINGERPRINTS = ("azureFaceDrift/v1", "primaryLocationLineHash")
SOURCE_ROOT = "%SRCROOT%"  # the name that GitHub and others expect for the root of the paths

# What a rule says before a result says otherwise. Levels of SARIF have the same names as our severities.
DEFAULT_SEVERITIES: Mapping[FindingType, Severity] = {
    FindingType.MISSING: Severity.ERROR,
    FindingType.WRONG_MODEL: Severity.ERROR,
    FindingType.NEVER_TRAINED: Severity.ERROR,
    FindingType.TRAINING_FAILED: Severity.ERROR,
    FindingType.UNMANAGED: Severity.NOTE,
}
RULES = list(FindingType)


def render(report: Report) -> str:
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [make_run(report)]}
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def make_run(report: Report) -> Mapping[str, object]:
    driver = {"name": TOOL, "version": version("pulumi-azure-face"), "rules": [make_rule(rule) for rule in RULES]}
    findings = [make_result(finding) for finding in report.findings]
    ignored = [{**make_result(one.finding), "suppressions": [make_suppression(one)]} for one in report.ignored]
    return {
        "tool": {"driver": driver},
        # GitHub replaces the results of an earlier run only if the category, the part before the last slash, is equal.
        "automationDetails": {"id": f"azure-face-drift/{name_stacks(report)}/"},
        "originalUriBaseIds": {SOURCE_ROOT: {"description": {"text": "The folder of the Pulumi project."}}},
        "invocations": [make_invocation(report)],
        "results": findings + ignored,
    }


def make_rule(rule: FindingType) -> Mapping[str, object]:
    help_text = wording.EXPLANATIONS[rule]
    return {
        "id": rule.value,
        "name": "".join(word.title() for word in rule.value.split("-")),
        "shortDescription": {"text": f"{wording.TITLES[rule]}."},
        "fullDescription": {"text": help_text.replace("`", "")},
        "help": {"text": help_text.replace("`", ""), "markdown": help_text},
        "defaultConfiguration": {"level": DEFAULT_SEVERITIES.get(rule, Severity.WARNING).value},
        "properties": {"tags": ["drift"]},
    }


def make_result(finding: Finding) -> dict[str, object]:
    return {
        "ruleId": finding.type.value,
        "ruleIndex": RULES.index(finding.type),
        "level": finding.severity.value,
        "message": {"text": message(finding)},
        "locations": [make_location(finding)],
        "partialFingerprints": dict.fromkeys(FINGERPRINTS, finding.id),
        "properties": properties(finding),
    }


def message(finding: Finding) -> str:
    """Return what is different and what to do.

    A viewer makes a link of `[text](target)`, so a value of the account must not look like one.
    """
    return f"{finding.message}\n\nFix: {finding.fix}".replace("](", "] (")


def make_location(finding: Finding) -> Mapping[str, object]:
    kind = "resource"
    name = finding.resource.urn if finding.resource else None
    logical = {"name": finding.resource_id, "fullyQualifiedName": name or finding.resource_id, "kind": kind}
    return {"physicalLocation": make_physical_location(finding.location), "logicalLocations": [logical]}


def make_physical_location(location: Location) -> Mapping[str, object]:
    artifact = {"artifactLocation": {"uri": quote(location.path), "uriBaseId": SOURCE_ROOT}}
    return artifact if location.line is None else {**artifact, "region": {"startLine": location.line}}


def make_suppression(ignored: IgnoredFinding) -> Mapping[str, object]:
    until = f" (until {ignored.expires})" if ignored.expires else ""
    return {"kind": "external", "status": "accepted", "justification": f"{ignored.reason}{until}"}


def properties(finding: Finding) -> Mapping[str, object]:
    """Return the other members of a finding, under the names that they have in JSON."""
    shown = {"id", "type", "severity", "message", "location"}
    return finding.model_dump(mode="json", exclude=shown, exclude_none=True)


def make_invocation(report: Report) -> Mapping[str, object]:
    unread = [
        make_notification(f"{unread.what} could not be compared: {unread.reason}", is_error=report.is_strict)
        for unread in report.unread
    ]
    return {
        "executionSuccessful": not (report.unread and report.is_strict),
        "endTimeUtc": report.created_at.isoformat(timespec="seconds"),
        "toolExecutionNotifications": unread + [make_notification(text) for text in report.warnings],
    }


def make_notification(text: str, *, is_error: bool = False) -> Mapping[str, object]:
    return {"level": "error" if is_error else "warning", "message": {"text": text.replace("](", "] (")}}


def name_stacks(report: Report) -> str:
    return "+".join(dict.fromkeys(f"{stack.project}/{stack.stack}" for stack in report.stacks)) or "none"
