"""The results as a picture: one line per row with the share of the budget that each alternative takes.

The colors are readable on a white and on a black page, and the background is transparent.
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

WIDTH, LINE_HEIGHT, HEADER_HEIGHT = 10.0, 0.42, 1.0  # inches
MIN_SHARE, MAX_SHARE = 1 / 16, 64.0  # shares of a budget; values outside are drawn at the edge
TICKS = {1 / 16: "0", 1 / 4: "¼", 1 / 2: "½", 1: "budget", 2: "2x", 4: "4x", 16: "16x", 64: "64x"}
TEXT, GREEN, RED = "#787c82", "#2e9e4f", "#e5534b"
MARKERS = {PLAIN: ("s", "#b7791f"), SCRIPT: ("D", "#8a63d2"), OFFICIAL: ("^", "#3b82c4")}
STYLE: dict[Any, object] = {
    "svg.hashsalt": "benchmarks",  # makes the file reproducible
    "font.size": 9,
    "text.color": TEXT,
    "axes.labelcolor": TEXT,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
}


def draw(rows: Sequence[Row], path: Path) -> None:
    with rc_context(STYLE):
        picture = Figure(figsize=(WIDTH, HEADER_HEIGHT + LINE_HEIGHT * len(rows)), layout="constrained")
        axes = picture.subplots()
        for line, row in enumerate(rows):
            draw_row(axes, line, row)
        draw_scale(axes, rows)
        draw_legend(picture, axes)
        picture.savefig(path, transparent=True, metadata={"Date": None})


def draw_row(axes: Axes, line: int, row: Row) -> None:
    color, verdict = (GREEN, f"{row.budget}") if row.met else (RED, f"misses {row.budget}")
    draw_marker(axes, line, row.budget.taken_by(row.ours), ("o", color), size=9)
    for name, value in row.others.items():  # drawn later and smaller, so that they stay visible on top of ours
        draw_marker(axes, line, row.budget.taken_by(value), MARKERS[name], size=6)
    right_margin = axes.get_yaxis_transform()
    axes.text(1.02, line, f"{figure(row.ours)} {verdict}", transform=right_margin, va="center", color=color)


def draw_marker(axes: Axes, line: int, share: float, marker: tuple[str, str], size: float) -> None:
    shape, color = marker
    axes.plot(min(MAX_SHARE, max(MIN_SHARE, share)), line, shape, color=color, markersize=size, clip_on=False)


def draw_scale(axes: Axes, rows: Sequence[Row]) -> None:
    axes.set_xscale("log", base=2)
    axes.set_xlim(MIN_SHARE, MAX_SHARE)
    axes.set_xticks(list(TICKS), list(TICKS.values()))
    axes.set_xlabel("share of the budget")
    axes.set_yticks(range(len(rows)), [f"{row.work}\n{row.measure}" for row in rows])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.axvspan(MIN_SHARE, 1, color=GREEN, alpha=0.12, linewidth=0)
    axes.axvline(1, color=GREEN, linewidth=1.5)
    axes.grid(axis="y", color=TEXT, alpha=0.3, linewidth=0.5)
    axes.tick_params(length=0, pad=8)
    axes.spines[:].set_visible(False)


def draw_legend(picture: Figure, axes: Axes) -> None:
    for name, (shape, color) in {OURS: ("o", GREEN), **MARKERS}.items():
        axes.plot([], [], shape, color=color, label=name)
    picture.legend(loc="outside upper center", ncols=1 + len(MARKERS), frameon=False)
