"""`azure-face sessions`: list, show, and delete liveness sessions."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from pulumi_azure_face.cli.help import Command
from pulumi_azure_face.cli.options import AccountOptions, OlderThan, Start, Top, WithVerify, with_account_options

LIST_EXAMPLES = """
azure-face sessions list
azure-face sessions list --older-than 1h --with-verify
"""
SHOW_EXAMPLES = """
azure-face sessions show 3e1c7e0f-7a5b-4d9e-9c0e-1f8f3f9f2a11
azure-face sessions show 3e1c7e0f-7a5b-4d9e-9c0e-1f8f3f9f2a11 --with-verify --json
"""
DELETE_EXAMPLES = """
azure-face sessions delete 3e1c7e0f-7a5b-4d9e-9c0e-1f8f3f9f2a11
azure-face sessions delete --older-than 1d --yes
"""
COLUMNS = {
    "ID": "id",
    "CREATED": "created_at",
    "STARTED": "started_at",
    "EXPIRED": "expired",
    "DEVICE": "device_correlation_id",
}
DETAILS = {**COLUMNS, "STATUS": "status", "MODEL": "model_version", "RESULTS": "results"}

sessions = typer.Typer(no_args_is_help=True, help="List, show, and delete liveness sessions.")


@sessions.command("list", cls=Command, epilog=LIST_EXAMPLES)
@with_account_options
def list_sessions(
    options: AccountOptions,
    older_than: OlderThan = None,
    start: Start = None,
    top: Top = None,
    with_verify: WithVerify = False,
) -> None:
    """List liveness sessions by ascending id.

    Only v1.1-preview.1 and v1.2-preview.1 have this call. With any other API version, v1.2-preview.1 is used.
    """
    from pulumi_azure_face.cli import output
    from pulumi_azure_face.cli.running import run_query
    from pulumi_azure_face.cli.session_cleanup import list_older

    listed = run_query(options, lambda client: list_older(client, older_than, with_verify, start, top))
    if options.as_json:
        output.print_json([asdict(session) for session in listed])
    else:
        output.print_table(listed, COLUMNS)


@sessions.command("show", cls=Command, epilog=SHOW_EXAMPLES)
@with_account_options
def show_session(
    options: AccountOptions,
    session_id: Annotated[str, typer.Argument(metavar="ID", help="The id of the session.")],
    with_verify: WithVerify = False,
) -> None:
    """Show a liveness session, without its token."""
    from pulumi_azure_face.cli import output
    from pulumi_azure_face.cli.running import run_query
    from pulumi_azure_face.queries.liveness_sessions import get

    session = run_query(options, lambda client: get(client, session_id, with_verify))
    if options.as_json:
        output.print_json(asdict(session))
    else:
        output.print_details({heading.lower(): getattr(session, member) for heading, member in DETAILS.items()})


@sessions.command("delete", cls=Command, epilog=DELETE_EXAMPLES)
@with_account_options
def delete_sessions(
    options: AccountOptions,
    session_ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="The ids of the sessions.")] = None,
    older_than: OlderThan = None,
    with_verify: WithVerify = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Delete the sessions that --older-than finds without a prompt.")
    ] = False,
) -> None:
    """Delete liveness sessions by id or by age. Their tokens become invalid."""
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
