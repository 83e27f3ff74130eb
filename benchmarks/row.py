"""The result of a benchmark: one figure of one task, those of the alternatives, and the budget."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

OURS = "ours"
ALTERNATIVES = PLAIN, SCRIPT, OFFICIAL = "plain dynamic provider", "asyncio script", "official SDK"
"""The alternatives that people would use."""
DYNAMIC = "our dynamic resources"
"""The reference for the plugin. The table has no column for it, because its figures are 1."""

Medians = Mapping[str, tuple[float, ...]]
"""The measured figures of each alternative and of this project."""


@dataclass(frozen=True)
class Budget:
    """The limit that the figure of this project must reach or must not exceed."""

    limit: float
    at_least: bool = False

    def met_by(self, figure: float) -> bool:
        return figure >= self.limit if self.at_least else figure <= self.limit

    def taken_by(self, figure: float) -> float:
        """Return the share of the budget that a figure takes: 0.5 is half of it, 2 is twice the budget."""
        taken, available = (self.limit, figure) if self.at_least else (figure, self.limit)
        return max(0.0, taken / available) if available else math.inf if taken > 0 else 0.0

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"


@dataclass(frozen=True)
class Row:
    """One row of the table.

    Attributes:
        work: The task.
        measure: The counted quantity, which is a count or a ratio and never depends on the speed of the machine.
        budget: The limit of the figure.
        ours: The figure of this project.
        others: The figures of the alternatives by name.
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
    """Return one row for each measure, in the order of the measured figures."""
    return [
        Row(
            work,
            measure,
            budget,
            ours=medians[OURS][number],
            others={name: figures[number] for name, figures in medians.items() if name != OURS},
        )
        for number, (measure, budget) in enumerate(measures.items())
    ]
