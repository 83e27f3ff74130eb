"""`azure-face list`."""

from __future__ import annotations

from dataclasses import asdict

from pulumi_azure_face.cli.options import AccountOptions, KindArgument, Start, Top, with_account_options

EXAMPLES = """
azure-face list person-group
azure-face list large-face-list --start team --top 10 --json
azure-face list face-list --account branch
"""
COLUMNS = {"ID": "id", "NAME": "display_name", "MODEL": "recognition_model", "USER DATA": "user_data"}


@with_account_options
def list_containers(options: AccountOptions, kind: KindArgument, start: Start = None, top: Top = None) -> None:
    """List the containers of a kind by ascending id."""
    from pulumi_azure_face.cli import output
    from pulumi_azure_face.cli.running import run_query
    from pulumi_azure_face.queries import containers
    from pulumi_azure_face.queries.results import RESULT_TYPES

    listed = run_query(options, lambda client: containers.list_all(client, RESULT_TYPES[kind.name], start, top))
    if options.as_json:
        output.print_json([asdict(container) for container in listed])
    else:
        output.print_table(listed, COLUMNS)
