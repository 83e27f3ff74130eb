"""`azure-face train`."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from pulumi_azure_face.cli.options import AccountOptions, ContainerId, KindArgument, with_account_options

EXAMPLES = """
azure-face train person-group staff
azure-face train large-person-group staff --timeout 7200
azure-face train large-face-list visitors --no-wait
"""


@with_account_options
def train_container(
    options: AccountOptions,
    kind: KindArgument,
    container_id: ContainerId,
    wait: Annotated[
        bool, typer.Option("--wait/--no-wait", help="Wait until the training ends, or only until it starts.")
    ] = True,
    # A container cannot be deleted while it trains (face-api.md#training-duration).
    timeout: Annotated[
        float, typer.Option(metavar="SECONDS", help="The time to wait for the end, in seconds.", min=0.001)
    ] = 1800.0,
) -> None:
    """Train a container and wait for the end.

    Use it for containers that no Pulumi program trains. Exits with 3 if the training fails.
    """
    from pulumi_azure_face.cli import output
    from pulumi_azure_face.cli.container_details import format_training
    from pulumi_azure_face.cli.container_training import train
    from pulumi_azure_face.cli.running import run

    status = run(options, lambda client: train(client, kind, container_id, wait=wait, max_seconds=timeout))
    if options.as_json:
        output.print_json(asdict(status))
    else:
        output.print_details({"training": format_training(status)})
