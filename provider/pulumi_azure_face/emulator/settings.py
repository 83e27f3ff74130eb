"""What the person who starts the emulator may choose. Faults are left out: they are set while it runs (`admin`)."""

from __future__ import annotations

from dataclasses import dataclass, field

from pulumi_azure_face.emulator.models.tiers import Tier

ANYONE = "*"
"""The `token` that stands for any."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How one emulated account behaves.

    key: the only key the account accepts, in `Ocp-Apim-Subscription-Key`.
    token: a bearer token that opens the account like the key does, `*` for any; None is the key alone.
    tier: the pricing tier, whose quantities and whose rate apply; None is S0 without its rate.
    rate: how many Face calls a second are answered, instead of the tier's; `math.inf` is no limit.
    retry_after: whether 429 says in `Retry-After` how long to wait, which official clients then do in silence.
    numeric_codes: whether 401 and 429 have their number as text under `code`, as newer replies do.
    v1_style: whether answers under v1.0 are those of 2019: nulls are written, a waiting training is `notstarted`.
    training_seconds: how long a training runs; 0 means that the first look at it already finds it finished. Where
    nothing is said, as long as was recorded for a few faces (face-api.md#training-duration-small).
    queued_seconds: how long a training waits before it runs.
    empty_training_fails: whether a training without a single face fails in the end.
    training_conflicts: whether a container refuses every change while it trains.
    latency: seconds added to every Face call; calls made at the same time wait side by side.
    allow_url: whether an image may be fetched from any machine; without it, only from this one.
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
