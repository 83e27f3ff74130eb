"""Fault rules, which answer a call with an error, delay it or drop its connection, and failures of trainings.

A rule matches calls by method and path. The first `skip` matching calls pass, and the rule applies to the next `times`.
`admin/routes.py` documents the rules, `fault_bodies.py` parses them. There are no random faults: the same calls always
meet the same faults.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response


@dataclass(kw_only=True)
class Rule:
    """A fault: the calls that it applies to and its effect. With `times` None it applies to every matching call.

    body: The request body that the rule was parsed from.
    """

    method: str | None
    path: re.Pattern[str]
    times: int | None
    skip: int
    delay: float
    drop: bool
    reply: Response | None
    runs_handler_first: bool
    body: dict[str, Any]
    hits: int = 0

    def apply_to(self, method: str, path: str) -> bool:
        """Count the call if it matches, and return whether the rule applies to it."""
        if self.method not in (None, method) or not self.path.fullmatch(path) or self.times == self.hits:
            return False
        if self.skip:
            self.skip -= 1
            return False
        self.hits += 1
        return True

    def to_json(self) -> dict[str, Any]:
        return {**self.body, "hits": self.hits}


@dataclass(kw_only=True)
class TrainingFailure:
    """A failure of the next `times` trainings of one container, or of any container if `container` is None."""

    message: str
    times: int
    container: str | None


class Faults:
    """The fault rules and training failures that tests added."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self._training_failures: list[TrainingFailure] = []

    def clear(self) -> None:
        self.rules.clear()
        self._training_failures.clear()

    def fail_training(self, failure: TrainingFailure) -> None:
        self._training_failures.append(failure)

    def take_rule(self, method: str, path: str) -> Rule | None:
        """Return the first rule that applies to the call. This counts as a hit of the rule."""
        return next((rule for rule in self.rules if rule.apply_to(method, path)), None)

    def take_training_failure(self, container_id: str) -> str | None:
        """Return the failure message for a training that is about to start, or None if it is not to fail."""
        for failure in self._training_failures:
            if failure.times and failure.container in (None, container_id):
                failure.times -= 1
                return failure.message
        return None
