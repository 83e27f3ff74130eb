"""The emulator as a web server: as a program of its own (`serve`), or beside the caller in a thread (`background`)."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from types import FrameType

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from pulumi_azure_face.emulator.middleware.fault_injection import HANG_UP

from .app import create_app
from .settings import Settings

_log = logging.getLogger("uvicorn.error")

_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Running:
    """An emulator that listens: where, and the key it accepts."""

    url: str
    key: str


def serve(settings: Settings, host: str = _LOOPBACK, port: int = 0) -> None:
    """Run until SIGINT or SIGTERM. Port 0 takes a free one; the one line of output tells where it listens."""
    listener = _listener(host, port)
    url = _url(listener)
    server = _Server(settings, lambda: print(f"Azure AI Face emulator on {url}", flush=True))
    server.run(sockets=[listener])


@contextmanager
def background(settings: Settings | None = None) -> Iterator[Running]:
    """Run on a free loopback port for as long as the context is open."""
    settings, listener, ready = settings or Settings(), _listener(_LOOPBACK, 0), Event()
    running = Running(_url(listener), settings.key)
    server = _Server(settings, ready.set)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, name="azure-face-emulator", daemon=True)
    thread.start()
    ready.wait()
    try:
        yield running
    finally:
        server.should_exit = True
        thread.join()


def _listener(host: str, port: int) -> socket.socket:
    """Bound before anything else starts, so that a taken port fails here and a free one is known at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because asyncio sends small replies at once only on a socket that says it is TCP.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":  # elsewhere the option would let two programs have one port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Connection(H11Protocol):
    """A connection that a fault can cut off (`faults`): its requests find in their state how."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        super().connection_made(transport)
        self.app_state = {**self.app_state, HANG_UP: transport.abort}


class _Server(uvicorn.Server):
    """uvicorn, quiet: it tells when it listens, and a signal simply ends it."""

    def __init__(self, settings: Settings, started: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                create_app(settings),
                http=_Connection,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                # Longer than any client idles between two calls: none should meet a connection about to close.
                timeout_keep_alive=75,
                timeout_graceful_shutdown=1,
            )
        )
        self._tell_started = started

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            super().run(sockets)
        finally:
            _log.disabled = False

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._tell_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Calls that do not end in time are cut off: that is what was asked for, and no error to report."""
        _log.disabled = True
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop, and leave it at that: uvicorn would raise the signal once more at the end."""
        self.should_exit = True
