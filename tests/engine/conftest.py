"""An account and a stack for each test."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from .account import Account, emulated
from .photos import put_photos
from .stack import Stack, copy_of, make_blank


@pytest.fixture
def account(request: pytest.FixtureRequest) -> Iterator[Account]:
    """An empty account; a test may choose its settings."""
    with emulated(getattr(request, "param", None)) as account:
        yield account


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """Made once by each worker."""
    return make_blank(tmp_path_factory.mktemp("blank") / "stack")


@pytest.fixture
def stack(blank: Stack, account: Account, tmp_path: Path) -> Stack:
    """An empty stack for the account."""
    return copy_of(blank, tmp_path / "stack", account.url)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """The address of a web server on this machine that has `web.jpg`."""
    put_photos(tmp_path / "web", "web")
    quiet = partial(QuietHandler, directory=str(tmp_path / "web"))
    with ThreadingHTTPServer(("127.0.0.1", 0), quiet) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing: its requests are of no interest."""
