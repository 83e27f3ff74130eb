"""`azure-face sessions`: list, show and delete liveness sessions."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from pulumi_azure_face.cli.options import Given, OlderThan, Start, Top, WithVerify, about_account

COLUMNS = {
    "ID": "id",
    "CREATED": "created_at",
    "STARTED": "started_at",
    "EXPIRED": "expired",
    "DEVICE": "device_correlation_id",
}
SHOWN = {**COLUMNS, "STATUS": "status", "MODEL": "model_version", "RESULTS": "results"}

sessions = typer.Typer(no_args_is_help=True, help="List, show and delete liveness sessions.")


@sessions.command("list")
@about_account
def list_sessions(
    given: Given,
    older_than: OlderThan = None,
    start: Start = None,
    top: Top = None,
    with_verify: WithVerify = False,
) -> None:
    """List liveness sessions, by ascending id.

    Only v1.1-preview.1 and v1.2-preview.1 can list them; with any other version, the newer of them is asked.
    """
    from pulumi_azure_face.cli import output
    from pulumi_azure_face.cli.running import look_up
    from pulumi_azure_face.cli.session_cleanup import aged

    found = look_up(given, lambda session: aged(session, older_than, with_verify, start, top))
    if given.as_json:
        output.as_json([asdict(one) for one in found])
    else:
        output.many(found, COLUMNS)


@sessions.command("show")
@about_account
def show_session(
    given: Given,
    session_id: Annotated[str, typer.Argument(metavar="ID", help="The session's id.")],
    with_verify: WithVerify = False,
) -> None:
    """Show a liveness session. Its token is not told."""
    from pulumi_azure_face.cli import output
    from pulumi_azure_face.cli.running import look_up
    from pulumi_azure_face.queries.liveness_sessions import get

    found = look_up(given, lambda session: get(session, session_id, with_verify))
    if given.as_json:
        output.as_json(asdict(found))
    else:
        output.one({heading.lower(): getattr(found, member) for heading, member in SHOWN.items()})


@sessions.command("delete")
@about_account
def delete_sessions(
    given: Given,
    session_ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="The sessions' ids.")] = None,
    older_than: OlderThan = None,
    with_verify: WithVerify = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do not ask before deleting those that --older-than finds.")
    ] = False,
) -> None:
    """Delete liveness sessions, by their ids or by their age. Their tokens end with them."""
    from pulumi_azure_face.cli import output
    from pulumi_azure_face.cli.running import look_up, run
    from pulumi_azure_face.cli.session_cleanup import aged, delete

    if bool(session_ids) == (older_than is not None):
        raise typer.BadParameter("give ids, or --older-than")
    if older_than is not None and not yes and not sys.stdin.isatty():
        raise typer.BadParameter("give --yes where nobody can be asked", param_hint="--older-than")
    ids = session_ids or [one.id for one in look_up(given, lambda session: aged(session, older_than, with_verify))]
    if older_than is not None and ids and not yes:
        typer.confirm(f"Sessions to delete: {len(ids)}. Go on?", abort=True, err=True)
    run(given, lambda session: delete(session, ids, with_verify, may_be_gone=older_than is not None))
    if given.as_json:
        output.as_json({"deleted": ids})
    else:
        typer.echo(f"Sessions deleted: {len(ids)}")
