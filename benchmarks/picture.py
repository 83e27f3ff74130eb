"""The results as a picture: a line for each row, and on it how much of the budget ours takes, and others would.

All is drawn in colours that can be read on a white page as well as on a black one, and on no ground of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from .report import figure
from .row import OFFICIAL, OURS, PLAIN, SCRIPT, Row

WIDTH, LINE, HEAD = 10.0, 0.42, 1.0  # inches
LEAST, MOST = 1 / 16, 64.0  # shares of a budget; what is beyond stands at the edge
TICKS = {1 / 16: "0", 1 / 4: "¼", 1 / 2: "½", 1: "budget", 2: "double", 4: "4-fold", 16: "16-fold", 64: "64-fold"}
TEXT, GREEN, RED = "#787c82", "#2e9e4f", "#e5534b"
MARKS = {PLAIN: ("s", "#b7791f"), SCRIPT: ("D", "#8a63d2"), OFFICIAL: ("^", "#3b82c4")}
STYLE: dict[Any, object] = {
    "svg.hashsalt": "benchmarks",  # the same results make the same file
    "font.size": 9,
    "text.color": TEXT,
    "axes.labelcolor": TEXT,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
}


def draw(rows: Sequence[Row], path: Path) -> None:
    with rc_context(STYLE):
        picture = Figure(figsize=(WIDTH, HEAD + LINE * len(rows)), layout="constrained")
        axes = picture.subplots()
        for line, row in enumerate(rows):
            draw_row(axes, line, row)
        draw_scale(axes, rows)
        draw_legend(picture, axes)
        picture.savefig(path, transparent=True, metadata={"Date": None})


def draw_row(axes: Axes, line: int, row: Row) -> None:
    colour, said = (GREEN, f"{row.budget}") if row.met else (RED, f"misses {row.budget}")
    draw_mark(axes, line, row.budget.taken_by(row.ours), ("o", colour), size=9)
    for who, value in row.others.items():  # smaller and later, so that one at the same place is seen on top of ours
        draw_mark(axes, line, row.budget.taken_by(value), MARKS[who], size=6)
    beside = axes.get_yaxis_transform()
    axes.text(1.02, line, f"{figure(row.ours)} {said}", transform=beside, va="center", color=colour)


def draw_mark(axes: Axes, line: int, share: float, mark: tuple[str, str], size: float) -> None:
    shape, colour = mark
    axes.plot(min(MOST, max(LEAST, share)), line, shape, color=colour, markersize=size, clip_on=False)


def draw_scale(axes: Axes, rows: Sequence[Row]) -> None:
    axes.set_xscale("log", base=2)
    axes.set_xlim(LEAST, MOST)
    axes.set_xticks(list(TICKS), list(TICKS.values()))
    axes.set_xlabel("how much of its budget each takes")
    axes.set_yticks(range(len(rows)), [f"{row.work}\n{row.measure}" for row in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.axvspan(LEAST, 1, color=GREEN, alpha=0.12, linewidth=0)
    axes.axvline(1, color=GREEN, linewidth=1.5)
    axes.grid(axis="y", color=TEXT, alpha=0.3, linewidth=0.5)
    axes.tick_params(length=0, pad=8)
    axes.spines[:].set_visible(False)


def draw_legend(picture: Figure, axes: Axes) -> None:
    for who, (shape, colour) in {OURS: ("o", GREEN), **MARKS}.items():
        axes.plot([], [], shape, color=colour, label=who)
    picture.legend(loc="outside upper center", ncols=1 + len(MARKS), frameon=False)
