"""The commands and their options. What they do is imported when they run, so that `--help` is quick."""

from __future__ import annotations

import typer

from pulumi_azure_face.cli.commands.containers import list_containers, show_container, train_container
from pulumi_azure_face.cli.commands.emulator import emulator
from pulumi_azure_face.cli.commands.sessions import sessions

from .exit_codes import HELP

app = typer.Typer(
    name="azure-face",
    epilog=HELP,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # importing what draws the panels would take as long as all the rest
)


@app.callback()
def azure_face() -> None:
    """Look into an Azure AI Face account, and try programs without one."""


app.command("list")(list_containers)
app.command("show")(show_container)
app.command("train")(train_container)
app.add_typer(sessions, name="sessions")
app.command()(emulator)
