"""The commands. Each imports its work when it runs, so that `--help` is fast."""

from __future__ import annotations

import typer

from pulumi_azure_face.cli.commands.emulator import emulator
from pulumi_azure_face.cli.commands.list import list_containers
from pulumi_azure_face.cli.commands.migrate_state import migrate_state
from pulumi_azure_face.cli.commands.sessions import sessions
from pulumi_azure_face.cli.commands.show import show_container
from pulumi_azure_face.cli.commands.train import train_container

from .exit_codes import HELP

app = typer.Typer(
    name="azure-face",
    epilog=HELP,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # the import of rich's panels would take as long as everything else
)


@app.callback()
def azure_face() -> None:
    """Look into an Azure AI Face account, and try programs without one."""


app.command("list")(list_containers)
app.command("show")(show_container)
app.command("train")(train_container)
app.add_typer(sessions, name="sessions")
app.command("migrate-state")(migrate_state)
app.command()(emulator)
