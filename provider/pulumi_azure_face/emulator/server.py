"""The emulator as a web server: as a program (`serve`) or in a background thread (`background`)."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread
from types import FrameType

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from .app import create_app
from .middleware.fault_injection import ABORT_CONNECTION
from .settings import Settings

_log = logging.getLogger("uvicorn.error")

_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Running:
    """A running emulator: its URL and the key that it accepts."""

    url: str
    key: str = field(repr=False)


def serve(settings: Settings, host: str = _LOOPBACK, port: int = 0) -> None:
    """Run the emulator until SIGINT or SIGTERM.

    It prints one line with its URL once it accepts connections.

    Args:
        settings: The behavior of the account.
        host: The address to listen on.
        port: The port to listen on; 0 takes a free port.

    Raises:
        OSError: The address is not available.
    """
    listener = _bind(host, port)
    url = _format_url(listener)
    server = _Server(settings, lambda: print(f"Azure AI Face emulator on {url}", flush=True))
    server.run(sockets=[listener])


@contextmanager
def background(settings: Settings | None = None) -> Iterator[Running]:
    """Run the emulator in a thread, on a free loopback port, until the context exits."""
    settings, listener, ready = settings or Settings(), _bind(_LOOPBACK, 0), Event()
    running = Running(_format_url(listener), settings.key)
    server = _Server(settings, ready.set)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, name="azure-face-emulator", daemon=True)
    thread.start()
    ready.wait()
    try:
        yield running
    finally:
        server.should_exit = True
        thread.join()


def _bind(host: str, port: int) -> socket.socket:
    """Bind the socket before the server starts, so that a port in use fails here and a free port is known at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sets TCP_NODELAY, which sends small replies without delay, only if the socket names its protocol.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":  # on Windows the option would let two programs share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


def _format_url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Connection(H11Protocol):
    """A connection whose requests have a function in their state with which a fault drops the connection."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        super().connection_made(transport)
        self.app_state = {**self.app_state, ABORT_CONNECTION: transport.abort}


class _Server(uvicorn.Server):
    """A uvicorn server that logs nothing, reports when it listens, and exits normally on a signal."""

    def __init__(self, settings: Settings, on_started: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                create_app(settings),
                http=_Connection,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                # Longer than any client idles between two calls: no client should use a connection that is closing.
                timeout_keep_alive=75,
                timeout_graceful_shutdown=1,
            )
        )
        self._on_started = on_started

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            super().run(sockets)
        finally:
            _log.disabled = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Shut down without logging the calls that are cut off at the timeout: they are expected."""
        _log.disabled = True
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop without remembering the signal: uvicorn would raise it again after the shutdown."""
        self.should_exit = True
