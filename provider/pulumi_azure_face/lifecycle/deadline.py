"""A bound on a whole operation, with an error that says what was not done in time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import anyio

from pulumi_azure_face.client.errors import TimedOut


@contextmanager
def deadline(seconds: float, tried: str, last_word: list[str] | None = None) -> Iterator[None]:
    """Raise TimedOut when the block is not done after so long; `last_word` may hold what was seen last."""
    try:
        with anyio.fail_after(seconds):
            yield
    except TimeoutError:
        seen = f"; {last_word[-1]}" if last_word else ""
        raise TimedOut(tried, f"not done after {seconds:g} s{seen}") from None
