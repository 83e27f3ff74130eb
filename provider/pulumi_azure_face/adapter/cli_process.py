"""The process of the Pulumi CLI that runs the current command, where the system allows processes to be inspected."""

from __future__ import annotations

import os
from pathlib import Path

PROCESSES = Path("/proc")


def find_cli() -> int | None:
    """Return the nearest ancestor that is the CLI. There may be a shell in between."""
    pid = os.getppid()
    while pid > 1:
        if Path((arguments_of(pid) or [""])[0]).stem == "pulumi":
            return pid
        pid = parent_of(pid)
    return None


def folder_of_cli() -> Path | None:
    """Return the folder in which the CLI runs, or None if it is unknown.

    The project is there. It need not be in the folder of the program: the Automation API keeps the project of an inline
    program in a temporary folder.
    """
    pid = find_cli()
    try:
        return None if pid is None else (PROCESSES / str(pid) / "cwd").readlink()
    except OSError:
        return None


def arguments_of(pid: int) -> list[str]:
    try:
        return (PROCESSES / str(pid) / "cmdline").read_text(errors="replace").split("\0")
    except OSError:
        return []


def parent_of(pid: int) -> int:
    """Return the parent process, or 0 if it is unknown."""
    try:
        status = (PROCESSES / str(pid) / "status").read_text(errors="replace")
        return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("PPid:"))
    except (OSError, StopIteration):
        return 0
