"""Which requests are retried, how often, and after which delay.

A 429 or a 409 conflict means that the service did nothing, so such requests are retried until the caller's deadline.
The same holds for a 401, which is retried for a moment: a new key does not reach every gateway at once
(face-api.md#auth-new-key-delay). A request without a usable response is retried a few times if that is safe: always
when it never left this machine, otherwise only for idempotent methods. Every POST creates another item
(face-api.md#retry-post-creates-duplicate), so a POST with a lost reply is not retried here. Its caller looks for the
result before it sends the request again: see `post_exactly_once`. A delay that would outlast the deadline is not
started: the caller gets the error that explains the problem instead of a timeout.
"""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio
from tenacity import AsyncRetrying, RetryCallState

from pulumi_azure_face.client.concurrency.cancellation import sleep

from .errors import (
    AlreadyExistsError,
    AuthenticationError,
    FaceError,
    OperationInProgressError,
    ThrottledError,
    UnreachableError,
)
from .events import report_retry

T = TypeVar("T")

MAX_ATTEMPTS = 5
MAX_ATTEMPTS_WITH_REJECTED_KEY = 4  # 3.5 seconds; the key may also be wrong, and then nobody should wait long
IDEMPOTENT_METHODS = frozenset({"GET", "PUT", "PATCH", "DELETE"})  # face-api.md#retry-safe-methods
INITIAL_BACKOFF, MAX_BACKOFF = 0.5, 15.0  # seconds
# A write on the same owner ends within a moment; a training can take half an hour (face-api.md#training-duration).
CONFLICT_INITIAL_BACKOFF, CONFLICT_MAX_BACKOFF, CONFLICT_BACKOFF_GROWTH = 0.25, 5.0, 1.5


class RetryPolicy:
    """The attempts of one request: counts failures and remembers whether an earlier attempt may have succeeded."""

    def __init__(self, method: str, operation: str) -> None:
        self._operation = operation
        self._is_idempotent = method in IDEMPOTENT_METHODS
        self._failures = 0
        self._conflicts = 0
        self._rejections = 0
        self._has_lost_reply = False

    def retrying(self) -> AsyncRetrying:
        """Return a callable that awaits a function until its outcome is final."""
        return AsyncRetrying(
            retry=self._should_retry, wait=self._delay, sleep=self._sleep, before_sleep=report, reraise=True
        )

    async def _sleep(self, seconds: float) -> None:
        await sleep(seconds, self._operation)

    def _should_retry(self, state: RetryCallState) -> bool:
        error = error_of(state)
        if error is None:
            return False
        self._record(error)
        return self._is_retryable(error) and fits_deadline(self._delay(state))

    def _record(self, error: FaceError) -> None:
        if isinstance(error, AlreadyExistsError):
            error.is_after_lost_reply = self._has_lost_reply
        elif isinstance(error, OperationInProgressError):
            self._conflicts += 1
        elif isinstance(error, AuthenticationError):
            self._rejections += 1
        elif isinstance(error, UnreachableError):
            self._failures += 1
            self._has_lost_reply |= error.may_have_succeeded

    def _is_retryable(self, error: FaceError) -> bool:
        if isinstance(error, UnreachableError):
            return self._failures < MAX_ATTEMPTS and (self._is_idempotent or not error.may_have_succeeded)
        if isinstance(error, AuthenticationError):
            return error.is_wrong_key and self._rejections < MAX_ATTEMPTS_WITH_REJECTED_KEY
        return isinstance(error, (OperationInProgressError, ThrottledError))

    def _delay(self, state: RetryCallState) -> float:
        error = error_of(state)
        if isinstance(error, ThrottledError):
            return error.retry_after
        if isinstance(error, OperationInProgressError):
            growth = CONFLICT_BACKOFF_GROWTH ** (self._conflicts - 1)
            return min(CONFLICT_MAX_BACKOFF, CONFLICT_INITIAL_BACKOFF * growth)
        if isinstance(error, AuthenticationError):
            return exponential_backoff(self._rejections)
        if isinstance(error, UnreachableError):
            return backoff(error, self._failures)
        return 0.0


async def post_exactly_once(send: Callable[[], Awaitable[T]], find: Callable[[], Awaitable[T | None]]) -> T:
    """Send a request that must not take effect twice.

    After a lost reply, look for the result, and send the request again only if there is none.

    Args:
        send: Sends the request and returns its result.
        find: Returns the result of an earlier attempt, or a false value if there is none.

    Returns:
        The result, whichever attempt produced it.
    """
    attempt = 1
    while True:
        try:
            return await send()
        except UnreachableError as error:
            if not error.may_have_succeeded:
                raise
            await wait_before_lookup(error, attempt)
            if result := await find():
                return result
            if attempt == MAX_ATTEMPTS:
                raise
        attempt += 1


async def wait_before_lookup(error: UnreachableError, failures: int) -> None:
    """Wait for a request whose reply was lost: it may still be on its way to the service.

    Raises:
        UnreachableError: The delay would outlast the deadline.
    """
    delay = backoff(error, failures)
    if not fits_deadline(delay):
        raise error
    report_retry(error, delay)
    await sleep(delay, error.operation)


def backoff(error: UnreachableError, failures: int) -> float:
    """Return the exponential delay, or the server's Retry-After if that is longer."""
    return max(error.retry_after or 0.0, exponential_backoff(failures))


def exponential_backoff(failures: int) -> float:
    return min(MAX_BACKOFF, INITIAL_BACKOFF * 2.0 ** (failures - 1))


def report(state: RetryCallState) -> None:
    """Report a retry, except that of a rejected key: it is short, and the key is usually wrong."""
    error = error_of(state)
    if error is not None and state.next_action is not None and not isinstance(error, AuthenticationError):
        report_retry(error, state.next_action.sleep)


def fits_deadline(delay: float) -> bool:
    """Whether a delay ends before the current deadline. True in a canceled task, where the sleep itself raises."""
    deadline = anyio.current_effective_deadline()
    return deadline == -math.inf or anyio.current_time() + delay < deadline


def error_of(state: RetryCallState) -> FaceError | None:
    """Return the error that ended an attempt; None for success and for a cancellation."""
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, FaceError) else None
