"""What the person who starts the emulator may choose. Faults are left out: they are set while it runs (`admin`)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How one emulated account behaves.

    key: the only key the account accepts, in `Ocp-Apim-Subscription-Key`.
    training_seconds: how long a training runs; 0 means that the first look at it already finds it finished.
    latency: seconds added to every Face call; calls made at the same time wait side by side.
    """

    key: str = field(default="emulator-key", repr=False)
    training_seconds: float = 1.0
    latency: float = 0.0
