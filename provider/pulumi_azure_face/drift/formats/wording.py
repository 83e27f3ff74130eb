"""The words that the formats share: titles and explanations of findings, values, and the summary line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import UTC

from pydantic import JsonValue

from pulumi_azure_face.drift.formats.encoding import make_visible
from pulumi_azure_face.drift.report import Certainty, Coverage, Finding, FindingType, Location, Report, Severity

TITLES: Mapping[FindingType, str] = {
    FindingType.MISSING: "Missing",
    FindingType.CHANGED: "Changed",
    FindingType.WRONG_MODEL: "Wrong recognition model",
    FindingType.NEVER_TRAINED: "Never trained",
    FindingType.TRAINING_FAILED: "Training failed",
    FindingType.STALE_TRAINING: "Stale training",
    FindingType.CONTENT_CHANGED: "Content changed",
    FindingType.FACE_MISSING: "Faces missing",
    FindingType.FACE_ADDED: "Faces added",
    FindingType.FACE_FOREIGN: "Foreign faces",
    FindingType.UNMANAGED: "Unmanaged",
}

EXPLANATIONS: Mapping[FindingType, str] = {
    FindingType.MISSING: (
        "A managed resource is not in the account: somebody deleted it, or the account is another one. "
        "`pulumi up --refresh` creates it again."
    ),
    FindingType.CHANGED: (
        "A property of a managed resource has another value than the stack's. `pulumi up --refresh` sets it back. "
        "If the new value is right, change the program instead."
    ),
    FindingType.WRONG_MODEL: (
        "A container has another recognition model than the stack's. The model of a container cannot change, so "
        "somebody deleted the container and created it again."
    ),
    FindingType.NEVER_TRAINED: (
        "A container whose training is managed was never trained. Searches in it fail until it is."
    ),
    FindingType.TRAINING_FAILED: (
        "The latest training of a container failed. Searches use the training before it, or fail if there is none."
    ),
    FindingType.STALE_TRAINING: (
        "The content of a container changed after its latest training. Searches do not find what was added, and still "
        "find what was deleted."
    ),
    FindingType.CONTENT_CHANGED: (
        "The persons or faces of a gallery differ from what the last `pulumi up` left: somebody added or deleted some."
    ),
    FindingType.FACE_MISSING: (
        "Photos of a gallery are not enrolled any more. `pulumi up --refresh` enrolls them again."
    ),
    FindingType.FACE_ADDED: (
        "A gallery has faces without an ownership tag, so pulumi-azure-face did not enroll them. Searches find them."
    ),
    FindingType.FACE_FOREIGN: (
        "A gallery has faces whose ownership tag names another resource. Two resources may manage the same container."
    ),
    FindingType.UNMANAGED: (
        "The account has something that is in none of the compared stacks. Another stack may own it. It counts as "
        "drift only in a strict check."
    ),
}

CERTAINTIES: Mapping[Certainty, str] = {
    Certainty.CERTAIN: "certain: the account has proven it",
    Certainty.LIKELY: "likely: it follows from what the account shows, unless several things changed at once",
}

SEVERITIES = tuple(Severity)  # the most severe first


def summarize(report: Report) -> str:
    """Return the result in one line, such as `Drift: 2 errors, 1 note, 3 ignored`."""
    found = Counter(finding.severity for finding in report.findings)
    parts = [count(found[severity], severity.value) for severity in SEVERITIES if found[severity]]
    if report.ignored:
        parts.append(f"{len(report.ignored)} ignored")
    if report.unread:
        parts.append(f"{len(report.unread)} not compared")
    head = "Drift" if report.has_drift else "No drift"
    return f"{head}: {', '.join(parts)}" if parts else head


def count(number: int, noun: str) -> str:
    """Return a number with its noun, such as `1 finding` or `2,000 findings`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def describe_coverage(coverage: Coverage) -> str:
    share = f" ({coverage.managed_containers / coverage.containers:.0%})" if coverage.containers else ""
    return (
        f"{coverage.managed_containers:,} of {count(coverage.containers, 'container')} managed{share}, "
        f"{count(coverage.managed_resources, 'resource')} compared with {count(coverage.requests, 'request')}"
    )


def describe_mode(report: Report) -> str:
    """Return what kind of check it was, such as `deep, strict check`."""
    depth = "deep" if report.is_deep else "standard"
    return f"{depth}, strict check" if report.is_strict else f"{depth} check"


def show_time(report: Report) -> str:
    """Return when the check ran, such as `November 25, 2026, 11:04 UTC`."""
    time = report.created_at.astimezone(UTC)
    return f"{time:%B} {time.day}, {time:%Y, %H:%M} UTC"


def name_resource(finding: Finding) -> str:
    """Return kind and name, such as `PersonGroup staff`: the name in the program, else the ID in the account."""
    name = finding.resource.name if finding.resource else finding.resource_id
    return make_visible(f"{finding.kind} {name}")


def name_property(finding: Finding) -> str | None:
    """Return the changed property with the path inside it, such as `user_data: team.lead`."""
    parts = [part for part in (finding.property, finding.path) if part]
    return make_visible(": ".join(parts)) if parts else None


def has_values(finding: Finding) -> bool:
    """Whether the finding has a desired and an actual value, of which one may be null."""
    return finding.property is not None or finding.desired is not None or finding.actual is not None


def show_value(value: JsonValue, limit: int | None = None) -> str:
    """Return a value as JSON in one line, cut at `limit` characters."""
    text = make_visible(json.dumps(value, ensure_ascii=False))
    return text if limit is None or len(text) <= limit else f"{text[:limit]}... ({len(text):,} characters)"


def show_location(location: Location) -> str:
    path = make_visible(location.path)
    return path if location.line is None else f"{path}:{location.line}"
