"""Trouble on request: rules that answer a call with an error, delay it or cut it off, and trainings that fail.

A rule applies to the calls whose method and path it names. It lets the first `skip` of them pass and then acts on
`times` of them. How one is written is told in `admin` and read by `orders`. Left out: chance. The same calls always
meet the same faults.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response


@dataclass(kw_only=True)
class Rule:
    """One fault: which calls it is for, and what becomes of them. `times` None means without end."""

    method: str | None
    path: re.Pattern[str]
    times: int | None
    skip: int
    delay: float
    drop: bool
    reply: Response | None
    runs_handler_first: bool
    as_given: dict[str, Any]
    hits: int = 0

    def matches(self, method: str, path: str) -> bool:
        """Whether this call is for the rule to act on. Asking counts: the call is used up or let pass."""
        if self.method not in (None, method) or not self.path.fullmatch(path) or self.times == self.hits:
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.hits += 1
        return True

    def shown(self) -> dict[str, Any]:
        return {**self.as_given, "hits": self.hits}


@dataclass(kw_only=True)
class TrainingFailure:
    """The next `times` trainings, of one container or of any, fail with this message."""

    message: str
    times: int
    container: str | None


class Faults:
    """What is waiting to go wrong."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self._training_failures: list[TrainingFailure] = []

    def clear(self) -> None:
        self.rules.clear()
        self._training_failures.clear()

    def fail_training(self, failure: TrainingFailure) -> None:
        self._training_failures.append(failure)

    def take_rule(self, method: str, path: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.matches(method, path)), None)

    def take_training_failure(self, container_id: str) -> str | None:
        """Why the training about to start is to fail, if it is."""
        for failure in self._training_failures:
            if failure.times and failure.container in (None, container_id):
                failure.times -= 1
                return failure.message
        return None
