"""What is seen while a command waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

Show = Callable[[str, float], None]
"""Told what is seen, and the seconds waited."""


@contextmanager
def show_progress(subject: str) -> Iterator[Show]:
    """A moving line on a terminal; elsewhere a line for each change. Beside the answer, on stderr."""
    console = Console(stderr=True, highlight=False)
    with spinner(console, subject) if console.is_terminal else lines(console, subject) as show:
        yield show


@contextmanager
def spinner(console: Console, subject: str) -> Iterator[Show]:
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(subject)
        yield lambda seen, _: progress.update(task, description=f"{subject}: {seen}")


@contextmanager
def lines(console: Console, subject: str) -> Iterator[Show]:
    last = ""

    def show(seen: str, waited: float) -> None:
        nonlocal last
        if seen != last:
            console.print(f"{subject}: {seen} ({waited:.0f}s)", soft_wrap=True, markup=False)
            last = seen

    yield show
