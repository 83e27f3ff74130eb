"""Bodies that the emulator stops reading."""

from __future__ import annotations

import sys
from typing import Any

import anyio
import httpx
import pytest
from starlette.applications import Starlette
from starlette.types import Message

from ..conftest import KEY
from ..documented_calls import photo

URL = "http://emulator.test/face/v1.2"
TOO_BIG = 6 * 1024 * 1024 + 1
OCTETS = {"Content-Type": "application/octet-stream"}
BROKEN_FORM = {"Content-Type": "multipart/form-data; boundary=x"}


@pytest.mark.parametrize(
    ("call", "body"),
    [
        pytest.param("detect", {"content": photo(size=TOO_BIG), "headers": OCTETS}, id="image"),
        pytest.param("detect", {"json": {"url": "{photo_server}/big"}}, id="image by URL"),
        pytest.param(
            "detectLivenessWithVerify-sessions", {"files": {"image": ("photo", b"x" * 2 * TOO_BIG)}}, id="large form"
        ),
        pytest.param(
            "detectLivenessWithVerify-sessions", {"content": b"x" * TOO_BIG, "headers": BROKEN_FORM}, id="broken form"
        ),
    ],
)
def test_unread_body_leaves_no_generator(app: Starlette, photo_server: str, call: str, body: dict[str, Any]) -> None:
    """The emulator closes the generators that it does not read to the end, instead of leaving them to the event loop.

    From Python 3.13 on, such a generator is a warning when the event loop closes.
    """
    if "json" in body:
        body = {"json": {"url": body["json"]["url"].format(photo_server=photo_server)}}
    request = httpx.Request("POST", f"{URL}/{call}", **body)
    request.headers["Ocp-Apim-Subscription-Key"] = KEY

    assert anyio.run(send_and_find_generators, app, request) == (400, [])


async def send_and_find_generators(app: Starlette, request: httpx.Request) -> tuple[int, list[str]]:
    """Send a request in chunks. Return the status and the names of the generators that were left unfinished."""
    unfinished: list[str] = []
    statuses: list[int] = []
    content = request.read()
    chunks = [content[start : start + 65536] for start in range(0, len(content), 65536)]

    def record(generator: Any) -> None:
        unfinished.append(generator.__qualname__)

    async def receive() -> Message:
        chunk = chunks.pop(0)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    scope = {
        "type": "http",
        "method": request.method,
        "path": request.url.path,
        "query_string": b"",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
    }
    sys.set_asyncgen_hooks(finalizer=record)
    await app(scope, receive, send)
    return statuses[0], unfinished
