"""Trouble on request: rules that answer a call with an error, delay it or cut it off, and trainings that fail.

A rule applies to the calls whose method and path it names. It lets the first `skip` of them pass and then acts on
`times` of them. How one is written is told in `admin` and read by `orders`. Left out: chance. The same calls always
meet the same faults.
"""

from __future__ import annotations

import re
from asyncio import sleep
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HANG_UP = "hang_up"
"""Where the server puts, in a request's state, the way to cut its connection (`server`)."""


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


class FaultMiddleware:
    """Applies the rules to the calls that come by."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        rule = self._faults.take_rule(scope["method"], _below_version(scope["path"]))
        if rule is None:
            await self._app(scope, receive, send)
        else:
            await self._apply(rule, scope, receive, send)

    async def _apply(self, rule: Rule, scope: Scope, receive: Receive, send: Send) -> None:
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        if rule.runs_handler_first:
            await self._app(scope, receive, hold)
        await sleep(rule.delay)
        if rule.drop:
            await _hang_up(scope, receive)
        elif rule.reply is not None:
            await rule.reply(scope, receive, send)
        elif rule.runs_handler_first:
            for message in held:
                await send(message)
        else:
            await self._app(scope, receive, send)


def _below_version(path: str) -> str:
    """`/face/v1.2/persongroups` is `/persongroups` to a rule, which thus fits every version."""
    return "/" + path.split("/", 3)[-1]


async def _hang_up(scope: Scope, receive: Receive) -> None:
    """End the connection without a byte of reply, and return once it is gone.

    Without a server there is no connection. Then the caller is httpx's own transport for applications, which hands
    on what is raised here: the very error httpx has for a server that hung up.
    """
    cut = scope.get("state", {}).get(HANG_UP)
    if cut is None:
        raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
    cut()
    while (await receive())["type"] != "http.disconnect":
        pass
