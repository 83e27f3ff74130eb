"""What a benchmark has found: one figure of one piece of work, ours beside others', and what it was to be."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

OURS = "ours"
OTHERS = PLAIN, SCRIPT, OFFICIAL = "plain dynamic provider", "asyncio script", "official SDK"
"""What people would use instead."""

Medians = Mapping[str, tuple[float, ...]]
"""What was measured, by who did the work."""


@dataclass(frozen=True)
class Budget:
    """The figure that ours has to reach, or not to exceed."""

    limit: float
    at_least: bool = False

    def met_by(self, figure: float) -> bool:
        return figure >= self.limit if self.at_least else figure <= self.limit

    def taken_by(self, figure: float) -> float:
        """How much of the budget a figure takes: 0.5 is half of it, 2 is twice as much as there is."""
        taken, there = (self.limit, figure) if self.at_least else (figure, self.limit)
        return max(0.0, taken / there) if there else math.inf if taken > 0 else 0.0

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"


@dataclass(frozen=True)
class Row:
    """One line of the table.

    work: what was done.
    measure: what is counted of it; a number of its own kind or a ratio, never seconds of this machine.
    """

    work: str
    measure: str
    budget: Budget
    ours: float
    others: Mapping[str, float]

    @property
    def met(self) -> bool:
        return self.budget.met_by(self.ours)


def rows_of(work: str, measures: Mapping[str, Budget], medians: Medians) -> list[Row]:
    """A row for each measure, in the order in which they were measured."""
    return [
        row_of(work, measure, budget, {who: figures[number] for who, figures in medians.items()})
        for number, (measure, budget) in enumerate(measures.items())
    ]


def row_of(work: str, measure: str, budget: Budget, figures: Mapping[str, float]) -> Row:
    others = {who: figure for who, figure in figures.items() if who != OURS}
    return Row(work, measure, budget, figures[OURS], others)
