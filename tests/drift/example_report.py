"""Reports for tests and for looking at formats: each type of finding, odd characters, and long values."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pulumi_azure_face.drift.report import (
    Certainty,
    Coverage,
    Finding,
    FindingType,
    IgnoredFinding,
    Location,
    Report,
    ResourceRef,
    Severity,
    StackRef,
    Unread,
)

CREATED_AT = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
ENDPOINT = "https://contoso-face.cognitiveservices.azure.com"
EUROPE = "https://contoso-europe.cognitiveservices.azure.com"

MARKUP = "</td></script><script>alert('stored')</script><img src=x onerror=alert(1)>&amp;"
MARKDOWN = "@octocat closes #12 | `code` **bold** [link](https://evil.example) <b>html</b> $x$ www.evil.example"
CONTROLS = "line one\nline two\ttab \x00nul \x1b[31mred \u202egnp.exe \x85\x0b"
SURROGATE = "broken \ud800 pair"
LETTERS = "Zoë Müller, 山田太郎, علي, Ω, 👩\u200d🚀"
ODD_TEXTS = (
    MARKUP,
    MARKDOWN,
    CONTROLS,
    SURROGATE,
    LETTERS,
    "]]>",
    "{{ 7 * 7 }}{% raw %}",
    "C:\\temp\\a|b",
    "```",
    "{0}",
)

NOTHING = "Nothing: without `--refresh` it only compares the program with the state."
SEVERITIES = {
    FindingType.MISSING: Severity.ERROR,
    FindingType.WRONG_MODEL: Severity.ERROR,
    FindingType.NEVER_TRAINED: Severity.ERROR,
    FindingType.TRAINING_FAILED: Severity.ERROR,
    FindingType.UNMANAGED: Severity.NOTE,
}


def reference(name: str, kind: str = "PersonGroup", stack: str = "dev", project: str = "reception") -> ResourceRef:
    urn = f"urn:pulumi:{stack}::{project}::pulumi-python:dynamic/azure-face:{kind}::{name}"
    return ResourceRef(stack=stack, project=project, name=name, urn=urn)


def finding(
    type: FindingType = FindingType.CHANGED,
    *,
    id: str | None = None,
    name: str | None = "staff",
    kind: str = "PersonGroup",
    stack: str = "dev",
    resource_id: str = "staff-8f31",
    endpoint: str = ENDPOINT,
    message: str = "The display name differs.",
    line: int | None = 12,
    file: str = "__main__.py",
    **members: object,
) -> Finding:
    """Return a finding with sensible members. `name=None` is one in no stack."""
    resource = reference(name, kind, stack) if name else None
    given: dict[str, object] = {
        "id": id or f"{type}-{stack}-{name or resource_id}-{members.get('path')}",
        "type": type,
        "severity": SEVERITIES.get(type, Severity.WARNING),
        "certainty": Certainty.CERTAIN,
        "kind": kind,
        "resource_id": resource_id,
        "resource": resource,
        "endpoint": endpoint,
        "message": message,
        "up": NOTHING,
        "up_refresh": "Sets the value of the program again.",
        "fix": "pulumi up --refresh",
        "location": Location(path=file, line=line),
    }
    return Finding.model_validate({**given, **members})


def all_types() -> list[Finding]:
    """Return at least one finding of each type, as a check of a real account could find them."""
    visitors = "visitors-17c0"
    return [
        finding(
            FindingType.MISSING,
            name="contractors",
            kind="LargePersonGroup",
            resource_id="contractors-02aa",
            message="The group is not in the account.",
            up_refresh="Creates the group and its 212 persons again.",
            line=31,
        ),
        finding(
            FindingType.WRONG_MODEL,
            name="visitors",
            resource_id=visitors,
            message="The group has recognition_02 instead of recognition_04, so it was deleted and created again.",
            property="recognition_model",
            desired="recognition_04",
            actual="recognition_02",
            up_refresh="Replaces the group, with all persons in it.",
            line=18,
        ),
        finding(
            FindingType.TRAINING_FAILED,
            name="suspects-training",
            kind="Training",
            stack="prod",
            resource_id="suspects-77b1",
            message="The training at 2026-11-24 22:10 UTC failed: there is no person with a face in the group.",
            fix="azure-face train person-group suspects-77b1",
            line=44,
        ),
        finding(
            FindingType.NEVER_TRAINED,
            name="visitors-training",
            kind="Training",
            resource_id=visitors,
            message="The group was never trained, so no search finds anybody in it.",
            line=22,
        ),
        finding(desired="Staff of the Zürich office", actual=LETTERS, property="display_name"),
        finding(
            property="user_data",
            path="team.lead",
            message='user_data: team.lead is "sales" instead of "research".',
            desired="research",
            actual="sales",
        ),
        finding(
            property="user_data",
            path="tags[0]",
            message="user_data: tags[0] was added.",
            desired=None,
            actual={"floor": 3, "rooms": ["A", "B"], "open": True, "note": MARKUP},
        ),
        finding(
            FindingType.STALE_TRAINING,
            name="staff-training",
            kind="Training",
            message="The content changed after the training at 2026-11-20 08:00 UTC.",
            certainty=Certainty.LIKELY,
        ),
        finding(
            FindingType.CONTENT_CHANGED,
            name="staff-faces",
            kind="Gallery",
            message="The group has 118 persons instead of 120, and 241 faces instead of 245.",
            property="persons",
            desired={"persons": 120, "faces": 245},
            actual={"persons": 118, "faces": 241},
            up_refresh="Enrolls 2 persons with 4 photos.",
            line=27,
        ),
        finding(
            FindingType.FACE_MISSING,
            name="staff-faces",
            kind="Gallery",
            resource_id="staff-8f31/25985303-c537-4467-b41d-bdb45cd95ca1",
            message="2 photos of the person are not enrolled any more.",
            file="photos/manifest.csv",
            line=87,
        ),
        finding(
            FindingType.FACE_ADDED,
            name="staff-faces",
            kind="Gallery",
            resource_id="staff-8f31/f0d4a3c1-0000-4b6e-9d53-0a1b2c3d4e5f",
            message="1 face without an ownership tag was added to the person.",
            up_refresh="Deletes the face.",
            line=27,
        ),
        finding(
            FindingType.FACE_FOREIGN,
            name="staff-faces",
            kind="Gallery",
            resource_id="staff-8f31/aa51c0de-1111-4222-8333-444455556666",
            message="3 faces have the ownership tag of another resource.",
            fix="Give each gallery a container of its own.",
            certainty=Certainty.LIKELY,
        ),
        finding(
            FindingType.UNMANAGED,
            name=None,
            kind="FaceList",
            resource_id="test-2023",
            message="The face list is in none of the stacks.",
            fix="azure-face export --match test-2023",
            up_refresh="Nothing: no stack has it.",
            file="Pulumi.yaml",
            line=None,
        ),
        finding(
            FindingType.UNMANAGED,
            name=None,
            kind="LargeFaceList",
            resource_id="demo_wall",
            endpoint=EUROPE,
            message="The large face list is in none of the stacks.",
            fix="azure-face export --match demo_wall",
            up_refresh="Nothing: no stack has it.",
            file="Pulumi.yaml",
            line=None,
        ),
    ]


def report(findings: list[Finding] | None = None, **members: object) -> Report:
    """Return a report of two stacks. Without `findings`, it has all types."""
    stacks = [
        StackRef(project="reception", stack="dev", source="--stack"),
        StackRef(project="reception", stack="prod", source="states/prod.json"),
    ]
    coverage = [
        Coverage(endpoint=ENDPOINT, containers=42, managed_containers=40, managed_resources=1311, requests=12),
        Coverage(endpoint=EUROPE, containers=7, managed_containers=3, managed_resources=9, requests=6),
    ]
    given: dict[str, object] = {
        "created_at": CREATED_AT,
        "is_deep": True,
        "is_strict": False,
        "stacks": stacks,
        "coverage": coverage,
        "findings": all_types() if findings is None else findings,
        "ignored": [],
    }
    return Report.model_validate({**given, **members})


def full_report(findings: list[Finding] | None = None, **members: object) -> Report:
    """Return a report with something in every member."""
    ignored = [
        IgnoredFinding(
            finding=finding(name="kiosk", property="display_name", desired="Kiosk", actual="Kiosk (old)", id="kiosk"),
            reason="Renamed by the front desk each season",
            expires=date(2027, 3, 31),
        ),
        IgnoredFinding(
            finding=finding(
                FindingType.UNMANAGED,
                name=None,
                kind="FaceList",
                resource_id="legacy",
                message="In none of the stacks.",
            ),
            reason="Belongs to another team",
        ),
    ]
    unread = [Unread(what="FaceList lobby", reason="the service answered 403 three times")]
    warnings = ["azure-face-ignore.yaml: rule 3 expired on 2026-10-31. Remove it or set another date"]
    return report(findings, **{"ignored": ignored, "unread": unread, "warnings": warnings, **members})


def odd_report() -> Report:
    """Return a report with every odd text in every place that can have one."""
    findings = [
        finding(
            FindingType.CHANGED,
            id=f"odd-{number}",
            name=text,
            resource_id=text,
            message=f"The display name is {text} instead of Staff.",
            property="display_name",
            file=f"{text}/photos/{text}",
            desired=text,
            actual={text: [text, float("nan")]},
            up=text,
            up_refresh=text,
            fix=text,
        )
        for number, text in enumerate(ODD_TEXTS)
    ]
    ignored = [IgnoredFinding(finding=finding(id=f"ignored-{n}"), reason=text) for n, text in enumerate(ODD_TEXTS)]
    unread = [Unread(what=text, reason=text) for text in ODD_TEXTS]
    stacks = [StackRef(project="reception", stack="dev", source=text) for text in ODD_TEXTS]
    return report(findings, ignored=ignored, unread=unread, warnings=list(ODD_TEXTS), stacks=stacks)


def long_report(count: int = 5000) -> Report:
    """Return a report with very many findings and long values."""
    value = {"text": "x" * 5000, "lines": ["|" * 200] * 20}
    findings = [
        finding(
            id=f"long-{number}",
            name=f"group-{number:05}",
            resource_id=f"group-{number:05}",
            property="user_data",
            desired=value,
            actual=None,
            message=f"user_data of group {number} differs.",
        )
        for number in range(count)
    ]
    return full_report(findings)
