"""`azure-face train`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from pulumi_azure_face.cli.options import AccountOptions, ContainerId, KindArgument, with_account_options


@with_account_options
def train_container(
    options: AccountOptions,
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

    status = run(options, lambda client: train(client, kind, container_id, wait=wait, max_seconds=timeout))
    if options.as_json:
        output.print_json(asdict(status))
    else:
        output.print_details({"training": format_training(status)})
