"""A deadline for a whole operation, with an error that names the operation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import anyio

from pulumi_azure_face.client.errors import DeadlineExceededError


@contextmanager
def deadline(
    seconds: float, operation: str, last_status: Callable[[], str] = str, advice: str | None = None
) -> Iterator[None]:
    """Cancel the block after `seconds`.

    Args:
        seconds: The time that the block may take.
        operation: What the block does, for the error.
        last_status: Returns the last known status for the error, or an empty string.
        advice: What to do, if that is not to raise the `custom_timeouts` of a resource.

    Raises:
        DeadlineExceededError: The block did not end in time.
    """
    with anyio.move_on_after(seconds) as limit:
        yield
    if limit.cancelled_caught:
        status = last_status()
        raise DeadlineExceededError(operation, f"timed out after {seconds:g} s{status and f' ({status})'}", advice)
