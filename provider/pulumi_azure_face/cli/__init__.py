"""The command `azure-face`: options, output, and exit codes around the queries of an account.

`commands/` has one module per command. Queries belong in `queries/`, the service in `emulator/`. Start reading at
`app`, then `running` for how a command runs and ends.
"""

from __future__ import annotations

import signal


def main() -> None:
    """Run the command. Modules are imported late, so that `--help` is fast.

    During the imports, Ctrl-C just ends the process: as an exception inside an import it could get lost or print a
    traceback.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from .app import app

    app()
