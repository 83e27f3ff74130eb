"""The emulator as a server: `serve` as a program, `background` beside the caller, `create_app` in process."""

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
LINE = "Azure AI Face emulator on "


@contextmanager
def program(port: int = 0) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`serve` in a process of its own, and the first line it printed."""
    command = [sys.executable, "-W", "error", "-c", PROGRAM.format(port=port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, process.stdout.readline().rstrip("\n")
        finally:
            process.kill()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_the_program_tells_where_it_listens_and_stops_cleanly(stop: signal.Signals) -> None:
    """Port 0 is a free port; the one line names it once it answers; a signal ends it with 0 and no word more."""
    with program() as (process, line):
        url = line.removeprefix(LINE)
        assert url.startswith("http://127.0.0.1:")
        assert not url.endswith(":0")
        assert httpx.get(f"{url}/healthz").status_code == 200

        process.send_signal(stop)

        assert process.communicate(timeout=10) == ("", "")
        assert process.returncode == 0


def test_the_program_stops_while_a_call_is_waiting() -> None:
    """A call that is delayed for long does not hold up the end, and is no reason for a traceback."""
    with program() as (process, line):
        url, headers = line.removeprefix(LINE), {"Ocp-Apim-Subscription-Key": "k"}
        httpx.post(f"{url}/_emulator/rules", json={"delay": 60, "before": True}, headers=headers)
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{url}/face/v1.2/persongroups", headers=headers, timeout=0.2)
        with httpx.Client(base_url=url, headers=headers) as idle:
            idle.get("/healthz")

            process.send_signal(signal.SIGTERM)

            assert process.communicate(timeout=10) == ("", "")
            assert process.returncode == 0


def test_a_taken_port_is_an_error() -> None:
    """A port that another program has is refused at once, with the system's error."""
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        serve(Settings(), "127.0.0.1", taken.getsockname()[1])


def test_background_ends_with_its_context() -> None:
    """It listens as long as the context is open, with a key of one's own, and leaves no thread behind."""
    before = set(threading.enumerate())

    with background(Settings(key="mine")) as running:
        assert running.key == "mine"
        answer = httpx.get(f"{running.url}/face/v1.2/persongroups", headers={"Ocp-Apim-Subscription-Key": "mine"})
        assert answer.json() == []

    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{running.url}/healthz")
    assert set(threading.enumerate()) <= before


def test_other_servers_can_run_it() -> None:
    """The application starts and stops as servers that announce this expect of it."""
    told: list[str] = []

    async def main() -> None:
        asked = iter(["lifespan.startup", "lifespan.shutdown"])

        async def receive() -> dict[str, str]:
            return {"type": next(asked)}

        async def send(message: MutableMapping[str, Any]) -> None:
            told.append(message["type"])

        await create_app()({"type": "lifespan", "asgi": {"version": "3.0"}}, receive, send)

    asyncio.run(main())
    assert told == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_two_emulators_share_nothing() -> None:
    """Each has an account and a port of its own."""
    headers = {"Ocp-Apim-Subscription-Key": Settings().key}
    with background() as one, background() as other:
        httpx.put(f"{one.url}/face/v1.2/facelists/a", json={"name": "n"}, headers=headers)

        assert one.url != other.url
        assert len(httpx.get(f"{one.url}/face/v1.2/facelists", headers=headers).json()) == 1
        assert httpx.get(f"{other.url}/face/v1.2/facelists", headers=headers).json() == []


def test_latency_is_for_face_calls_only() -> None:
    """Every Face call takes the latency longer, even a refused one; the emulator's own side does not."""
    with background(Settings(latency=0.2)) as running, httpx.Client(base_url=running.url) as client:

        def seconds(path: str) -> float:
            began = time.perf_counter()
            client.get(path)
            return time.perf_counter() - began

        client.get("/healthz")
        assert seconds("/face/v1.2/facelists") >= 0.2
        assert seconds("/healthz") < 0.2
        assert seconds("/_emulator/account") < 0.2


def test_small_replies_are_sent_at_once(remote: httpx.Client) -> None:
    """A reply on a connection in use does not wait for the acknowledgement of the one before, some 40 ms."""

    def seconds() -> float:
        began = time.perf_counter()
        remote.get("/face/v1.2/facelists")
        return time.perf_counter() - began

    # The system acknowledges the first few at once in any case.
    assert min([seconds() for _ in range(40)][-10:]) < 0.02


@pytest.mark.parametrize("host", [None, "face.example", "face.example:8080"])
def test_a_train_request_is_told_the_url_it_came_by(server: Running, remote: httpx.Client, host: str | None) -> None:
    """`Operation-Location` names the very host and port that the caller used."""
    remote.put("/face/v1.0/persongroups/a", json={"name": "n"})

    reply = remote.post("/face/v1.0/persongroups/a/train?", headers={} if host is None else {"Host": host})

    root = server.url if host is None else f"http://{host}"
    assert reply.headers["operation-location"] == f"{root}/face/v1.0/persongroups/a/training"


def test_chunked_uploads(remote: httpx.Client) -> None:
    """A body without a length, sent in pieces, is taken like any other."""
    remote.put("/face/v1.2/facelists/a", json={"name": "n"})

    reply = remote.post(
        "/face/v1.2/facelists/a/persistedfaces",
        content=(bytes([byte]) for byte in photo()),
        headers={"Content-Type": "application/octet-stream"},
    )

    assert (reply.request.headers["transfer-encoding"], reply.status_code) == ("chunked", 200)
    [container] = remote.get("/_emulator/account").json()["containers"]
    assert (container["persistedFaces"][0]["size"], container["persistedFaces"][0]["format"]) == (2048, "jpeg")


def test_the_public_names_are_there() -> None:
    """What the package lists it has, and nothing else is found by accident."""
    assert [name for name in emulator.__all__ if not hasattr(emulator, name)] == []
    with pytest.raises(AttributeError, match="no attribute 'Server'"):
        _ = emulator.Server


def test_settings_alone_cost_no_web_server() -> None:
    """Importing the package does not import the web server before something of it is used."""
    check = (
        "import sys, pulumi_azure_face.emulator as e; e.Settings(); "
        "print(sorted({'starlette', 'uvicorn'} & set(sys.modules)))"
    )

    assert subprocess.check_output([sys.executable, "-c", check], text=True) == "[]\n"
