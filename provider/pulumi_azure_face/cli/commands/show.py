"""`azure-face show`."""

from __future__ import annotations

from typing import Annotated

import typer

from pulumi_azure_face.cli.options import AccountOptions, ContainerId, KindArgument, with_account_options

EXAMPLES = """
azure-face show person-group staff
azure-face show large-face-list visitors --count --json
"""


@with_account_options
def show_container(
    options: AccountOptions,
    kind: KindArgument,
    container_id: ContainerId,
    count: Annotated[
        bool, typer.Option("--count", help="Also count the persons and faces, by listing all of them.")
    ] = False,
) -> None:
    """Show a container and the status of its training."""
    from pulumi_azure_face.cli import output
    from pulumi_azure_face.cli.container_details import get_details
    from pulumi_azure_face.cli.running import run_query

    details = run_query(options, lambda client: get_details(client, kind, container_id, count=count))
    if options.as_json:
        output.print_json(details.members())
    else:
        output.print_details(details.rows())
