"""The report as JSON, valid against `drift.schema.json`."""

from __future__ import annotations

from pulumi_azure_face.drift.report import Report


def render(report: Report) -> str:
    return report.model_dump_json(indent=2) + "\n"
