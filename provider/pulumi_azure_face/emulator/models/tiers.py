"""The pricing tiers: how many calls one answers (face-api.md#rate-limit-free and face-api.md#rate-limit-standard). How
much one holds is in `kinds`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tier = Literal["F0", "S0"]


@dataclass(frozen=True)
class Rate:
    """So many calls in so many seconds."""

    calls: float
    seconds: float = 1.0


# face-api.md#rate-limit-free, face-api.md#rate-limit-standard
RATES: dict[Tier, Rate] = {"F0": Rate(20, 60), "S0": Rate(10)}
