"""`azure-face migrate-state`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DESCRIPTION = "The output of `pulumi stack export`. Defaults to standard input."
EXAMPLES = """
azure-face migrate-state state.json
azure-face migrate-state -
"""


def migrate_state(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help=DESCRIPTION, show_default=False)] = None,
) -> None:
    """Convert the exported state of a stack with Python resources to one with resources of the plugin.

    Prints a state for `pulumi stack import`. Changes neither the stack nor the account.
    """
    import json
    import sys

    from pulumi_azure_face.cli.exit_codes import USAGE
    from pulumi_azure_face.cli.running import print_status
    from pulumi_azure_face.cli.state_migration import MigrationError, declared_providers, migrate

    try:
        text = sys.stdin.read() if file is None or str(file) == "-" else file.read_text()
        exported = json.loads(text)
        if not isinstance(exported, dict):
            raise MigrationError("the state is not a JSON object. Pass the output of `pulumi stack export`")
        migrated = migrate(exported)
    except OSError as error:
        reason = f"{file} cannot be read ({error.strerror})"
    except ValueError:
        reason = "the state is not valid JSON. Pass the output of `pulumi stack export`"
    except MigrationError as error:
        reason = str(error)
    else:
        typer.echo(json.dumps(migrated, indent=4))
        known = declared_providers(exported)
        for name in (name for name in declared_providers(migrated) if name not in known):
            print_status(f"Declare the provider {name!r} in the program, and pass it to the resources in its account.")
        return
    print_status(f"error: could not migrate the state: {reason}")
    raise typer.Exit(USAGE)
