"""Run benchmarks, print the table, and write `results.json` and `results.svg`."""

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
from .rows import MEASURES, OPT_IN

DEFAULT_WIDTH = 120  # characters, if the output is not a terminal
console = Console(width=None if sys.stdout.isatty() else DEFAULT_WIDTH)
app = typer.Typer(pretty_exceptions_enable=False, add_completion=False)


def check_names(names: list[str] | None) -> list[str] | None:
    for name in names or []:
        if name not in MEASURES | OPT_IN:
            raise typer.BadParameter(f"{name!r} is not one of {', '.join(MEASURES | OPT_IN)}")
    return names


@app.command()
def main(
    names: Annotated[
        list[str] | None,
        typer.Argument(help=f"Benchmarks to run; defaults to all but {', '.join(OPT_IN)}.", callback=check_names),
    ] = None,
    *,
    runs: Annotated[int, typer.Option(help="Number of runs; the median counts.", min=1)] = 5,
    quick: Annotated[bool, typer.Option("--quick", help="Use small inputs to check the benchmarks.")] = False,
    into: Annotated[
        Path | None,
        typer.Option(help="Folder to save results.json and results.svg in.", exists=True, file_okay=False),
    ] = None,
) -> None:
    """Run benchmarks and compare the figures with their budgets. Exits with code 1 if a budget is missed."""
    with open_bench(runs, quick=quick) as bench:
        rows = run_benchmarks(names or list(MEASURES), bench)
        console.print(table(rows))
        if into:
            save_results(rows, bench, into)
    raise typer.Exit(0 if all(row.met for row in rows) else 1)


def run_benchmarks(names: Sequence[str], bench: Bench) -> list[Row]:
    rows: list[Row] = []
    for name in names:
        console.print(f"measuring {name} ...", style="dim")
        rows += (MEASURES | OPT_IN)[name](bench)
    return rows


def save_results(rows: Sequence[Row], bench: Bench, into: Path) -> None:
    save(rows, bench.runs, into / "results.json")
    # By default matplotlib writes its font cache to the home folder. It reads this variable on import.
    os.environ["MPLCONFIGDIR"] = str(bench.folder / "matplotlib")
    from .picture import draw

    draw(rows, into / "results.svg")


if __name__ == "__main__":
    app(prog_name="python -m benchmarks")
