"""`azure-face sessions`: list, show, and delete liveness sessions."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from pulumi_azure_face.cli.options import AccountOptions, OlderThan, Start, Top, WithVerify, with_account_options

COLUMNS = {
    "ID": "id",
    "CREATED": "created_at",
    "STARTED": "started_at",
    "EXPIRED": "expired",
    "DEVICE": "device_correlation_id",
}
DETAILS = {**COLUMNS, "STATUS": "status", "MODEL": "model_version", "RESULTS": "results"}

sessions = typer.Typer(no_args_is_help=True, help="List, show and delete liveness sessions.")


@sessions.command("list")
@with_account_options
def list_sessions(
    options: AccountOptions,
    older_than: OlderThan = None,
    start: Start = None,
    top: Top = None,
    with_verify: WithVerify = False,
) -> None:
    """List liveness sessions, by ascending id.

    Only v1.1-preview.1 and v1.2-preview.1 can list them; with any other version, the newer of them is asked.
    """
    from pulumi_azure_face.cli import output
    from pulumi_azure_face.cli.running import run_query
    from pulumi_azure_face.cli.session_cleanup import list_older

    listed = run_query(options, lambda client: list_older(client, older_than, with_verify, start, top))
    if options.as_json:
        output.print_json([asdict(session) for session in listed])
    else:
        output.print_table(listed, COLUMNS)


@sessions.command("show")
@with_account_options
def show_session(
    options: AccountOptions,
    session_id: Annotated[str, typer.Argument(metavar="ID", help="The session's id.")],
    with_verify: WithVerify = False,
) -> None:
    """Show a liveness session. Its token is not told."""
    from pulumi_azure_face.cli import output
    from pulumi_azure_face.cli.running import run_query
    from pulumi_azure_face.queries.liveness_sessions import get

    session = run_query(options, lambda client: get(client, session_id, with_verify))
    if options.as_json:
        output.print_json(asdict(session))
    else:
        output.print_details({heading.lower(): getattr(session, member) for heading, member in DETAILS.items()})


@sessions.command("delete")
@with_account_options
def delete_sessions(
    options: AccountOptions,
    session_ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="The sessions' ids.")] = None,
    older_than: OlderThan = None,
    with_verify: WithVerify = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask before deleting those that --older-than finds.")
    ] = False,
) -> None:
    """Delete liveness sessions, by their ids or by their age. Their tokens end with them."""
    from pulumi_azure_face.cli import output
    from pulumi_azure_face.cli.running import run, run_query
    from pulumi_azure_face.cli.session_cleanup import delete, list_older

    if bool(session_ids) == (older_than is not None):
        raise typer.BadParameter(f"pass either ids or --older-than, got {'both' if session_ids else 'neither'}")
    if older_than is not None and not yes and not sys.stdin.isatty():
        raise typer.BadParameter(
            "stdin is not a terminal: pass --yes to delete without a prompt", param_hint="--older-than"
        )
    ids = session_ids or [
        session.id for session in run_query(options, lambda client: list_older(client, older_than, with_verify))
    ]
    if older_than is not None and ids and not yes:
        typer.confirm(f"Sessions to delete: {len(ids)}. Delete them?", abort=True, err=True)
    run(options, lambda client: delete(client, ids, with_verify, ignore_not_found=older_than is not None))
    if options.as_json:
        output.print_json({"deleted": ids})
    else:
        typer.echo(f"Sessions deleted: {len(ids)}")
