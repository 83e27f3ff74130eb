"""The token bucket of the rate limit (face-api.md#rate-limit-counts-every-call).

The bucket holds the calls of one period and refills at the rate. Every call takes a token, whatever its response,
except calls that are rejected for the rate limit. A client that keeps to the rate is therefore never rejected, even if
it starts with a burst of one period.
"""

from __future__ import annotations

import math

from pulumi_azure_face.emulator.settings import Settings
from pulumi_azure_face.emulator.tiers import RATES, Rate

from . import clock

_JITTER = 0.25
"""Seconds by which calls sent at a constant rate may arrive unevenly: opening the first connections takes time."""


def select_rate(settings: Settings) -> Rate | None:
    """Return the rate of the settings, else the rate of the tier, else None for no limit."""
    if settings.rate is not None:
        return None if math.isinf(settings.rate) else Rate(settings.rate)
    return None if settings.tier is None else RATES[settings.tier]


class TokenBucket:
    """The number of calls that are possible now."""

    def __init__(self, rate: Rate, now: clock.Clock) -> None:
        self._now = now
        self._tokens_per_tick = rate.calls / rate.seconds / clock.TICKS_PER_SECOND
        self._capacity = max(1, rate.calls) + self._tokens_per_tick * _JITTER * clock.TICKS_PER_SECOND
        self.refill()

    def refill(self) -> None:
        self._tokens, self._updated = self._capacity, self._now()

    def acquire(self) -> float:
        """Take a token, or return the seconds until there is one. The result is 0 if a token was taken."""
        now = self._now()
        self._tokens = min(self._capacity, self._tokens + (now - self._updated) * self._tokens_per_tick)
        self._updated = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) / self._tokens_per_tick / clock.TICKS_PER_SECOND
