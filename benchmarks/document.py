"""The measured figures in the documents, each between two markers: the comparison, and how many budgets are met.

python -m benchmarks.document
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from .picture import draw
from .row import OFFICIAL, OURS, PLAIN, SCRIPT, Budget, Row

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "results.json"
PICTURE = ROOT / "benchmarks" / "results.svg"
DOCUMENTS = (ROOT / "README.md", ROOT / "docs" / "explanations" / "dynamic-provider.md")
COLUMNS = (OURS, PLAIN, SCRIPT, OFFICIAL)
TABLE = re.compile(r"(<!-- figures of make bench -->\n).*?(<!-- end of figures -->)", re.DOTALL)
BUDGETS = re.compile(r"(<!-- budgets of make bench -->\n).*?(<!-- end of budgets -->)", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """A line of the table: a measure of the benchmarks in words, and how its figures are written."""

    measure: str
    """The beginning of the measure's name."""
    text: str
    format: Callable[[float], str]


def percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def times(value: float) -> str:
    return f"{value:.1f}x" if value < 10 else f"{value:.0f}x"


LINES = (
    Line("pace from first to last request", "Rate limit used while 750 faces are enrolled", percent),
    Line("delay until noticed", "Delay until the end of a training is noticed; 1x is 0.5 s or 5 %", times),
    Line("call times over the same run", "Time to create 64 containers; 1x is the time of one call", times),
    Line(
        "size of the state, of that of plain", "State of 1,000 containers, of its size with a plain provider", percent
    ),
    Line(
        "time of a preview, of that of plain",
        "Preview of 1,000 unchanged containers, of its time with a plain provider",
        percent,
    ),
)


def load_rows(path: Path = RESULTS) -> list[Row]:
    results: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return [
        Row(row["work"], row["measure"], Budget(**row["budget"]), row["ours"], row["others"]) for row in results["rows"]
    ]


def table(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of the table in Markdown."""
    yield f"| measured | this package | {PLAIN} | {SCRIPT} | {OFFICIAL} |"
    yield "| --- | --- | --- | --- | --- |"
    for line in LINES:
        row = next(row for row in rows if row.measure.startswith(line.measure))
        values = {OURS: row.ours, **row.others}
        cells = (f" {line.format(values[name])} |" if name in values else " |" for name in COLUMNS)
        yield f"| {line.text} |{''.join(cells)}"


def budgets(rows: Sequence[Row]) -> str:
    """Return a sentence about the budgets, which names those that are missed."""
    missed = [f"{row.measure} ({row.work}): {row.ours:.2g} instead of {row.budget}" for row in rows if not row.met]
    if not missed:
        return f"All {len(rows)} budgets are met."
    return f"{len(rows) - len(missed)} of {len(rows)} budgets are met. Missed: {'; '.join(missed)}."


def with_figures(document: str, rows: Sequence[Row]) -> str:
    """Replace what is between the markers of a document."""
    for marked, text in ((TABLE, "\n".join(table(rows))), (BUDGETS, budgets(rows))):
        document = marked.sub(partial(surrounded, text), document)
    return document


def surrounded(text: str, found: re.Match[str]) -> str:
    return f"{found[1]}{text}\n{found[2]}"


def write(rows: Sequence[Row]) -> None:
    for path in DOCUMENTS:
        path.write_text(with_figures(path.read_text(encoding="utf-8"), rows), encoding="utf-8")


if __name__ == "__main__":
    write(load_rows())
    draw(load_rows(), PICTURE)
