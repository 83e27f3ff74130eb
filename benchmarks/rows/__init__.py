"""One module for each task with a budget. Its `measure` returns the rows of the task.

Alternatives belong in `programs` and `scripts`. Start with `gallery.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.bench import Bench
from benchmarks.row import Row

from . import command, containers, drift, gallery, large_gallery, many, million, plugin, refresh, training

MEASURES: dict[str, Callable[[Bench], list[Row]]] = {
    "gallery": gallery.measure,
    "containers": containers.measure,
    "training": training.measure,
    "large-gallery": large_gallery.measure,
    "refresh": refresh.measure,
    "many": many.measure,
    "drift": drift.measure,
    "plugin": plugin.measure,
    "command": command.measure,
}
"""The benchmarks by name, in the order of the table."""
OPT_IN: dict[str, Callable[[Bench], list[Row]]] = {"million": million.measure}
"""Benchmarks that run only if they are named."""
