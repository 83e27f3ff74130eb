"""What is tried again, how often and after how long.

429 and a busy owner are waited out for as long as the caller's deadline allows: the service refused, so nothing was
done. A wait that would outlast the deadline is not begun, so that the caller hears what the trouble really is. An
unanswered or broken request is tried a few times when repeating it is safe: always when it never left, otherwise only
for methods that may be repeated. A POST makes a new thing each time, so a POST that may have been done goes back to the
caller, who looks whether it was done before it is sent again.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
from tenacity import AsyncRetrying, RetryCallState

from .errors import AlreadyExistsError, FaceError, OperationInProgressError, ThrottledError, UnreachableError
from .events import report_retry

T = TypeVar("T")

MAX_ATTEMPTS = 5
IDEMPOTENT_METHODS = frozenset({"GET", "PUT", "PATCH", "DELETE"})  # face-api.md#retry-safe-methods
INITIAL_BACKOFF, MAX_BACKOFF = 0.5, 15.0  # seconds
# A write on the same owner ends in a moment; a training may take half an hour (face-api.md#training-duration).
CONFLICT_INITIAL_BACKOFF, CONFLICT_MAX_BACKOFF, CONFLICT_BACKOFF_GROWTH = 0.25, 5.0, 1.5


class RetryPolicy:
    """The tries of one request: counts failures, remembers whether an earlier one may have been done."""

    def __init__(self, method: str) -> None:
        self._is_idempotent = method in IDEMPOTENT_METHODS
        self._failures = 0
        self._conflicts = 0
        self._lost_reply = False

    def retrying(self) -> AsyncRetrying:
        """What calls a function until its outcome is final, and then returns or raises that."""
        return AsyncRetrying(
            retry=self._should_retry, wait=self._delay, sleep=anyio.sleep, before_sleep=report, reraise=True
        )

    def _should_retry(self, state: RetryCallState) -> bool:
        error = error_of(state)
        if error is None:
            return False
        self._record(error)
        return self._is_retryable(error) and fits_deadline(self._delay(state))

    def _record(self, error: FaceError) -> None:
        if isinstance(error, AlreadyExistsError):
            error.after_lost_reply = self._lost_reply
        elif isinstance(error, OperationInProgressError):
            self._conflicts += 1
        elif isinstance(error, UnreachableError):
            self._failures += 1
            self._lost_reply |= error.may_have_succeeded

    def _is_retryable(self, error: FaceError) -> bool:
        if isinstance(error, UnreachableError):
            return self._failures < MAX_ATTEMPTS and (self._is_idempotent or not error.may_have_succeeded)
        return isinstance(error, (OperationInProgressError, ThrottledError))

    def _delay(self, state: RetryCallState) -> float:
        error = error_of(state)
        if isinstance(error, ThrottledError):
            return error.retry_after
        if isinstance(error, OperationInProgressError):
            return min(
                CONFLICT_MAX_BACKOFF, CONFLICT_INITIAL_BACKOFF * CONFLICT_BACKOFF_GROWTH ** (self._conflicts - 1)
            )
        if isinstance(error, UnreachableError):
            return backoff(error, self._failures)
        return 0.0


async def post_exactly_once(send: Callable[[], Awaitable[T]], find: Callable[[], Awaitable[T | None]]) -> T:
    """Send what must not be done twice. A lost reply is settled by looking, and sent again is only what was not done.

    Args:
        send: Sends it, and gives what came of it.
        find: Looks what an earlier try has done; anything true is that.
    """
    attempt = 1
    while True:
        try:
            return await send()
        except UnreachableError as lost:
            if not lost.may_have_succeeded:
                raise
            await wait_before_lookup(lost, attempt)
            if done := await find():
                return done
            if attempt == MAX_ATTEMPTS:
                raise
        attempt += 1


async def wait_before_lookup(lost: UnreachableError, failures: int) -> None:
    """Wait before looking what came of a request whose reply was lost: it may still be on its way to the service. A
    wait that would outlast the deadline is not begun.
    """
    pause = backoff(lost, failures)
    if not fits_deadline(pause):
        raise lost
    report_retry(lost, pause)
    await anyio.sleep(pause)


def backoff(lost: UnreachableError, failures: int) -> float:
    """A server that names a time is not asked before it is up."""
    return max(lost.retry_after or 0.0, min(MAX_BACKOFF, INITIAL_BACKOFF * 2.0 ** (failures - 1)))


def report(state: RetryCallState) -> None:
    error = error_of(state)
    if error is not None and state.next_action is not None:
        report_retry(error, state.next_action.sleep)


def fits_deadline(delay: float) -> bool:
    """Whether the deadline allows a pause. Who is cancelled already has none: the pause itself ends the call."""
    deadline = anyio.current_effective_deadline()
    return deadline == -math.inf or anyio.current_time() + delay < deadline


def error_of(state: RetryCallState) -> FaceError | None:
    """The error that an attempt ended with, if it is one to decide about: a cancellation is not."""
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, FaceError) else None
