"""The work of `azure-face drift`: the check, its reports, and the ignore rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import typer
from rich.console import Console

from pulumi_azure_face.client.errors import ExpectedError, as_expected
from pulumi_azure_face.drift import DriftOptions, IgnoreRule, Report, detect, load_rules
from pulumi_azure_face.drift.formats import FORMATS, table
from pulumi_azure_face.drift.ignore_rules import FILE_NAME, append_rules, apply_rules

from .running import print_status, report_error


@dataclass
class DriftCheck:
    """One check with its options."""

    stacks: Sequence[str]
    states: Sequence[str]
    folders: Sequence[Path]
    ignore_file: Path | None
    is_deep: bool
    is_strict: bool
    scope: Sequence[str]
    shows_names: bool
    _rules: list[IgnoreRule] = field(default_factory=list)

    @property
    def rules_file(self) -> Path:
        return self.ignore_file or next(iter(self.folders), Path()) / FILE_NAME

    def run(self) -> Report:
        """Return the report. Ends the command with one line if that fails."""
        try:
            if self.ignore_file or self.rules_file.exists():
                self._rules = load_rules(self.rules_file)
            options = DriftOptions(self.is_deep, self.is_strict, self.scope, self.shows_names, self._rules)
            return detect(self.stacks, self.states, projects=self.folders, options=options)
        except Exception as error:  # noqa: BLE001 - a bug must not reach the user as a traceback
            raise report_error(as_expected(error, "compare the stacks with the account")) from None

    def write_rules(self, report: Report) -> Report:
        """Append rules for all findings of a report, and return the report with what they leave."""
        try:
            count = append_rules(self.rules_file, report.findings)
            rules = load_rules(self.rules_file) if count else self._rules
        except OSError as error:
            problem = ExpectedError(f"could not write {str(self.rules_file)!r}: {error.strerror}")
            raise report_error(problem) from None
        print_status(f"wrote {count} rules to {self.rules_file}")
        visible, ignored = apply_rules(report.findings, rules, report.created_at.date())
        return report.model_copy(update={"findings": visible, "ignored": [*report.ignored, *ignored]})

    def print_reports(self, report: Report, outputs: Sequence[tuple[str, Path | None]]) -> None:
        for name, file in outputs:
            if file is not None:
                self._write(FORMATS[name](report), file)
            elif name == "table":
                table.print_report(report, Console())
            else:
                typer.echo(FORMATS[name](report), nl=False)

    def _write(self, text: str, file: Path) -> None:
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            raise report_error(ExpectedError(f"could not write {str(file)!r}: {error.strerror}")) from None

    def could_not_tell(self, report: Report) -> bool:
        """Whether nothing was compared, or in a strict check not everything."""
        compared = sum(coverage.managed_resources for coverage in report.coverage)
        return bool(report.unread) and (self.is_strict or not compared)
