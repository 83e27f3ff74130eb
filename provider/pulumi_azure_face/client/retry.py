"""Which requests are retried, how often, and after which delay.

A 429 or a 409 conflict means that the service did nothing, so such requests are retried until the caller's deadline. A
401 means the same and is retried for a moment, because a new key may not reach every gateway at once
(face-api.md#auth-new-key-delay). A request without a usable response is retried a few times if that is safe: always
when it never left this machine, otherwise only for idempotent methods. Every POST creates another item
(face-api.md#retry-post-creates-duplicate), so a POST with a lost reply is not retried here. Its caller looks for the
result before it sends the request again: see `post_exactly_once`. A delay that would outlast the deadline is not
started: the caller gets the error that explains the problem instead of a timeout.

A backoff is random between half of its length and all of it, so that clients which failed together do not return
together. The time that the server asks for (`Retry-After`) is never shortened.
"""

from __future__ import annotations

import math
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

import anyio

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
IDEMPOTENT_METHODS = frozenset({"GET", "PUT", "PATCH", "DELETE"})  # face-api.md#retry-safe-methods
# Less than two seconds in total: most rejected keys are wrong, and waiting does not help.
REJECTED_KEY_BACKOFFS = (0.25, 0.5, 1.0)  # seconds
INITIAL_BACKOFF, MAX_BACKOFF, BACKOFF_GROWTH = 0.5, 15.0, 2.0  # seconds, seconds, factor
# A write on the same owner ends within a moment; a training can take half an hour (face-api.md#training-duration).
CONFLICT_INITIAL_BACKOFF, CONFLICT_MAX_BACKOFF, CONFLICT_BACKOFF_GROWTH = 0.25, 5.0, 1.5


async def send_with_retries(method: str, send: Callable[[], Awaitable[T]]) -> T:
    """Send one request until its outcome is final.

    Args:
        method: The HTTP method, which tells whether the request may be repeated after a lost reply.
        send: Sends the request and returns its result.

    Raises:
        FaceError: Another attempt is unsafe, pointless, or past the deadline.
    """
    failures, has_lost_reply = 0, False
    rejected_key_backoffs = iter(REJECTED_KEY_BACKOFFS)
    conflict_backoff = CONFLICT_INITIAL_BACKOFF
    while True:
        try:
            return await send()
        except AlreadyExistsError as error:
            error.is_after_lost_reply = has_lost_reply
            raise
        except ThrottledError as error:
            await wait(error, error.retry_after)
        except AuthenticationError as error:
            backoff = next(rejected_key_backoffs, None) if error.is_wrong_key else None
            if backoff is None or not fits_deadline(backoff):
                raise
            await sleep(backoff, error.operation)  # not reported, because the key is usually wrong
        except OperationInProgressError as error:
            await wait(error, with_jitter(conflict_backoff))
            conflict_backoff = min(CONFLICT_MAX_BACKOFF, conflict_backoff * CONFLICT_BACKOFF_GROWTH)
        except UnreachableError as error:
            failures += 1
            has_lost_reply |= error.may_have_succeeded
            is_safe = method in IDEMPOTENT_METHODS or not error.may_have_succeeded
            if not is_safe or failures == MAX_ATTEMPTS:
                raise
            await wait(error, failure_backoff(error, failures))


async def post_exactly_once(send: Callable[[], Awaitable[T]], find: Callable[[], Awaitable[T | None]]) -> T:
    """Send a request that must not take effect twice.

    After a lost reply, look for the result, and send the request again only if there is none. All other errors are
    final here, because `send` and `find` have their own retries.

    Args:
        send: Sends the request and returns its result.
        find: Returns the result of an earlier attempt, or a false value if there is none.

    Returns:
        The result, whichever attempt produced it.
    """
    failures = 0
    while True:
        try:
            return await send()
        except UnreachableError as error:
            if not error.may_have_succeeded:
                raise
            failures += 1
            await wait_before_lookup(error, failures)
            try:
                result = await find()
            except AuthenticationError as lookup_error:
                # After an AuthenticationError the caller would repeat the POST, which may have succeeded.
                raise error from lookup_error
            if result:
                return result
            if failures == MAX_ATTEMPTS:
                raise


async def wait_before_lookup(error: UnreachableError, failures: int) -> None:
    """Wait for a request whose reply was lost: it may still be on its way to the service.

    Raises:
        UnreachableError: The delay would outlast the deadline.
    """
    await wait(error, failure_backoff(error, failures))


async def wait(error: FaceError, delay: float) -> None:
    """Wait before the attempt that follows an error, and report why.

    Raises:
        FaceError: The delay would outlast the deadline. This is the error itself.
    """
    if not fits_deadline(delay):
        raise error
    report_retry(error, delay)
    await sleep(delay, error.operation)


def failure_backoff(error: UnreachableError, failures: int) -> float:
    """Return the delay after a request without a usable response: the server's Retry-After if that is longer."""
    backoff = min(MAX_BACKOFF, INITIAL_BACKOFF * BACKOFF_GROWTH ** (failures - 1))
    return max(error.retry_after or 0.0, with_jitter(backoff))


def with_jitter(backoff: float) -> float:
    return random.uniform(backoff / 2, backoff)  # noqa: S311 - not for cryptography


def fits_deadline(delay: float) -> bool:
    """Whether a delay ends before the current deadline. True in a canceled task, where the sleep itself raises."""
    deadline = anyio.current_effective_deadline()
    return deadline == -math.inf or anyio.current_time() + delay < deadline
