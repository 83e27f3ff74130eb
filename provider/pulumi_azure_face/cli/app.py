"""The commands. Each imports its work when it runs, so that `--help` is fast."""

from __future__ import annotations

import typer

from .commands import doctor as doctor_command
from .commands import drift as drift_command
from .commands import emulator as emulator_command
from .commands import export as export_command
from .commands import list as list_command
from .commands import migrate_state as migrate_state_command
from .commands import sessions as sessions_command
from .commands import show as show_command
from .commands import train as train_command
from .exit_codes import HELP
from .help import Command

app = typer.Typer(
    name="azure-face",
    epilog=HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # the import of rich's panels would take as long as everything else
)


@app.callback()
def azure_face() -> None:
    """Inspect and train the containers of an Azure AI Face account, and run an emulator of the service."""


app.command("list", cls=Command, epilog=list_command.EXAMPLES)(list_command.list_containers)
app.command("show", cls=Command, epilog=show_command.EXAMPLES)(show_command.show_container)
app.command("train", cls=Command, epilog=train_command.EXAMPLES)(train_command.train_container)
app.command("drift", cls=Command, epilog=drift_command.EXAMPLES)(drift_command.drift)
app.command("export", cls=Command, epilog=export_command.EXAMPLES)(export_command.export_account)
app.command("doctor", cls=Command, epilog=doctor_command.EXAMPLES)(doctor_command.doctor)
app.command("migrate-state", cls=Command, epilog=migrate_state_command.EXAMPLES)(migrate_state_command.migrate_state)
app.add_typer(sessions_command.sessions, name="sessions")
app.command("emulator", cls=Command, epilog=emulator_command.EXAMPLES)(emulator_command.emulator)
