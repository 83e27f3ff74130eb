"""Images that cannot be enrolled, and why: as they are told, and as a state remembers them.

A state remembers so many that a later run need not try them again, and no more than keeps it small. What it has no room
for is tried again whenever the gallery changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pulumi_azure_face.client.errors import ErrorDetails
from pulumi_azure_face.lifecycle.inputs.values import Props

MAX_IN_MESSAGE = MAX_IN_STATE = 100  # named in one message, and in the state
MAX_KEYS_IN_STATE = 1_000  # remembered in the state
KEY_PREFIX_LENGTH = 12  # hex digits of a key; among a million photos none of a thousand is mistaken

OUTPUTS = ("rejected", "rejected_count", "rejected_keys")


@dataclass(frozen=True)
class RejectedImage:
    """One image, as the user knows it, and what was said against it."""

    image: str
    cause: ErrorDetails | str

    def __str__(self) -> str:
        return f"{self.image} ({self.cause})"

    @property
    def reason(self) -> str:
        """What holds for the image whenever it is tried."""
        return str(replace(self.cause, request_id="")) if isinstance(self.cause, ErrorDetails) else self.cause


def summary(rejected: Iterable[RejectedImage]) -> str:
    lines = sorted(map(str, rejected))
    more = f"; and {len(lines) - MAX_IN_MESSAGE} more" if len(lines) > MAX_IN_MESSAGE else ""
    return "; ".join(lines[:MAX_IN_MESSAGE]) + more


def outputs(rejected: Mapping[str, RejectedImage]) -> Props:
    """What a state says of the rejected images, by their keys."""
    listed = sorted(rejected.items(), key=lambda item: item[1].image)
    return {
        "rejected": [{"image": one.image, "reason": one.reason} for _, one in listed[:MAX_IN_STATE]],
        "rejected_count": len(rejected),
        "rejected_keys": " ".join(key[:KEY_PREFIX_LENGTH] for key, _ in listed[:MAX_KEYS_IN_STATE]),
    }


def known_rejections(state: Props, desired: Mapping[str, str]) -> dict[str, RejectedImage]:
    """Those of the declared images, as shown by their keys, that a state knows to be rejected."""
    known = (state.get("rejected_keys") or "").split()
    listed = [entry["reason"] for entry in state.get("rejected") or ()]
    reasons = dict(zip(known, listed, strict=False))
    by_short = {key[:KEY_PREFIX_LENGTH]: key for key in desired}
    return {
        by_short[short]: RejectedImage(desired[by_short[short]], reasons.get(short, "rejected before"))
        for short in known
        if short in by_short
    }
