"""Whether somebody watches: on a terminal a passing line takes the place of the one before, elsewhere all are printed.

The engine does not tell its providers, so the process of the CLI above us is looked at, as far as the system shows it.
AZURE_FACE_PROGRESS_SECONDS says otherwise: how long it is between two lines at least.
"""

from __future__ import annotations

import functools
import os
from pathlib import Path

PROCESSES = Path("/proc")
STDIN, STDOUT = "0", "1"
TERMINAL_INTERVAL, LOG_INTERVAL = 0.2, 30.0  # seconds between two passing lines of a resource


@functools.cache
def progress_interval() -> float:
    try:
        return float(os.environ["AZURE_FACE_PROGRESS_SECONDS"])
    except (KeyError, ValueError):
        return TERMINAL_INTERVAL if is_interactive() else LOG_INTERVAL


def is_interactive() -> bool:
    """The CLI's own rule: a terminal on both sides, and neither a pipeline nor the option that forbids it."""
    if os.environ.get("CI"):
        return False
    cli = find_cli(os.getppid())
    if cli is None:
        return has_terminal()
    return "--non-interactive" not in arguments_of(cli) and all(is_terminal(cli, end) for end in (STDIN, STDOUT))


def find_cli(process: int) -> int | None:
    """The nearest ancestor that is the CLI; between it and us there may be a shell."""
    while process > 1:
        if Path((arguments_of(process) or [""])[0]).stem == "pulumi":
            return process
        process = parent_of(process)
    return None


def arguments_of(process: int) -> list[str]:
    try:
        return (PROCESSES / str(process) / "cmdline").read_text(errors="replace").split("\0")
    except OSError:
        return []


def parent_of(process: int) -> int:
    """0 where nobody knows."""
    try:
        status = (PROCESSES / str(process) / "status").read_text(errors="replace")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("PPid:"))
    except (OSError, StopIteration):
        return 0


def is_terminal(process: int, end: str) -> bool:
    try:
        target = (PROCESSES / str(process) / "fd" / end).readlink()
    except OSError:
        return False
    return str(target).startswith(("/dev/pts/", "/dev/tty", "/dev/console"))


def has_terminal() -> bool:
    """Where processes cannot be looked at: whether there is a terminal at all."""
    try:
        Path("/dev/tty").open("rb", buffering=0).close()
    except OSError:
        return False
    return True
