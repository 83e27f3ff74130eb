"""The results as a table and as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from rich import box
from rich.table import Column, Table

from .row import ALTERNATIVES, OURS, Row


def table(rows: Sequence[Row]) -> Table:
    """Return a table of all rows, grouped by task."""
    report = Table(Column(no_wrap=True), "budget", OURS, "", *ALTERNATIVES, box=box.SIMPLE)
    for work, measured in groupby(rows, attrgetter("work")):
        report.add_row(f"[bold]{work}")
        for row in measured:
            others = [figure(row.others[name]) if name in row.others else "" for name in ALTERNATIVES]
            verdict = "[green]met" if row.met else "[bold red]MISSED"
            report.add_row(f"  {row.measure}", str(row.budget), figure(row.ours), verdict, *others)
    return report


def figure(value: float) -> str:
    """Format a value with three significant digits."""
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 100 else f"{value:.3g}"


def save(rows: Sequence[Row], runs: int, path: Path) -> None:
    """Write the results as JSON."""
    machine = {"cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version()}
    results = {"machine": machine, "runs": runs, "rows": [{**asdict(row), "met": row.met} for row in rows]}
    path.write_text(json.dumps(results, indent=2) + "\n")
