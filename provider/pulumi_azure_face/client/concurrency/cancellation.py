"""Graceful cancellation after Ctrl-C: waits end, requests in flight get a moment, and the caller saves its progress.

A cancellation is a context variable, so that tasks started by an operation share it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import anyio

from pulumi_azure_face.client.errors import CanceledError, UnreachableError

GRACE_PERIOD = 2.0  # seconds for requests in flight; a canceled command should end within three


class Cancellation:
    """Ends the waits and requests of all operations that share it. Used on the event loop only."""

    def __init__(self) -> None:
        self._is_canceled = False
        self._scopes: dict[anyio.CancelScope, float] = {}

    def cancel(self) -> None:
        """End waits now and requests in flight after the grace period."""
        self._is_canceled = True
        for scope, grace in self._scopes.items():
            scope.deadline = min(scope.deadline, anyio.current_time() + grace)

    @contextmanager
    def waiting(self, operation: str) -> Iterator[None]:
        """Wrap a wait, which a cancellation ends at once.

        Raises:
            CanceledError: The operation is canceled, before or during the wait.
        """
        with self._scope(grace=0.0) as scope:
            yield
        if scope.cancelled_caught:
            raise CanceledError(operation, "canceled")

    @contextmanager
    def in_flight(self, operation: str) -> Iterator[None]:
        """Wrap a request, which a cancellation ends after the grace period.

        Raises:
            UnreachableError: The operation was canceled, and the grace period ended without a response.
        """
        with self._scope(grace=GRACE_PERIOD) as scope:
            yield
        if scope.cancelled_caught:
            raise UnreachableError(operation, "canceled before the response arrived", may_have_succeeded=True)

    @contextmanager
    def _scope(self, grace: float) -> Iterator[anyio.CancelScope]:
        deadline = anyio.current_time() + grace if self._is_canceled else math.inf
        with anyio.CancelScope(deadline=deadline) as scope:
            self._scopes[scope] = grace
            try:
                yield scope
            finally:
                del self._scopes[scope]


CANCELLATION: ContextVar[Cancellation] = ContextVar("CANCELLATION", default=Cancellation())  # noqa: B039 - never canceled


async def sleep(seconds: float, operation: str) -> None:
    """Sleep, unless the current operation is canceled."""
    with CANCELLATION.get().waiting(operation):
        await anyio.sleep(seconds)
