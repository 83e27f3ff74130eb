"""The calls that construct components. A cancellation answers them before it is answered itself.

After a failure or Ctrl-C, the engine no longer answers the registration of a resource, so a component that waits for
one would never be complete. Then the engine closes the connection and reports an error for each such call.
"""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, wait
from functools import partial
from typing import Any

import grpc

ANSWER_TIMEOUT = 2.0  # seconds that a cancellation waits for the answers; the engine waits for 5 s


class ComponentCalls:
    """The running calls of one command."""

    def __init__(self) -> None:
        self._cancellation: Future[None] = Future()
        self._answered: list[Future[None]] = []

    def result(self, component: Future[Any], canceled: Any, context: grpc.ServicerContext) -> Any:
        """Wait for a component and return it, or `canceled` after a cancellation."""
        answered: Future[None] = Future()
        context.add_callback(partial(answered.set_result, None))
        self._answered.append(answered)
        wait([component, self._cancellation], return_when=FIRST_COMPLETED)
        return component.result() if component.done() else canceled

    def cancel(self) -> None:
        """Answer all calls, also later ones."""
        if not self._cancellation.done():
            self._cancellation.set_result(None)
        wait(self._answered, timeout=ANSWER_TIMEOUT)
