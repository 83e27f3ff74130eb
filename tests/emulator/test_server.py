"""The emulator as a server: `serve` as a program, `background` in a thread, `create_app` in process."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from pulumi_azure_face import emulator
from pulumi_azure_face.emulator import Running, Settings, background, create_app, serve

from .documented_calls import photo

PROGRAM = "from pulumi_azure_face.emulator import *; serve(Settings(key='k', training_seconds=60), '127.0.0.1', {port})"
STARTUP_LINE = "Azure AI Face emulator on "


@contextmanager
def run_program(port: int = 0) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `serve` in a new process, and yield the process and the first line of its output."""
    command = [sys.executable, "-W", "error", "-c", PROGRAM.format(port=port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().rstrip("\n")
        finally:
            process.kill()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_program_prints_its_url_and_stops_on_a_signal(stop: signal.Signals) -> None:
    """The program prints one line with its URL once it responds, and exits with 0 on a signal."""
    with run_program() as (process, line):
        url = line.removeprefix(STARTUP_LINE)
        assert url.startswith("http://127.0.0.1:")
        assert not url.endswith(":0")
        assert httpx.get(f"{url}/healthz").status_code == 200

        process.send_signal(stop)

        assert process.communicate(timeout=10) == ("", "")
        assert process.returncode == 0


def test_program_stops_during_a_delayed_call() -> None:
    """A delayed call does not hold up the exit and causes no traceback."""
    with run_program() as (process, line):
        url, headers = line.removeprefix(STARTUP_LINE), {"Ocp-Apim-Subscription-Key": "k"}
        httpx.post(f"{url}/_emulator/rules", json={"delay": 60, "before": True}, headers=headers)
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{url}/face/v1.2/persongroups", headers=headers, timeout=0.2)
        with httpx.Client(base_url=url, headers=headers) as idle:
            idle.get("/healthz")

            process.send_signal(signal.SIGTERM)

            assert process.communicate(timeout=10) == ("", "")
            assert process.returncode == 0


def test_port_in_use_is_an_error() -> None:
    """A port in use fails at once with the error of the system."""
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(OSError, match="in use"):
        serve(Settings(), "127.0.0.1", listener.getsockname()[1])


def test_background_stops_when_its_context_exits() -> None:
    """`background` listens while its context is open, with the given key, and leaves no thread."""
    before = set(threading.enumerate())

    with background(Settings(key="mine")) as running:
        assert running.key == "mine"
        reply = httpx.get(f"{running.url}/face/v1.2/persongroups", headers={"Ocp-Apim-Subscription-Key": "mine"})
        assert reply.json() == []

    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{running.url}/healthz")
    assert set(threading.enumerate()) <= before


def test_app_supports_the_lifespan_protocol() -> None:
    """The application completes the startup and shutdown of the ASGI lifespan protocol."""
    sent: list[str] = []

    async def main() -> None:
        messages = iter(["lifespan.startup", "lifespan.shutdown"])

        async def receive() -> dict[str, str]:
            return {"type": next(messages)}

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message["type"])

        await create_app()({"type": "lifespan", "asgi": {"version": "3.0"}}, receive, send)

    asyncio.run(main())
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_emulators_share_no_state() -> None:
    """Two emulators have separate accounts and ports."""
    headers = {"Ocp-Apim-Subscription-Key": Settings().key}
    with background() as first, background() as second:
        httpx.put(f"{first.url}/face/v1.2/facelists/a", json={"name": "n"}, headers=headers)

        assert first.url != second.url
        assert len(httpx.get(f"{first.url}/face/v1.2/facelists", headers=headers).json()) == 1
        assert httpx.get(f"{second.url}/face/v1.2/facelists", headers=headers).json() == []


def test_latency_applies_to_face_calls_only() -> None:
    """The latency applies to every Face call, even if rejected, and not to the admin API."""
    with background(Settings(latency=0.2)) as running, httpx.Client(base_url=running.url) as client:

        def measure(path: str) -> float:
            start = time.perf_counter()
            client.get(path)
            return time.perf_counter() - start

        client.get("/healthz")
        assert measure("/face/v1.2/facelists") >= 0.2
        assert measure("/healthz") < 0.2
        assert measure("/_emulator/account") < 0.2


def test_small_responses_are_sent_without_delay(remote: httpx.Client) -> None:
    """A response on an open connection does not wait for the acknowledgment of the last one, about 40 ms."""

    def measure() -> float:
        start = time.perf_counter()
        remote.get("/face/v1.2/facelists")
        return time.perf_counter() - start

    # The system acknowledges the first packets of a connection without delay.
    assert min([measure() for _ in range(40)][-10:]) < 0.02


@pytest.mark.parametrize("host", [None, "face.example", "face.example:8080"])
def test_operation_location_has_the_host_of_the_request(
    server: Running, remote: httpx.Client, host: str | None
) -> None:
    """`Operation-Location` has the host and port that the caller used."""
    remote.put("/face/v1.0/persongroups/a", json={"name": "n"})

    reply = remote.post("/face/v1.0/persongroups/a/train?", headers={} if host is None else {"Host": host})

    root = server.url if host is None else f"http://{host}"
    assert reply.headers["operation-location"] == f"{root}/face/v1.0/persongroups/a/training"


def test_chunked_upload_is_accepted(remote: httpx.Client) -> None:
    """An image in chunks, without a Content-Length, is accepted."""
    remote.put("/face/v1.2/facelists/a", json={"name": "n"})

    reply = remote.post(
        "/face/v1.2/facelists/a/persistedfaces",
        content=(bytes([byte]) for byte in photo()),
        headers={"Content-Type": "application/octet-stream"},
    )

    assert (reply.request.headers["transfer-encoding"], reply.status_code) == ("chunked", 200)
    [container] = remote.get("/_emulator/account").json()["containers"]
    assert (container["persistedFaces"][0]["size"], container["persistedFaces"][0]["format"]) == (2048, "jpeg")


def test_package_exports_its_public_names() -> None:
    """The package has all names of `__all__` and no others."""
    assert [name for name in emulator.__all__ if not hasattr(emulator, name)] == []
    with pytest.raises(AttributeError, match="no attribute 'Server'"):
        _ = emulator.Server


def test_import_does_not_load_the_web_server() -> None:
    """Importing the package does not import the web server until it is used."""
    program = (
        "import sys, pulumi_azure_face.emulator as e; e.Settings(); "
        "print(sorted({'starlette', 'uvicorn'} & set(sys.modules)))"
    )

    assert subprocess.check_output([sys.executable, "-c", program], text=True) == "[]\n"
