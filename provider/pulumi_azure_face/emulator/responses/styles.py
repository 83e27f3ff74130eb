"""The styles of responses: how members without a value and queued trainings are written.

See face-api.md#response-null-members and face-api.md#training-status-spelling.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import replies


@dataclass(frozen=True, kw_only=True)
class Style:
    """A style of responses.

    nulls: Whether members without a value are null. Otherwise they are omitted.
    queued: The status of a queued training.
    """

    nulls: bool
    queued: str

    def optional(self, **members: Any) -> dict[str, Any]:
        """Return members that may have no value, in this style."""
        return members if self.nulls else replies.drop_nulls(**members)


STRICT = Style(nulls=False, queued="notStarted")
V1_0 = Style(nulls=True, queued="notstarted")
