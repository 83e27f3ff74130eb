"""The page of drift reports: the findings, from the docstrings of their types, and the Python functions."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from pulumi_azure_face.drift.comparison.account import SEVERITIES
from pulumi_azure_face.drift.report import Certainty, FindingType, Severity

from .docstrings import UndocumentedError, get_class
from .markdown import code, page, table

REFRESH = "`pulumi up --refresh`"
TRAIN = f"{REFRESH}; `pulumi up` if the last run left it so"
DELETE_FACE = "nothing: delete the face, or ignore it"
REPAIRS: Mapping[FindingType, str] = {
    FindingType.MISSING: REFRESH,
    FindingType.CHANGED: REFRESH,
    FindingType.WRONG_MODEL: REFRESH,
    FindingType.NEVER_TRAINED: TRAIN,
    FindingType.TRAINING_FAILED: TRAIN,
    FindingType.STALE_TRAINING: TRAIN,
    FindingType.CONTENT_CHANGED: REFRESH,
    FindingType.FACE_MISSING: REFRESH,
    FindingType.FACE_ADDED: DELETE_FACE,
    FindingType.FACE_FOREIGN: DELETE_FACE,
    FindingType.UNMANAGED: "nothing: export a container with `azure-face export`, declare it, or ignore it",
}
"""What repairs a finding. `tests/engine/drift` compares with the `fix` of real findings."""
REPORT = ("Report", "Finding", "ResourceRef", "Location", "IgnoredFinding", "Coverage", "StackRef", "Unread")


def pages() -> dict[str, str]:
    return {"drift.md": drift_page()}


def drift_page() -> str:
    findings = [
        [code(each), SEVERITIES.get(each, Severity.ERROR), docstring(each), REPAIRS[each]] for each in FindingType
    ]
    return page(
        "Drift reports",
        "What `azure-face drift` can find, and the same check in Python. [Drift detection in "
        "pipelines](../guides/drift.md) shows how to use it, and [azure-face drift](command-line.md#azure-face-drift) "
        "has the options.",
        "## Findings",
        table(["finding", "severity", "meaning", "what repairs it"], findings),
        "A report names the exact command in `fix`, and says in `up` and `up_refresh` what both commands would do.",
        table(["severity", "meaning"], [[code(each), docstring(each)] for each in Severity]),
        table(["certainty", "meaning"], [[code(each), docstring(each)] for each in Certainty]),
        "## Python",
        "`pulumi_azure_face.drift` has everything below. `drift.schema.json` in the package is the JSON Schema of a "
        "report, and `Report.model_validate_json` reads one.",
        "::: pulumi_azure_face.drift.detect.detect",
        "::: pulumi_azure_face.drift.detect.DriftOptions",
        "::: pulumi_azure_face.drift.ignore_rules.load_rules",
        "::: pulumi_azure_face.drift.ignore_rules.IgnoreRule",
        *(f"::: pulumi_azure_face.drift.report.{name}" for name in REPORT),
    )


def docstring(member: StrEnum) -> str:
    """Return the docstring of a member of an enumeration."""
    found = get_class(f"drift.report.{type(member).__name__}").members[member.name].docstring
    if found is None:
        raise UndocumentedError(f"{type(member).__name__}.{member.name} has no docstring")
    return found.value
