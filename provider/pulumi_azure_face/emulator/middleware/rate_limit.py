"""The limit on calls: 429 for those that come too fast (face-api.md#error-shape-gateway,
face-api.md#error-text-retry-seconds, face-api.md#rate-limit-counts-every-call).

A bucket holds what the account may call at once, a whole period's worth, and fills as fast as the rate. Every call
takes from it, whatever it is answered, but for those that are refused here. So a client that keeps to the rate is never
refused, not even when it begins with a burst of one period's worth.
"""

from __future__ import annotations

import math

from starlette.types import ASGIApp, Receive, Scope, Send

from pulumi_azure_face.emulator.models import clock
from pulumi_azure_face.emulator.models.tiers import RATES, Rate
from pulumi_azure_face.emulator.responses import errors, replies
from pulumi_azure_face.emulator.settings import Settings

_JITTER = 0.25
"""Seconds by which calls that were sent at an even pace may arrive unevenly: the first connections take their time."""


def rate_of(settings: Settings) -> Rate | None:
    """The rate that the settings ask for: their own, else the tier's, else none."""
    if settings.rate is not None:
        return None if math.isinf(settings.rate) else Rate(settings.rate)
    return None if settings.tier is None else RATES[settings.tier]


class Bucket:
    """What may still be called now, as a number of calls."""

    def __init__(self, rate: Rate, now: clock.Clock) -> None:
        self._now = now
        self._per_tick = rate.calls / rate.seconds / clock.TICKS_PER_SECOND
        self._largest = max(1, rate.calls) + self._per_tick * _JITTER * clock.TICKS_PER_SECOND
        self.fill()

    def fill(self) -> None:
        self._left, self._looked = self._largest, self._now()

    def take(self) -> float:
        """Take one call. Where none is left, nothing is taken: the answer is how many seconds until one is."""
        now = self._now()
        self._left = min(self._largest, self._left + (now - self._looked) * self._per_tick)
        self._looked = now
        if self._left >= 1:
            self._left -= 1
            return 0.0
        return (1 - self._left) / self._per_tick / clock.TICKS_PER_SECOND


class RateLimitMiddleware:
    """Refuses the calls that come too fast, and says when to try again."""

    def __init__(self, app: ASGIApp, bucket: Bucket, settings: Settings) -> None:
        self._app = app
        self._bucket = bucket
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        seconds = math.ceil(self._bucket.take())
        if not seconds:
            await self._app(scope, receive, send)
            return
        refusal = replies.error(self._refusal(scope, seconds))
        if self._settings.retry_after:
            refusal.headers["Retry-After"] = str(seconds)
        await refusal(scope, receive, send)

    def _refusal(self, scope: Scope, seconds: int) -> errors.ServiceError:
        if self._settings.numeric_codes:
            return errors.rate_exceeded(f"{scope['method']} {scope['path']}", self._settings.tier or "S0", seconds)
        return errors.rate_limited(seconds)
