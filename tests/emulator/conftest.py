"""Fixtures: an in-process emulator with a clock that tests control, and an emulator that listens on a port."""

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


class ManualClock:
    """A clock that advances only when a test advances it. It starts on a full second."""

    def __init__(self) -> None:
        self.ticks = 1_700_000_000 * 10_000_000

    def __call__(self) -> int:
        return self.ticks

    def advance(self, seconds: float) -> None:
        self.ticks += round(seconds * 10_000_000)


class InProcessTransport(httpx.BaseTransport):
    """A transport that passes each request to the application, without a server."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        self._transport = httpx.ASGITransport(app)
        self._runner = asyncio.Runner()  # closes the generators in which httpx sends a body that is not read to its end

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._runner.run(self._send(request))

    def close(self) -> None:
        self._runner.close()

    async def _send(self, request: httpx.Request) -> httpx.Response:
        reply = await self._transport.handle_async_request(request)
        return httpx.Response(reply.status_code, headers=reply.headers, content=await reply.aread())


def create_client(app: Starlette, path: str) -> httpx.Client:
    """Create a client with the key whose paths are relative to `path`."""
    return httpx.Client(
        transport=InProcessTransport(app),
        base_url=f"http://emulator.test{path}",
        headers={"Ocp-Apim-Subscription-Key": KEY},
    )


@pytest.fixture
def clock() -> ManualClock:
    """The clock of the in-process emulators."""
    return ManualClock()


@pytest.fixture
def app(clock: ManualClock) -> Starlette:
    """An in-process emulator whose trainings take `TRAINING_SECONDS`."""
    return create_app(Settings(key=KEY, training_seconds=TRAINING_SECONDS), now=clock)


@pytest.fixture
def face(app: Starlette) -> Iterator[httpx.Client]:
    """A client of the Face API, at version v1.2."""
    with create_client(app, "/face/v1.2") as client:
        yield client


@pytest.fixture
def root(app: Starlette) -> Iterator[httpx.Client]:
    """A client with full paths, for the Face API in all versions and for the admin API."""
    with create_client(app, "") as client:
        yield client


@pytest.fixture
def instant(clock: ManualClock) -> Iterator[httpx.Client]:
    """A client of the Face API, at version v1.2, of an emulator whose trainings finish at once."""
    with create_client(create_app(Settings(key=KEY, training_seconds=0), now=clock), "/face/v1.2") as client:
        yield client


@pytest.fixture
def create_face_client(clock: ManualClock) -> Iterator[Callable[..., httpx.Client]]:
    """A function that creates a client of the Face API, at version v1.2, of an emulator with the given settings."""
    with ExitStack() as clients:

        def create(**settings: Any) -> httpx.Client:
            all_settings = Settings(**{"key": KEY, "training_seconds": TRAINING_SECONDS, **settings})
            return clients.enter_context(create_client(create_app(all_settings, now=clock), "/face/v1.2"))

        yield create


@pytest.fixture
def admin(app: Starlette) -> Iterator[httpx.Client]:
    """A client of the admin API."""
    with create_client(app, "/_emulator") as client:
        yield client


@pytest.fixture(scope="session")
def _shared_server() -> Iterator[Running]:
    """The emulator that all tests of this process share."""
    with background(Settings(key=KEY, training_seconds=0.3)) as running:
        yield running


@pytest.fixture
def server(_shared_server: Running) -> Running:
    """An emulator that listens on a port, reset for each test."""
    reset = httpx.post(f"{_shared_server.url}/_emulator/reset", headers={"Ocp-Apim-Subscription-Key": KEY})
    assert reset.status_code == 200
    return _shared_server


@pytest.fixture
def remote(server: Running) -> Iterator[httpx.Client]:
    """A client of `server` with full paths."""
    with httpx.Client(base_url=server.url, headers={"Ocp-Apim-Subscription-Key": server.key}) as client:
        yield client


@pytest.fixture(scope="session")
def photo_server() -> Iterator[str]:
    """A web server on loopback with `/photo`, `/text`, `/big`, and `/moved`, which redirects to the photo."""

    class Photos(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            contents = {"/photo": photo("png"), "/text": b"text" * 500, "/big": photo(size=6 * 1024 * 1024 + 1)}
            path = urlsplit(self.path).path  # a request to a proxy has the whole URL
            status = 302 if path == "/moved" else 200 if path in contents else 404
            content = contents.get(path, b"")
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Location", "/photo")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Photos) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
