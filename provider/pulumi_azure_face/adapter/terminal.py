"""How often to show progress: often on a terminal, where a line replaces the one before, and rarely in a log.

The engine does not tell a provider whether there is a terminal, so the CLI's process is inspected, where the system
allows it. AZURE_FACE_PROGRESS_SECONDS sets the interval explicitly.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path

from .cli_process import PROCESSES, arguments_of, find_cli

STDIN, STDOUT = "0", "1"  # file descriptors
TERMINAL_INTERVAL, LOG_INTERVAL = 0.2, 30.0  # seconds between two progress lines of a resource


@functools.cache
def progress_interval() -> float:
    try:
        return float(os.environ["AZURE_FACE_PROGRESS_SECONDS"])
    except (KeyError, ValueError):
        return TERMINAL_INTERVAL if is_interactive() else LOG_INTERVAL


def is_interactive() -> bool:
    """Apply the CLI's rule: a terminal for input and output, no CI, and no `--non-interactive`."""
    if os.environ.get("CI"):
        return False
    cli = find_cli()
    if cli is None:
        return has_terminal()
    return "--non-interactive" not in arguments_of(cli) and is_terminal(cli, STDIN) and is_terminal(cli, STDOUT)


def is_terminal(pid: int, descriptor: str) -> bool:
    try:
        target = (PROCESSES / str(pid) / "fd" / descriptor).readlink()
    except OSError:
        return False
    return str(target).startswith(("/dev/pts/", "/dev/tty", "/dev/console"))


def has_terminal() -> bool:
    """Whether there is a terminal at all, for systems where processes cannot be inspected."""
    try:
        Path("/dev/tty").open("rb", buffering=0).close()
    except OSError:
        return False
    return True
