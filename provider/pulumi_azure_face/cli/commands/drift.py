"""`azure-face drift`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DRIFT, COULD_NOT_TELL = 7, 1
FORMAT_NAMES = ("table", "json", "junit", "sarif", "markdown", "html")
IGNORE_FILE = "azure-face-ignore.yaml"


EXAMPLES = """
azure-face drift
azure-face drift --stack dev --stack prod --deep
azure-face drift --state state.json --format sarif --output drift.sarif
azure-face drift --write-ignore
"""
INPUT, REPORT = "What to compare", "Report"


def _format(text: str) -> str:
    if text not in FORMAT_NAMES:
        raise typer.BadParameter(f"must be one of {', '.join(FORMAT_NAMES)}, got {text!r}")
    return text


def drift(  # noqa: PLR0913 - one parameter per option
    *,
    stack: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="A stack to compare, such as dev or organization/project/dev. Repeatable. Defaults to the selected "
            "stack of the project.",
            rich_help_panel=INPUT,
        ),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="An exported state to compare; - reads standard input. Repeatable. Takes the account from the "
            "environment, unless --project is given. Needs no Pulumi CLI then.",
            rich_help_panel=INPUT,
        ),
    ] = None,
    project: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="DIR",
            help="The folder of the project, whose configuration names the accounts. Repeatable for stacks of several "
            "projects. Defaults to the current folder for --stack.",
            exists=True,
            file_okay=False,
            rich_help_panel=INPUT,
        ),
    ] = None,
    deep: Annotated[
        bool,
        typer.Option(
            "--deep", help="Read every face of managed persons, to name missing and added faces.", rich_help_panel=INPUT
        ),
    ] = False,
    scope: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATTERN",
            help="Report only unmanaged containers with such an ID, as in 'staff-*'.",
            rich_help_panel=INPUT,
        ),
    ] = None,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Count notes as drift, and fail if anything could not be read.", rich_help_panel=REPORT
        ),
    ] = False,
    ignore_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=f"The file with the ignore rules. Defaults to {IGNORE_FILE} in the project's folder.",
            rich_help_panel=REPORT,
        ),
    ] = None,
    write_ignore: Annotated[
        bool,
        typer.Option(
            "--write-ignore",
            help="Append a rule for everything found to the file with the rules.",
            rich_help_panel=REPORT,
        ),
    ] = False,
    show_names: Annotated[
        bool,
        typer.Option(
            "--show-names", help="Show names and texts of persons. They are hidden by default.", rich_help_panel=REPORT
        ),
    ] = False,
    formats: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="FORMAT",
            help=f"One of {', '.join(FORMAT_NAMES)}. Repeatable. Defaults to table.",
            callback=lambda values: [_format(value) for value in values or ()],
            rich_help_panel=REPORT,
        ),
    ] = None,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Write a report to a file: the first one in the first format, and so on. Other formats are printed.",
            dir_okay=False,
            rich_help_panel=REPORT,
        ),
    ] = None,
) -> None:
    """Report the differences between stacks and the account. Only reads.

    Exits with 0 without drift, with 7 if there is drift, with 1 if that could not be told, and with 2 for wrong usage.
    """
    from pulumi_azure_face.cli.drift_check import DriftCheck

    outputs = assign_outputs(formats or ["table"], output or [])
    check = DriftCheck(
        stacks=stack or [],
        states=state or [],
        folders=project or [],
        ignore_file=ignore_file,
        is_deep=deep,
        is_strict=strict,
        scope=scope or [],
        shows_names=show_names,
    )
    report = check.run()
    if write_ignore:
        report = check.write_rules(report)
    check.print_reports(report, outputs)
    if check.could_not_tell(report):
        raise typer.Exit(COULD_NOT_TELL)
    raise typer.Exit(DRIFT if report.has_drift else 0)


def assign_outputs(formats: list[str], files: list[Path]) -> list[tuple[str, Path | None]]:
    """Pair formats with files in order. At most one format is left to print."""
    if len(files) > len(formats):
        raise typer.BadParameter("pass a --format for each --output", param_hint="--output")
    if len(formats) > len(files) + 1:
        raise typer.BadParameter("pass an --output for each --format but the last one", param_hint="--format")
    return [(name, files[index] if index < len(files) else None) for index, name in enumerate(formats)]
