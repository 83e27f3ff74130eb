"""The result of a drift check. `drift.schema.json` is generated from these models.

A report has no secrets and no image bytes. It has names and texts of persons only on request.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, JsonValue


class FindingType(StrEnum):
    """What is different. Each type says what causes it."""

    MISSING = "missing"
    """A managed resource is not in the account."""
    CHANGED = "changed"
    """A property of a managed resource has another value."""
    WRONG_MODEL = "wrong-model"
    """A container has another recognition model, so it was deleted and created again."""
    NEVER_TRAINED = "never-trained"
    """A container with a managed training was never trained."""
    TRAINING_FAILED = "training-failed"
    """The latest training of a container failed."""
    STALE_TRAINING = "stale-training"
    """The content of a container changed after its latest training."""
    CONTENT_CHANGED = "content-changed"
    """The persons or faces of a gallery differ from what the last run left."""
    FACE_MISSING = "face-missing"
    """Photos of a gallery are not enrolled any more. Only a deep check finds it."""
    FACE_ADDED = "face-added"
    """A face without an ownership tag is among those of a gallery. Only a deep check finds it."""
    FACE_FOREIGN = "face-foreign"
    """A face with the ownership tag of another resource is among those of a gallery. Only a deep check finds it."""
    UNMANAGED = "unmanaged"
    """Something in the account is in none of the stacks."""


class Severity(StrEnum):
    ERROR = "error"
    """Searches fail or give wrong results."""
    WARNING = "warning"
    """The account differs from the program."""
    NOTE = "note"
    """Information: `pulumi up` leaves it alone. Counts as drift only in a strict check."""


class Certainty(StrEnum):
    CERTAIN = "certain"
    """The account has proven it."""
    LIKELY = "likely"
    """It follows from what the account shows, unless another client changed several things at once."""


class ReportModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Location(ReportModel):
    """Where the program declares a resource or a photo."""

    path: str
    """The path in the project's folder, with forward slashes."""
    line: int | None = None
    """The line, counted from 1, or None for the whole file."""


class ResourceRef(ReportModel):
    """A resource in a stack."""

    stack: str
    project: str
    name: str
    """The logical name. A Person or Face has its ID instead, unless the report has names of persons."""
    urn: str | None = None
    """None for a Person or Face, unless the report has names of persons."""


class Finding(ReportModel):
    """One difference."""

    id: str
    """The same in each run that finds the same difference."""
    type: FindingType
    severity: Severity
    certainty: Certainty
    kind: str
    """The class of the resource, such as `PersonGroup` or `Gallery`."""
    resource_id: str
    """The ID in the account. Persons and faces have that of their owner before it: `staff/25985303-...`."""
    resource: ResourceRef | None = None
    """The resource in the stack, or None for something that no stack has."""
    endpoint: str
    """The endpoint of the account."""
    property: str | None = None
    """The changed property, such as `display_name`."""
    path: str | None = None
    """The place inside of a property that is JSON, such as `team.lead` or `tags[0]`."""
    desired: JsonValue = None
    actual: JsonValue = None
    message: str
    """What is different, in one line."""
    up: str
    """What `pulumi up` does about it."""
    up_refresh: str
    """What `pulumi up --refresh` does about it."""
    fix: str
    """The command that repairs it, or one sentence if there is none."""
    location: Location


class IgnoredFinding(ReportModel):
    """A finding that a rule ignores."""

    finding: Finding
    reason: str
    expires: date | None = None


class StackRef(ReportModel):
    """A stack that was compared."""

    project: str
    stack: str
    source: str
    """`--stack`, or the path of the exported state. `-` is standard input."""


class Coverage(ReportModel):
    """How much of one account the stacks manage."""

    endpoint: str
    containers: int
    """The containers in the account, within the scope."""
    managed_containers: int
    managed_resources: int
    """All resources of the stacks in this account that were compared."""
    requests: int
    """How many requests the check sent."""


class Unread(ReportModel):
    """Something that could not be compared."""

    what: str
    reason: str


class Report(ReportModel):
    """All differences between some stacks and their accounts."""

    version: int = 1
    """The version of this format."""
    created_at: datetime
    is_deep: bool
    is_strict: bool
    stacks: list[StackRef]
    coverage: list[Coverage]
    findings: list[Finding] = Field(default_factory=list)
    """The findings that no rule ignores, the most severe first."""
    ignored: list[IgnoredFinding] = Field(default_factory=list)
    unread: list[Unread] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)
    """Other remarks, such as an expired rule."""

    @property
    def drift(self) -> list[Finding]:
        """The findings that count: all in a strict check, otherwise those that are not notes."""
        return [finding for finding in self.findings if self.is_strict or finding.severity is not Severity.NOTE]

    @property
    def has_drift(self) -> bool:
        return bool(self.drift)
