"""An emulator in process, with a clock that the tests turn, and one that really listens."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from pulumi_azure_face.emulator import Running, Settings, background, create_app

from .documented_calls import photo

KEY = "a-key-for-tests"
TRAINING_SECONDS = 30.0


class TurnedClock:
    """Time that passes only when a test says so. It starts on a full second."""

    def __init__(self) -> None:
        self.ticks = 1_700_000_000 * 10_000_000

    def __call__(self) -> int:
        return self.ticks

    def advance(self, seconds: float) -> None:
        self.ticks += round(seconds * 10_000_000)


class InProcess(httpx.BaseTransport):
    """Puts each request to the application directly."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        self._transport = httpx.ASGITransport(app)
        self._loop = asyncio.new_event_loop()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._loop.run_until_complete(self._answer(request))

    def close(self) -> None:
        self._loop.close()

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        reply = await self._transport.handle_async_request(request)
        return httpx.Response(reply.status_code, headers=reply.headers, content=await reply.aread())


def caller(app: Starlette, path: str) -> httpx.Client:
    """Somebody with the key, who calls below this path."""
    return httpx.Client(
        transport=InProcess(app),
        base_url=f"http://emulator.test{path}",
        headers={"Ocp-Apim-Subscription-Key": KEY},
    )


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def app(clock: TurnedClock) -> Starlette:
    return create_app(Settings(key=KEY, training_seconds=TRAINING_SECONDS), now=clock)


@pytest.fixture
def face(app: Starlette) -> Iterator[httpx.Client]:
    """A caller of the service, at version v1.2."""
    with caller(app, "/face/v1.2") as client:
        yield client


@pytest.fixture
def root(app: Starlette) -> Iterator[httpx.Client]:
    """A caller of the service and of the emulator's own side, who names the version."""
    with caller(app, "") as client:
        yield client


@pytest.fixture
def instant(clock: TurnedClock) -> Iterator[httpx.Client]:
    """A caller of a service whose trainings take no time."""
    with caller(create_app(Settings(key=KEY, training_seconds=0), now=clock), "/face/v1.2") as client:
        yield client


@pytest.fixture
def emulate(clock: TurnedClock) -> Iterator[Callable[..., httpx.Client]]:
    """Gives a caller, at version v1.2, of a service with other settings."""
    with ExitStack() as clients:

        def call(**settings: Any) -> httpx.Client:
            chosen = Settings(**{"key": KEY, "training_seconds": TRAINING_SECONDS, **settings})
            return clients.enter_context(caller(create_app(chosen, now=clock), "/face/v1.2"))

        yield call


@pytest.fixture
def admin(app: Starlette) -> Iterator[httpx.Client]:
    """A caller of the emulator's own side."""
    with caller(app, "/_emulator") as client:
        yield client


@pytest.fixture(scope="session")
def _listening() -> Iterator[Running]:
    with background(Settings(key=KEY, training_seconds=0.3)) as running:
        yield running


@pytest.fixture
def server(_listening: Running) -> Running:
    """An emulator on a port of its own, empty."""
    reset = httpx.post(f"{_listening.url}/_emulator/reset", headers={"Ocp-Apim-Subscription-Key": KEY})
    assert reset.status_code == 200
    return _listening


@pytest.fixture
def remote(server: Running) -> Iterator[httpx.Client]:
    """A caller of that one, at its root."""
    with httpx.Client(base_url=server.url, headers={"Ocp-Apim-Subscription-Key": server.key}) as client:
        yield client


@pytest.fixture(scope="session")
def pictures() -> Iterator[str]:
    """A web server on loopback with `photo`, `text`, `big` and a `moved` that leads to the photo."""

    class Pictures(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            contents = {"/photo": photo("png"), "/text": b"text" * 500, "/big": photo(size=6 * 1024 * 1024 + 1)}
            path = urlsplit(self.path).path  # asked as a proxy, it has the whole URL
            status = 302 if path == "/moved" else 200 if path in contents else 404
            content = contents.get(path, b"")
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Location", "/photo")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Pictures) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
