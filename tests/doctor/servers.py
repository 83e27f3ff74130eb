"""Servers on loopback for the tests: with any reply, with TLS, silent, and a proxy."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

JSON = "application/json"


@dataclass(frozen=True)
class Reply:
    """A response of a server."""

    status: int = 200
    body: str = "[]"
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)


Respond = Callable[[str], Reply]
"""Returns the reply to a GET of a path."""


@contextmanager
def serving(respond: Respond, context: ssl.SSLContext | None = None) -> Iterator[int]:
    """Serve replies on a free port, which is returned. With a context, over TLS."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reply = respond(self.path)
            self.send_response_only(reply.status)
            body = reply.body.encode()
            headers = {"Date": self.date_time_string(), "Content-Type": reply.content_type, **reply.headers}
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    with QuietServer(("127.0.0.1", 0), Handler) as server:
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        with in_thread(server.serve_forever):
            yield server.server_port
            server.shutdown()


class QuietServer(ThreadingHTTPServer):
    daemon_threads = False  # each connection is closed before the server is

    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing: a rejected certificate is what many tests want."""


@contextmanager
def in_thread(work: Callable[[], None]) -> Iterator[None]:
    thread = Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        thread.join()


@contextmanager
def silent() -> Iterator[int]:
    """Accept connections, in the queue of the system, and never answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@contextmanager
def unused_port() -> Iterator[int]:
    """Keep a port on which nothing listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@contextmanager
def proxying(target_port: int, seen: list[str], status: int = 200) -> Iterator[int]:
    """Run a proxy that leads every CONNECT to one local port. `seen` gets the authorization of each."""

    class Handler(BaseHTTPRequestHandler):
        def do_CONNECT(self) -> None:
            seen.append(f"{self.path} {self.headers.get('Proxy-Authorization')}")
            self.send_response_only(status)
            self.end_headers()
            if status == 200:
                self.tunnel()
            self.close_connection = True

        def tunnel(self) -> None:
            with (
                socket.create_connection(("127.0.0.1", target_port)) as upstream,
                in_thread(lambda: copy(upstream, self.connection)),
            ):
                copy(self.connection, upstream)

    with QuietServer(("127.0.0.1", 0), Handler) as server, in_thread(server.serve_forever):
        yield server.server_port
        server.shutdown()


def copy(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
    with suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
