"""The command `azure-face`."""

from __future__ import annotations

import signal


def main() -> None:
    """Run the command; its parts are imported only now, and each command's own only when it runs.

    Until then Ctrl-C simply ends the program: in the middle of an import Python may lose it, or show where it was.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from .app import app

    app()
