"""Apply the fault rules to Face calls: answer with an error, delay the response, or drop the connection."""

from __future__ import annotations

from asyncio import sleep

import httpx
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pulumi_azure_face.emulator.faults.rules import Faults, Rule

HANG_UP = "hang_up"
"""The key in a request's state under which the server stores the function that cuts the connection."""


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
