"""Ignore rules: differences that a team accepts, in `azure-face-ignore.yaml`.

The file is a list of rules. A finding is ignored if all members of a rule match it:

    - finding: changed          # the type of the finding
      kind: PersonGroup         # the class of the resource
      id: staff-*               # a glob pattern for the ID in the account
      property: user_data
      reason: The application writes it.
      expires: 2027-03-31       # the last day of the rule
      except: [staff-board]     # glob patterns of IDs that stay visible
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from pulumi_azure_face.client.errors import ExpectedError
from pulumi_azure_face.client.kinds import KINDS

from .report import Finding, FindingType, IgnoredFinding

FILE_NAME = "azure-face-ignore.yaml"
KIND_NAMES = (*KINDS, "Person", "Face", "Gallery", "Training")
UNKNOWN_REASON = "Accepted when the rules were written."


class InvalidRulesError(ExpectedError):
    """The file with the rules cannot be read, or a rule is invalid."""


class IgnoreRule(BaseModel):
    """One rule. A member that is left out matches everything."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    finding: FindingType | None = None
    kind: str | None = None
    id: str = "*"
    property: str | None = None
    reason: str
    expires: date | None = None
    exceptions: list[str] = Field(default_factory=list, alias="except")

    @model_validator(mode="after")
    def check(self) -> Self:
        if self.finding is FindingType.MISSING:
            raise ValueError("finding: the deletion of a managed resource cannot be ignored")
        if self.kind is not None and self.kind not in KIND_NAMES:
            raise ValueError(f"kind: must be one of {', '.join(KIND_NAMES)}, got {self.kind!r}")
        return self

    def has_expired(self, today: date) -> bool:
        return self.expires is not None and today > self.expires

    def matches(self, finding: Finding) -> bool:
        return (
            finding.type is not FindingType.MISSING
            and self.finding in (None, finding.type)
            and self.kind in (None, finding.kind)
            and self.property in (None, finding.property)
            and fnmatchcase(finding.resource_id, self.id)
            and not any(fnmatchcase(finding.resource_id, pattern) for pattern in self.exceptions)
        )


RULES = TypeAdapter(list[IgnoreRule])


def load_rules(file: Path) -> list[IgnoreRule]:
    """Read the rules of a file.

    Raises:
        InvalidRulesError: The file cannot be read, or a rule is invalid.
    """
    try:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        return RULES.validate_python(document or [])
    except OSError as error:
        raise InvalidRulesError(f"could not read {str(file)!r}: {error.strerror}") from None
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise InvalidRulesError(f"could not read {str(file)!r}: it is not valid YAML ({flat(error)})") from None
    except ValidationError as error:
        problem = "; ".join(describe_problem(each["loc"], each["msg"]) for each in error.errors())
        raise InvalidRulesError(f"could not read {str(file)!r}: {problem}") from None


def describe_problem(location: Sequence[int | str], message: str) -> str:
    """Return one problem, for example `rule 2, expires: Input should be a valid date`."""
    if not location:
        return "it must be a list of rules"
    rule, *member = location
    place = ", ".join([f"rule {int(rule) + 1}", *map(str, member)])
    return f"{place}: {message.removeprefix('Value error, ')}"


def flat(error: Exception) -> str:
    return " ".join(str(error).split())


def apply_rules(
    findings: Iterable[Finding], rules: Sequence[IgnoreRule], today: date
) -> tuple[list[Finding], list[IgnoredFinding]]:
    """Return the findings that stay visible, and those that a rule ignores."""
    active = [rule for rule in rules if not rule.has_expired(today)]
    visible: list[Finding] = []
    ignored: list[IgnoredFinding] = []
    for finding in findings:
        rule = next((rule for rule in active if rule.matches(finding)), None)
        if rule is None:
            visible.append(finding)
        else:
            ignored.append(IgnoredFinding(finding=finding, reason=rule.reason, expires=rule.expires))
    return visible, ignored


def expired_rule_warnings(rules: Sequence[IgnoreRule], today: date) -> list[str]:
    return [
        f"Rule {number} has expired on {rule.expires} and ignores nothing: {rule.reason}"
        for number, rule in enumerate(rules, 1)
        if rule.has_expired(today)
    ]


def append_rules(file: Path, findings: Iterable[Finding]) -> int:
    """Append a rule for each finding that can be ignored, and return how many. Keeps what the file has."""
    rules = [rule_for(finding) for finding in findings if finding.type is not FindingType.MISSING]
    unique = [rule for index, rule in enumerate(rules) if rule not in rules[:index]]
    if unique:
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        separator = "" if not before or before.endswith("\n") else "\n"
        text = yaml.safe_dump(unique, sort_keys=False, allow_unicode=True, width=120)
        file.write_text(f"{before}{separator}{text}", encoding="utf-8")
    return len(unique)


def rule_for(finding: Finding) -> dict[str, str]:
    """Return the narrowest rule that ignores a finding."""
    rule = {"finding": str(finding.type), "kind": finding.kind, "id": escape_pattern(finding.resource_id)}
    if finding.property:
        rule["property"] = finding.property
    return {**rule, "reason": UNKNOWN_REASON}


def escape_pattern(text: str) -> str:
    """Return a glob pattern that matches exactly this text. `*` stays: it is ours, at the end of a summary."""
    return "".join(f"[{letter}]" if letter in "?[" else letter for letter in text)
