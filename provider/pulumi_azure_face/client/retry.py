"""What is tried again, how often and after how long.

429 and a busy owner are waited out for as long as the caller's deadline allows: the service refused, so nothing was
done. An unanswered or broken request is tried a few times when repeating it is safe: always when it never left,
otherwise only for methods that may be repeated. A POST makes a new thing each time, so a POST that may have been done
goes back to the caller.
"""

from __future__ import annotations

import math

import anyio
from tenacity import AsyncRetrying, RetryCallState

from .errors import Busy, Exists, FaceError, Throttled, Unreachable

ATTEMPTS = 5
REPEATABLE = frozenset({"GET", "PUT", "PATCH", "DELETE"})
FIRST_WAIT, LONGEST_WAIT = 0.5, 15.0  # seconds
BUSY_FIRST, BUSY_LONGEST = 0.25, 5.0  # a write on the same owner ends in a moment; a training may take half an hour


class Attempts:
    """The tries of one request: counts failures, remembers whether an earlier one may have been done."""

    def __init__(self, method: str) -> None:
        self._repeatable = method in REPEATABLE
        self._failures = 0
        self._refusals = 0
        self._lost_reply = False

    def retrying(self) -> AsyncRetrying:
        return AsyncRetrying(retry=self._again, wait=self._pause, sleep=anyio.sleep, reraise=True)

    def _again(self, state: RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, Exists):
            error.after_lost_reply = self._lost_reply
        if not isinstance(error, FaceError) or not self._may_repeat(error):
            return False
        return anyio.current_time() + self._wait(error) < anyio.current_effective_deadline()

    def _may_repeat(self, error: FaceError) -> bool:
        if isinstance(error, Busy):
            self._refusals += 1
            return True
        if isinstance(error, Unreachable):
            self._failures += 1
            self._lost_reply |= error.maybe_done
            return self._failures < ATTEMPTS and (self._repeatable or not error.maybe_done)
        return isinstance(error, Throttled)

    def _pause(self, state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        return self._wait(error)

    def _wait(self, error: BaseException | None) -> float:
        if isinstance(error, Throttled):
            return 0.0  # the governor's pause holds everybody, this request too
        if isinstance(error, Busy):
            return min(BUSY_LONGEST, BUSY_FIRST * 1.5 ** (self._refusals - 1))
        named = error.retry_after if isinstance(error, Unreachable) else None
        backoff = min(LONGEST_WAIT, FIRST_WAIT * math.pow(2, self._failures - 1))
        return max(named or 0.0, backoff)
