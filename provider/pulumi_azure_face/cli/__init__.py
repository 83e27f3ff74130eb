"""The command `azure-face`: options, output, and exit codes around the queries of an account.

`commands/` has one module per command. Queries belong in `queries/`, the service in `emulator/`. Start reading at
`app`, then `running` for how a command runs and ends.
"""

from __future__ import annotations

import signal


def main() -> None:
    """Run the command. Modules are imported late, so that `--help` is fast.

    During the imports, and once the command is over, Ctrl-C just ends the process: as an exception inside an import or
    in the shutdown of the interpreter it could get lost or print a traceback.
    """
    disable_interrupts()
    from .app import app

    try:
        app()
    finally:
        disable_interrupts()


def disable_interrupts() -> None:
    """Let Ctrl-C end the process without an exception. A handler of someone else takes precedence."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
