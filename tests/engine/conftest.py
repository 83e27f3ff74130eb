"""Fixtures of all engine tests: one account and one stack for each test."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from .account import Account, emulated
from .photos import write_photos
from .stack import Stack, copy_stack, create_template


@pytest.fixture
def account(request: pytest.FixtureRequest) -> Iterator[Account]:
    """Start an empty account. Parametrize it indirectly to choose its settings."""
    with emulated(getattr(request, "param", None)) as account:
        yield account


@pytest.fixture(scope="session")
def stack_template(tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """Create the stack that each test copies, once per worker process."""
    return create_template(tmp_path_factory.mktemp("template") / "stack")


@pytest.fixture
def stack(stack_template: Stack, account: Account, tmp_path: Path) -> Stack:
    """Create an empty stack that is configured for the account."""
    return copy_stack(stack_template, tmp_path / "stack", account.url)


@pytest.fixture
def photo_server(tmp_path: Path) -> Iterator[str]:
    """Serve `web.jpg` from a local web server and return the server's URL."""
    write_photos(tmp_path / "web", "web")
    handler = partial(QuietHandler, directory=str(tmp_path / "web"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""
