"""`azure-face emulator` as a program, and a web server with photos for clients that send URLs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx

from pictures import picture

COMMAND = Path(sys.executable).parent / "azure-face"
KEY = "a key for clients"
LINE = "Azure AI Face emulator on "


@dataclass(frozen=True)
class Service:
    """A Face service that listens at `url`."""

    url: str
    key: str = KEY

    def reset(self) -> None:
        self._admin("reset")

    def shows(self, image: bytes, faces: int) -> None:
        """Let an image show so many faces."""
        self._admin(f"images?faces={faces}", image)

    def fail_training(self) -> None:
        self._admin("fail-training", b"{}")

    def _admin(self, path: str, content: bytes = b"") -> None:
        headers = {"Ocp-Apim-Subscription-Key": self.key, "Content-Type": "application/json"}
        reply = httpx.post(f"{self.url}/_emulator/{path}", content=content, headers=headers, trust_env=False)
        assert reply.is_success, reply.text


@contextmanager
def started(*options: str) -> Iterator[Service]:
    command = [str(COMMAND), "emulator", "--port", "0", "--key", KEY, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline().strip()
            assert line.startswith(LINE), line
            yield Service(line.removeprefix(LINE))
        finally:
            process.terminate()


@contextmanager
def photos_served() -> Iterator[str]:
    """A web server with a photo at every path that ends in `.jpg`, another for each. It gives its address."""

    class Photos(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path.endswith(".jpg")
            content = photo_at(self.path) if found else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Photos) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def photo_at(path: str) -> bytes:
    """What is served there."""
    return picture(path)
