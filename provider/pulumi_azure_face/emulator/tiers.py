"""The pricing tiers and their rate limits (face-api.md#rate-limit-free and face-api.md#rate-limit-standard).

The quotas of each tier are in `models/kinds.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tier = Literal["F0", "S0"]


@dataclass(frozen=True)
class Rate:
    """A rate limit: a number of calls in a number of seconds."""

    calls: float
    seconds: float = 1.0


# face-api.md#rate-limit-free, face-api.md#rate-limit-standard
RATES: dict[Tier, Rate] = {"F0": Rate(20, 60), "S0": Rate(10)}
