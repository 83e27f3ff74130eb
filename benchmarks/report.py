"""The results as a table and as data."""

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

from .row import OTHERS, OURS, Row


def table(rows: Sequence[Row]) -> Table:
    """All rows, those of one piece of work together below its name."""
    shown = Table(Column(no_wrap=True), "budget", OURS, "", *OTHERS, box=box.SIMPLE)
    for work, measured in groupby(rows, attrgetter("work")):
        shown.add_row(f"[bold]{work}")
        for row in measured:
            others = [figure(row.others[who]) if who in row.others else "" for who in OTHERS]
            verdict = "[green]met" if row.met else "[bold red]MISSED"
            shown.add_row(f"  {row.measure}", str(row.budget), figure(row.ours), verdict, *others)
    return shown


def figure(value: float) -> str:
    """Three digits that matter."""
    return f"{value:,.0f}" if value == int(value) or abs(value) >= 100 else f"{value:.3g}"


def save(rows: Sequence[Row], runs: int, path: Path) -> None:
    machine = {"cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version()}
    saved = {"machine": machine, "runs": runs, "rows": [{**asdict(row), "met": row.met} for row in rows]}
    path.write_text(json.dumps(saved, indent=2) + "\n")
