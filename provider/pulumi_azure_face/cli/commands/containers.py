"""`azure-face list`, `show` and `train`: containers of every kind."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from pulumi_azure_face.cli.options import AccountOptions, ContainerId, KindArgument, Start, Top, with_account_options

COLUMNS = {"ID": "id", "NAME": "display_name", "MODEL": "recognition_model", "USER DATA": "user_data"}


@with_account_options
def list_containers(given: AccountOptions, kind: KindArgument, start: Start = None, top: Top = None) -> None:
    """List the containers of a kind, by ascending id."""
    from pulumi_azure_face.cli import output
    from pulumi_azure_face.cli.running import run_query
    from pulumi_azure_face.queries import containers
    from pulumi_azure_face.queries.results import RESULT_TYPES

    found = run_query(given, lambda client: containers.list_all(client, RESULT_TYPES[kind.name], start, top))
    if given.as_json:
        output.print_json([asdict(container) for container in found])
    else:
        output.print_table(found, COLUMNS)


@with_account_options
def show_container(
    given: AccountOptions,
    kind: KindArgument,
    container_id: ContainerId,
    count: Annotated[bool, typer.Option("--count", help="Also count what it holds, by listing that.")] = False,
) -> None:
    """Show a container and its training."""
    from pulumi_azure_face.cli import output
    from pulumi_azure_face.cli.container_details import get_details
    from pulumi_azure_face.cli.running import run_query

    found = run_query(given, lambda client: get_details(client, kind, container_id, count=count))
    if given.as_json:
        output.print_json(found.members())
    else:
        output.print_details(found.rows())


@with_account_options
def train_container(
    given: AccountOptions,
    kind: KindArgument,
    container_id: ContainerId,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Wait for the end, or only until it is under way.")
    ] = True,
    # A container cannot be deleted while it trains (face-api.md#training-duration).
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="How long to wait.", min=0.001)] = 1800.0,
) -> None:
    """Train a container."""
    from pulumi_azure_face.cli import output
    from pulumi_azure_face.cli.container_details import format_training
    from pulumi_azure_face.cli.container_training import train
    from pulumi_azure_face.cli.running import run

    status = run(given, lambda client: train(client, kind, container_id, wait=wait, timeout=timeout))
    if given.as_json:
        output.print_json(asdict(status))
    else:
        output.print_details({"training": format_training(status)})
