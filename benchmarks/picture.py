"""The results as a picture: for each row, a bar per alternative, as long as the share of the budget that it takes.

Rows and bars are sorted, the best first. Each bar has its name and its figure. The colors are readable on a white and
on a black page, and the background is transparent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .report import figure
from .row import DYNAMIC, OFFICIAL, OURS, PLAIN, SCRIPT, Row

WIDTH, LINE_HEIGHT, MARGINS = 10.0, 0.2, 0.9  # inches
MIN_SHARE, MAX_SHARE = 1 / 16, 64.0  # shares of a budget; longer and shorter bars end here
TICKS = {1 / 8: "1/8", 1 / 4: "1/4", 1 / 2: "1/2", 1: "budget", 2: "2x", 4: "4x", 8: "8x", 16: "16x", 32: "32x"}
GAP = 0.8  # lines between rows
TEXT, GREEN, RED = "#787c82", "#2e9e4f", "#e5534b"
COLORS = {PLAIN: "#b7791f", SCRIPT: "#8a63d2", OFFICIAL: "#3b82c4", DYNAMIC: "#0f8b8d"}
NAMES = {OURS: "pulumi-azure-face"}
STYLE: dict[Any, object] = {
    "svg.hashsalt": "benchmarks",  # makes the file reproducible
    "font.size": 9,
    "text.color": TEXT,
    "axes.labelcolor": TEXT,
    "xtick.color": TEXT,
}


@dataclass(frozen=True)
class Bar:
    """One alternative in one row."""

    name: str
    value: float
    share: float
    color: str


def draw(rows: Sequence[Row], path: Path) -> None:
    ordered = sorted(rows, key=lambda row: row.budget.taken_by(row.ours))
    lines = sum(2 + len(row.others) + GAP for row in ordered)
    with rc_context(STYLE):
        picture = Figure(figsize=(WIDTH, MARGINS + LINE_HEIGHT * lines), layout="constrained")
        axes = picture.subplots()
        line = 0.0
        for row in ordered:
            line = draw_row(axes, line, row)
        draw_scale(axes, line - GAP)
        picture.savefig(path, transparent=True, metadata={"Date": None})


def draw_row(axes: Axes, line: float, row: Row) -> float:
    """Draw the title of a row and its bars from a line on, and return the line after them."""
    verdict = "" if row.met else ": missed"
    title = f"{row.work}: {row.measure} (budget {row.budget}{verdict})"
    axes.text(MIN_SHARE, line, title, va="center", weight="bold", color=TEXT if row.met else RED)
    for offset, bar in zip(count(1), bars(row), strict=False):
        draw_bar(axes, line + offset, bar)
    end = line + 2 + len(row.others)
    axes.plot((1, 1), (line + 0.5, end - 0.5), color=TEXT, linewidth=1.2, linestyle="--", zorder=0)
    return end + GAP


def bars(row: Row) -> Iterator[Bar]:
    """Yield the bars of a row, the best first."""
    values = {OURS: row.ours, **row.others}
    colors = {OURS: GREEN if row.met else RED, **COLORS}
    for name, value in sorted(values.items(), key=lambda item: row.budget.taken_by(item[1])):
        yield Bar(NAMES.get(name, name), value, row.budget.taken_by(value), colors[name])


def draw_bar(axes: Axes, line: float, bar: Bar) -> None:
    end = min(MAX_SHARE, max(MIN_SHARE * 1.05, bar.share))
    axes.barh(line, end - MIN_SHARE, left=MIN_SHARE, height=0.62, color=bar.color)
    axes.annotate(
        f"{bar.name}  {figure(bar.value)}",
        (end, line),
        xytext=(5, 0),
        textcoords="offset points",
        va="center",
        color=bar.color,
        annotation_clip=False,
    )


def draw_scale(axes: Axes, lines: float) -> None:
    axes.set_xscale("log", base=2)
    axes.set_xlim(MIN_SHARE, MAX_SHARE * 3)  # the rest is for the labels
    axes.set_xticks(list(TICKS), list(TICKS.values()))
    axes.set_xlabel("share of the budget: shorter is better")
    axes.xaxis.set_label_position("top")
    axes.xaxis.tick_top()
    axes.set_ylim(lines, -1)
    axes.set_yticks([])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
