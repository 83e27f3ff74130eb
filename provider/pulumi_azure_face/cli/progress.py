"""Progress while a command waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

Show = Callable[[str, float], None]
"""Receives the current status and the seconds waited."""


@contextmanager
def show_progress(label: str) -> Iterator[Show]:
    """Show progress on stderr: a spinner on a terminal, elsewhere one line per change."""
    console = Console(stderr=True, highlight=False)
    with spinner(console, label) if console.is_terminal else lines(console, label) as show:
        yield show


@contextmanager
def spinner(console: Console, label: str) -> Iterator[Show]:
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(label)
        yield lambda status, _: progress.update(task, description=f"{label}: {status}")


@contextmanager
def lines(console: Console, label: str) -> Iterator[Show]:
    last = ""

    def show(status: str, waited: float) -> None:
        nonlocal last
        if status != last:
            console.print(f"{label}: {status} ({waited:.0f}s)", soft_wrap=True, markup=False)
            last = status

    yield show
