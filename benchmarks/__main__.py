"""Runs the rows, prints the table, and writes `results.json` and `results.svg`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from .bench import Bench, open_bench
from .report import save, table
from .row import Row
from .rows import MEASURES

WIDE = 120  # characters, where there is no terminal that has a width of its own
console = Console(width=None if sys.stdout.isatty() else WIDE)
app = typer.Typer(pretty_exceptions_enable=False, add_completion=False)


def known(names: list[str] | None) -> list[str] | None:
    for name in names or []:
        if name not in MEASURES:
            raise typer.BadParameter(f"{name!r} is none of {', '.join(MEASURES)}")
    return names


@app.command()
def main(
    names: Annotated[
        list[str] | None, typer.Argument(help="Rows to measure; all when left out.", callback=known)
    ] = None,
    *,
    runs: Annotated[int, typer.Option(help="How often each is done; the median counts.", min=1)] = 5,
    quick: Annotated[bool, typer.Option("--quick", help="With few and small things, to see that it runs.")] = False,
    into: Annotated[
        Path | None,
        typer.Option(help="A folder for the results; not kept when left out.", exists=True, file_okay=False),
    ] = None,
) -> None:
    """Measure, and say whether every budget is met (exit code 1 when not)."""
    with open_bench(runs, quick=quick) as bench:
        rows = measured(names or list(MEASURES), bench)
        console.print(table(rows))
        if into:
            write_down(rows, bench, into)
    raise typer.Exit(0 if all(row.met for row in rows) else 1)


def measured(names: Sequence[str], bench: Bench) -> list[Row]:
    rows: list[Row] = []
    for name in names:
        console.print(f"measuring {name} ...", style="dim")
        rows += MEASURES[name](bench)
    return rows


def write_down(rows: Sequence[Row], bench: Bench, into: Path) -> None:
    save(rows, bench.runs, into / "results.json")
    # Left alone, matplotlib keeps what it knows of fonts in the user's home. It reads this when it is imported.
    os.environ["MPLCONFIGDIR"] = str(bench.folder / "matplotlib")
    from .picture import draw

    draw(rows, into / "results.svg")


if __name__ == "__main__":
    app(prog_name="python -m benchmarks")
