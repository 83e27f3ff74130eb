"""Apply the fault rules to Face calls: answer with an error, delay the response, or drop the connection."""

from __future__ import annotations

from asyncio import sleep

import httpx
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pulumi_azure_face.emulator.faults.rules import Faults, Rule
from pulumi_azure_face.emulator.requests.paths import path_below_version

ABORT_CONNECTION = "hang_up"
"""The key in a request's state under which the server stores the function that aborts the connection."""


class FaultMiddleware:
    """Apply the first matching fault rule to each call."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        rule = self._faults.take_rule(scope["method"], path_below_version(scope["path"]))
        if rule is None:
            await self._app(scope, receive, send)
        else:
            await self._apply(rule, scope, receive, send)

    async def _apply(self, rule: Rule, scope: Scope, receive: Receive, send: Send) -> None:
        messages: list[Message] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        if rule.runs_handler_first:
            await self._app(scope, receive, collect)
        await sleep(rule.delay)
        if rule.drop:
            await _drop_connection(scope, receive)
        elif rule.reply is not None:
            await rule.reply(scope, receive, send)
        elif rule.runs_handler_first:
            for message in messages:
                await send(message)
        else:
            await self._app(scope, receive, send)


async def _drop_connection(scope: Scope, receive: Receive) -> None:
    """Close the connection without a response, and return once it is closed.

    Without a server there is no connection: the caller is httpx's ASGI transport, which passes on the exception raised
    here. It is the error that httpx raises when a server closes the connection.
    """
    abort = scope.get("state", {}).get(ABORT_CONNECTION)
    if abort is None:
        raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
    abort()
    while (await receive())["type"] != "http.disconnect":
        pass
