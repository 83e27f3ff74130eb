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

from .errors import Busy, Exists, FaceError, Throttled, Unreachable
from .events import tell

T = TypeVar("T")

ATTEMPTS = 5
REPEATABLE = frozenset({"GET", "PUT", "PATCH", "DELETE"})  # face-api.md#retry-safe-methods
FIRST_WAIT, LONGEST_WAIT = 0.5, 15.0  # seconds
# A write on the same owner ends in a moment; a training may take half an hour (face-api.md#training-duration).
BUSY_FIRST, BUSY_LONGEST, BUSY_GROWTH = 0.25, 5.0, 1.5


class Attempts:
    """The tries of one request: counts failures, remembers whether an earlier one may have been done."""

    def __init__(self, method: str) -> None:
        self._repeatable = method in REPEATABLE
        self._failures = 0
        self._refusals = 0
        self._lost_reply = False

    def retrying(self) -> AsyncRetrying:
        """What calls a function until its outcome is final, and then returns or raises that."""
        return AsyncRetrying(retry=self._again, wait=self._pause, sleep=anyio.sleep, before_sleep=say_so, reraise=True)

    def _again(self, state: RetryCallState) -> bool:
        error = error_of(state)
        if error is None:
            return False
        self._take_note(error)
        return self._may_repeat(error) and in_time(self._pause(state))

    def _take_note(self, error: FaceError) -> None:
        if isinstance(error, Exists):
            error.after_lost_reply = self._lost_reply
        elif isinstance(error, Busy):
            self._refusals += 1
        elif isinstance(error, Unreachable):
            self._failures += 1
            self._lost_reply |= error.maybe_done

    def _may_repeat(self, error: FaceError) -> bool:
        if isinstance(error, Unreachable):
            return self._failures < ATTEMPTS and (self._repeatable or not error.maybe_done)
        return isinstance(error, (Busy, Throttled))

    def _pause(self, state: RetryCallState) -> float:
        error = error_of(state)
        if isinstance(error, Throttled):
            return error.retry_after
        if isinstance(error, Busy):
            return min(BUSY_LONGEST, BUSY_FIRST * BUSY_GROWTH ** (self._refusals - 1))
        if isinstance(error, Unreachable):
            return growing_pause(error, self._failures)
        return 0.0


async def until_done(send: Callable[[], Awaitable[T]], look: Callable[[], Awaitable[T | None]]) -> T:
    """Send what must not be done twice. A lost reply is settled by looking, and sent again is only what was not done.

    Args:
        send: Sends it, and gives what came of it.
        look: Looks what an earlier try has done; anything true is that.
    """
    attempt = 1
    while True:
        try:
            return await send()
        except Unreachable as lost:
            if not lost.maybe_done:
                raise
            await wait_out(lost, attempt)
            if done := await look():
                return done
            if attempt == ATTEMPTS:
                raise
        attempt += 1


async def wait_out(lost: Unreachable, failures: int) -> None:
    """Wait before looking what came of a request whose reply was lost: it may still be on its way to the service. A
    wait that would outlast the deadline is not begun.
    """
    pause = growing_pause(lost, failures)
    if not in_time(pause):
        raise lost
    tell(lost, pause)
    await anyio.sleep(pause)


def growing_pause(lost: Unreachable, failures: int) -> float:
    """A server that names a time is not asked before it is up."""
    return max(lost.retry_after or 0.0, min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** (failures - 1)))


def say_so(state: RetryCallState) -> None:
    error = error_of(state)
    if error is not None and state.next_action is not None:
        tell(error, state.next_action.sleep)


def in_time(pause: float) -> bool:
    """Whether the deadline allows a pause. Who is cancelled already has none: the pause itself ends the call."""
    deadline = anyio.current_effective_deadline()
    return deadline == -math.inf or anyio.current_time() + pause < deadline


def error_of(state: RetryCallState) -> FaceError | None:
    """The error that an attempt ended with, if it is one to decide about: a cancellation is not."""
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, FaceError) else None
