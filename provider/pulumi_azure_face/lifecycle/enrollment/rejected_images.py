"""Images that cannot be enrolled, and why: as they are told, and as a state remembers them.

A state remembers so many that a later run need not try them again, and no more than keeps it small. What it has no room
for is tried again whenever the gallery changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pulumi_azure_face.client.errors import Said
from pulumi_azure_face.lifecycle.inputs.values import Props

TOLD = LISTED = 100  # named in one message, and in the state
KNOWN = 1_000  # remembered in the state
KNOWN_BY = 12  # hex digits of a key; among a million photos none of a thousand is mistaken

OUTPUTS = ("rejected", "rejected_count", "rejected_keys")


@dataclass(frozen=True)
class Rejected:
    """One image, as the user knows it, and what was said against it."""

    image: str
    said: Said | str

    def __str__(self) -> str:
        return f"{self.image} ({self.said})"

    @property
    def reason(self) -> str:
        """What holds for the image whenever it is tried."""
        return str(replace(self.said, request_id="")) if isinstance(self.said, Said) else self.said


def summary(rejected: Iterable[Rejected]) -> str:
    lines = sorted(map(str, rejected))
    more = f"; and {len(lines) - TOLD} more" if len(lines) > TOLD else ""
    return "; ".join(lines[:TOLD]) + more


def outputs(rejected: Mapping[str, Rejected]) -> Props:
    """What a state says of the rejected images, by their keys."""
    listed = sorted(rejected.items(), key=lambda item: item[1].image)
    return {
        "rejected": [{"image": one.image, "reason": one.reason} for _, one in listed[:LISTED]],
        "rejected_count": len(rejected),
        "rejected_keys": " ".join(key[:KNOWN_BY] for key, _ in listed[:KNOWN]),
    }


def remembered(state: Props, declared: Mapping[str, str]) -> dict[str, Rejected]:
    """Those of the declared images, as shown by their keys, that a state knows to be rejected."""
    known = (state.get("rejected_keys") or "").split()
    listed = [entry["reason"] for entry in state.get("rejected") or ()]
    reasons = dict(zip(known, listed, strict=False))
    by_short = {key[:KNOWN_BY]: key for key in declared}
    return {
        by_short[short]: Rejected(declared[by_short[short]], reasons.get(short, "rejected before"))
        for short in known
        if short in by_short
    }
