"""The settings of an emulator, chosen at startup. Faults are set at runtime, through the admin API (`admin`)."""

from __future__ import annotations

from dataclasses import dataclass, field

from .tiers import Tier

WILDCARD = "*"
"""The value of `Settings.token` that accepts every bearer token."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The behavior of one emulated account.

    key: The only key that the account accepts, in `Ocp-Apim-Subscription-Key`.
    token: A bearer token that the account accepts instead of the key. `*` accepts any token; None accepts only the
        key.
    tier: The pricing tier, which sets quotas and the rate limit. None applies the quotas of S0 and no rate limit.
    rate: The rate limit in Face calls per second, instead of the tier's. `math.inf` means no limit.
    retry_after: Whether a 429 response has a `Retry-After` header. The official clients then wait and retry without
        telling the caller.
    numeric_codes: Whether the `code` of a 401 or 429 is the status as a string, as in newer responses.
    v1_style: Whether responses under v1.0 follow the style of 2019: they include null members, and a queued training is
        `notstarted`.
    training_seconds: How long a training runs. With 0 a training is finished at the first status request. The default
        is the recorded time for a few faces (face-api.md#training-duration-small).
    queued_seconds: How long a training is queued before it runs.
    empty_training_fails: Whether the training of a container without faces fails.
    training_conflicts: Whether a container rejects every change while it trains.
    latency: Seconds added to every Face call. Concurrent calls wait at the same time.
    allow_url: Whether images may be fetched from any host. By default only from this machine.
    """

    key: str = field(default="emulator-key", repr=False)
    token: str | None = field(default=None, repr=False)
    tier: Tier | None = None
    rate: float | None = None
    retry_after: bool = False
    numeric_codes: bool = False
    v1_style: bool = False
    training_seconds: float = 0.25
    queued_seconds: float = 0.0
    empty_training_fails: bool = True
    training_conflicts: bool = True
    latency: float = 0.0
    allow_url: bool = False
