"""The `azure-face emulator` command in a process, and a web server with photos for clients that send URLs."""

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
STARTUP_LINE = "Azure AI Face emulator on "


@dataclass(frozen=True)
class Service:
    """A running Face service, controlled through its admin API."""

    url: str
    key: str = KEY

    def reset(self) -> None:
        self._post("reset")

    def set_face_count(self, image: bytes, faces: int) -> None:
        """Detect a given number of faces in an image."""
        self._post(f"images?faces={faces}", image)

    def fail_training(self) -> None:
        self._post("fail-training", b"{}")

    def _post(self, path: str, content: bytes = b"") -> None:
        headers = {"Ocp-Apim-Subscription-Key": self.key, "Content-Type": "application/json"}
        reply = httpx.post(f"{self.url}/_emulator/{path}", content=content, headers=headers, trust_env=False)
        assert reply.is_success, reply.text


@contextmanager
def start_emulator(*options: str) -> Iterator[Service]:
    """Run the command with some options, and yield the service."""
    command = [str(COMMAND), "emulator", "--port", "0", "--key", KEY, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            line = process.stdout.readline().strip()
            assert line.startswith(STARTUP_LINE), line
            yield Service(line.removeprefix(STARTUP_LINE))
        finally:
            process.terminate()


@contextmanager
def serve_photos() -> Iterator[str]:
    """Run a web server with a different photo at every path that ends in `.jpg`, and yield its URL."""

    class Photos(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            exists = self.path.endswith(".jpg")
            content = photo_at(self.path) if exists else b""
            self.send_response(200 if exists else 404)
            self.send_header("Content-Length", str(len(content)))
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


def photo_at(path: str) -> bytes:
    """Return the photo at a path of the web server."""
    return picture(path)
