"""`azure-face export`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pulumi_azure_face.cli.options import AccountOptions, with_account_options
from pulumi_azure_face.cli.parsing import KIND_NAMES, parse_kind
from pulumi_azure_face.client.kinds import KINDS, Kind

if TYPE_CHECKING:
    from pulumi_azure_face.export.declarations import Declaration
    from pulumi_azure_face.export.fill import FillResult

# Seconds. Only a failure takes so long: a million persons are listed in minutes, but each face of a gallery is read.
TIMEOUT = 24 * 3600.0
EXAMPLES = """
azure-face export --out adopted
azure-face export --out adopted --kind person-group --match '^staff' --with-persons
azure-face export --out adopted --photos photos
azure-face export --fill import.json
"""
IMPORT = "pulumi import --file {} --yes --generate-code=false --protect=false"


def parse_pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise typer.BadParameter(f"{text!r} is not a regular expression: {error}") from None


@with_account_options
def export_account(  # noqa: PLR0913, one parameter per option
    options: AccountOptions,
    *,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="The folder for the new project.")] = None,
    kind: Annotated[
        list[Kind] | None,
        typer.Option(parser=parse_kind, metavar="KIND", help=f"Export only this kind: {KIND_NAMES}. Repeatable."),
    ] = None,
    match: Annotated[
        re.Pattern[str] | None,
        typer.Option(parser=parse_pattern, metavar="REGEX", help="Export only containers whose ID or name matches."),
    ] = None,
    exclude: Annotated[
        re.Pattern[str] | None,
        typer.Option(parser=parse_pattern, metavar="REGEX", help="Skip containers whose ID or name matches."),
    ] = None,
    names: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The file that keeps resource names. Defaults to names.json in DIR."),
    ] = None,
    with_persons: Annotated[
        bool,
        typer.Option(
            "--with-persons",
            help="Also declare persons. Their names and user data, which are personal data, are then in the files.",
        ),
    ] = False,
    photos: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Also declare galleries whose photos are in or below this folder."),
    ] = None,
    fill: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Complete a file written by `pulumi preview --import-file`, instead of --out."
        ),
    ] = None,
) -> None:
    """Export containers as a Pulumi project that imports them. Only reads the account."""
    from pulumi_azure_face.cli.running import print_status, run
    from pulumi_azure_face.client.account_client import AccountClient
    from pulumi_azure_face.client.concurrency.deadline import deadline
    from pulumi_azure_face.export.account import Selection
    from pulumi_azure_face.export.fill import fill_import_file
    from pulumi_azure_face.export.project import ExportOptions, export_project

    if (out is None) == (fill is None):
        raise typer.BadParameter("pass exactly one of them", param_hint="--out, --fill")
    if fill is not None and with_persons:
        raise typer.BadParameter(
            "cannot be used with --fill: the program already declares its persons", param_hint="--with-persons"
        )
    if photos is not None and not photos.is_dir():
        raise typer.BadParameter(f"{photos} is not a folder", param_hint="--photos")
    selection = Selection(tuple(kind) if kind else tuple(KINDS.values()), match, exclude)
    export_options = ExportOptions(selection, names, with_persons, photos, options.account)

    async def export_to(client: AccountClient, folder: Path) -> tuple[str, list[Declaration]]:
        with deadline(TIMEOUT, "export the account"):
            return client.account.endpoint, await export_project(client, folder, export_options, print_status)

    async def fill_file(client: AccountClient, file: Path) -> FillResult:
        with deadline(TIMEOUT, f"fill {file}"):
            return await fill_import_file(client, file, export_options)

    if out is not None:
        folder = out
        endpoint, declarations = run(options, lambda client: export_to(client, folder))
        print_export(out, endpoint, declarations, options)
    elif fill is not None:
        file = fill
        print_fill(file, run(options, lambda client: fill_file(client, file)), options)


def print_export(out: Path, endpoint: str, declarations: Sequence[Declaration], options: AccountOptions) -> None:
    from pulumi_azure_face.cli.output import print_json
    from pulumi_azure_face.cli.running import print_status

    counts = Counter(each.class_name for declaration in declarations for each in declaration.resources())
    undeclared = [declaration.comments[0] for declaration in declarations if declaration.container is None]
    if options.as_json:
        print_json({"out": str(out), "endpoint": endpoint, "resources": dict(counts), "undeclared": undeclared})
        return
    for line in undeclared:
        print_status(f"note: {line}")
    exported = (
        ", ".join(f"{count:,} {name}" for name, count in counts.items()) or "nothing, because no container matches"
    )
    setting = f"accounts.{options.account}." if options.account else ""
    typer.echo(f"Exported to {out}: {exported}\nTo import them, run in that folder:")
    typer.echo("  pulumi stack init dev")
    typer.echo(f"  pulumi config set azure-face:{setting}endpoint {endpoint}")
    typer.echo(f"  pulumi config set --secret azure-face:{setting}key")
    typer.echo(f"  {IMPORT.format('import.json')}")
    typer.echo("  pulumi preview  # shows no change")


def print_fill(file: Path, result: FillResult, options: AccountOptions) -> None:
    from pulumi_azure_face.cli.output import print_json
    from pulumi_azure_face.cli.running import print_status

    if options.as_json:
        print_json({"file": str(file), "filled": result.filled, "missing": result.missing, "notes": result.notes})
        return
    for line in (*result.missing, *result.notes):
        print_status(line)
    typer.echo(f"Filled in {file}: {len(result.filled):,} of {len(result.filled) + len(result.missing):,} resources")
    if result.filled:
        typer.echo(f"To import them, run:\n  {IMPORT.format(file)}")
