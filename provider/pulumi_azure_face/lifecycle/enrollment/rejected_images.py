"""Images that cannot be enrolled, with the reasons: in messages and in the state.

The state has the keys of rejected images, so that a later run does not send them again. Their number is limited to keep
the state small. Images beyond the limit are sent again whenever the gallery changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pulumi_azure_face.client.errors import ErrorDetails

MAX_IN_MESSAGE = MAX_IN_STATE = 100  # images with a name and a reason, in a message and in the state
MAX_KEYS_IN_STATE = 1_000
KEY_PREFIX_LENGTH = 12  # hex digits; enough to tell a thousand rejected images from a million photos


@dataclass(frozen=True)
class RejectedImage:
    """One image, by the name that the user knows, and the cause of its rejection."""

    image: str
    cause: ErrorDetails | str

    def __str__(self) -> str:
        request = self.cause.request if isinstance(self.cause, ErrorDetails) else ""
        return f"{self.image} ({self.reason}{request})"

    @property
    def reason(self) -> str:
        """The cause without the request id, so that it is the same in every run."""
        return str(self.cause)


def summary(rejected: Iterable[RejectedImage]) -> str:
    """Return the first images and their causes for a message."""
    lines = sorted(map(str, rejected))
    more = f"; and {len(lines) - MAX_IN_MESSAGE} more" if len(lines) > MAX_IN_MESSAGE else ""
    return "; ".join(lines[:MAX_IN_MESSAGE]) + more


def outputs(rejected: Mapping[str, RejectedImage]) -> dict[str, object]:
    """Return the members of the state for rejected images by photo key."""
    sorted_items = sorted(rejected.items(), key=lambda item: item[1].image)
    listed = [{"image": image.image, "reason": image.reason} for _, image in sorted_items[:MAX_IN_STATE]]
    return {
        "rejected": listed,
        "rejected_count": len(rejected),
        "rejected_keys": " ".join(key[:KEY_PREFIX_LENGTH] for key, _ in sorted_items[:MAX_KEYS_IN_STATE]),
    }


def known_rejections(
    rejected_keys: str, rejected: Sequence[Mapping[str, str]], desired: Mapping[str, str]
) -> dict[str, RejectedImage]:
    """Return the desired images that the state lists as rejected, by photo key.

    Args:
        rejected_keys: The member of the state with the key prefixes.
        rejected: The member of the state with the names and reasons of the first images.
        desired: The names of the desired images by photo key.
    """
    rejected_prefixes = rejected_keys.split()
    reasons = [entry["reason"] for entry in rejected]
    reason_by_prefix = dict(zip(rejected_prefixes, reasons, strict=False))
    key_by_prefix = {key[:KEY_PREFIX_LENGTH]: key for key in desired}
    return {
        key_by_prefix[prefix]: RejectedImage(
            desired[key_by_prefix[prefix]], reason_by_prefix.get(prefix, "rejected before")
        )
        for prefix in rejected_prefixes
        if prefix in key_by_prefix
    }
