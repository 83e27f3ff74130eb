"""A module for each piece of work that has a budget; its `measure` gives the rows of it."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.bench import Bench
from benchmarks.row import Row

from . import command, containers, gallery, large_gallery, many, refresh, training

MEASURES: dict[str, Callable[[Bench], list[Row]]] = {
    "gallery": gallery.measure,
    "containers": containers.measure,
    "training": training.measure,
    "large-gallery": large_gallery.measure,
    "refresh": refresh.measure,
    "many": many.measure,
    "command": command.measure,
}
"""In the order of the table."""
