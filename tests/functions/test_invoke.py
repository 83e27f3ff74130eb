"""Functions without an engine: they read the environment, and each failure is one RunError."""

from __future__ import annotations

import inspect
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx
import pytest

import pulumi
import pulumi_azure_face as face
from outputs import output_of
from pulumi_azure_face.emulator import Settings, background

KEY = "key-of-the-function-tests"


class CountingServer(ThreadingHTTPServer):
    """A service that returns the same group for every request and counts connections."""

    connections = 0

    def get_request(self) -> Any:
        self.connections += 1
        return super().get_request()


class GroupHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        content = b'{"personGroupId": "staff", "name": "Staff"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing."""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[CountingServer]:
    """Start the service that the environment variables name."""
    with CountingServer(("127.0.0.1", 0), GroupHandler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("AZURE_FACE_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("AZURE_FACE_KEY", KEY)
        monkeypatch.setenv("PULUMI_CONFIG", '{"azure-face:requestsPerSecond": "10000"}')
        yield server
        server.shutdown()
        thread.join()


def test_calls_share_one_connection(service: CountingServer) -> None:
    """Fifty calls of one program use one connection."""
    names = [face.get_person_group("staff").display_name for _ in range(50)]

    assert names == ["Staff"] * 50
    assert service.connections == 1


@pytest.mark.parametrize(
    ("call", "line"),
    [
        pytest.param(
            lambda: face.get_person_group("No Body"), "person_group_id must have 1 to 64 characters", id="invalid id"
        ),
        pytest.param(
            lambda: face.list_person_groups(top=0), "top must be a whole number from 1 to 1000", id="invalid top"
        ),
        pytest.param(
            lambda: face.list_face_lists(account="nowhere"),
            "account 'nowhere' is not configured. Run `pulumi config set",
            id="unknown account",
        ),
        pytest.param(
            lambda: face.list_face_lists(account=object.__new__(face.Account)),  # type: ignore[arg-type]
            "account must be a name, got Account. The _output variant",
            id="declared account",
        ),
        pytest.param(
            face.list_person_groups,
            "could not list the PersonGroups: the response does not",
            id="unexpected response",
        ),
    ],
)
def test_failure_is_one_line_run_error(service: CountingServer, call: Callable[[], object], line: str) -> None:
    """A failed function raises a RunError, whose message alone the language host prints."""
    with pytest.raises(pulumi.RunError) as error:
        call()

    assert str(error.value).startswith(line)
    assert str(error.value).isprintable()
    assert KEY not in str(error.value)


FUNCTIONS = [name for name in face.__all__ if f"{name}_output" in face.__all__ and not name.endswith("_output")]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_output_is_rejected_with_the_name_of_the_variant(name: str) -> None:
    """A plain function that gets an output says which argument it is, and names the function that takes outputs."""
    function = getattr(face, name)
    for argument in inspect.signature(function).parameters:
        with pytest.raises(pulumi.RunError) as error:
            function(**{argument: output_of("staff")})

        assert str(error.value) == (
            f"{argument} must be a plain value, got an Output. Use {name}_output, which takes outputs"
        )


def test_missing_endpoint_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function without a configured endpoint fails and names the setting."""
    for name in ("AZURE_FACE_ENDPOINT", "AZURE_FACE_KEY"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(pulumi.RunError, match="azure-face:endpoint is not set"):
        face.list_person_groups()


def test_ctrl_c_interrupts_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupted program ends at once, even while a function waits for a retry."""
    program = "import pulumi_azure_face as face; face.list_person_groups()"
    headers = {"Ocp-Apim-Subscription-Key": KEY}
    monkeypatch.setenv("AZURE_FACE_KEY", KEY)
    with background(Settings(key=KEY)) as emulator:
        monkeypatch.setenv("AZURE_FACE_ENDPOINT", emulator.url)
        rule = {"status": 429, "headers": {"Retry-After": "300"}}
        httpx.post(f"{emulator.url}/_emulator/rules", json=rule, headers=headers, trust_env=False).raise_for_status()
        with subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True) as run:
            try:
                assert run.stderr is not None
                assert run.stderr.readline().startswith("info: retrying in 300.0 s: 429")
                run.send_signal(signal.SIGINT)
                _, rest = run.communicate(timeout=60)
            finally:
                run.kill()

    assert rest.splitlines()[-1] == "KeyboardInterrupt"


INTERRUPTED_START = """
import itertools, os, signal, threading
import pulumi_azure_face as face

steps = itertools.count(1)
call = face.list_person_groups

def interrupt(frame, event, argument):
    if next(steps) == {step}:
        os.kill(os.getpid(), signal.SIGINT)

threading.settrace(interrupt)
call()
"""
"""The program interrupts itself at the given Python call of the event loop thread."""


@pytest.mark.parametrize("step", [1, 100, 1000])
def test_ctrl_c_during_startup_ends_the_program(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt while the event loop starts ends the program as well."""
    monkeypatch.setenv("AZURE_FACE_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("AZURE_FACE_KEY", KEY)
    program = INTERRUPTED_START.format(step=step)

    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)

    assert run.stderr.splitlines()[-1] == "KeyboardInterrupt"


def test_debug_mode_raises_the_original_error(service: CountingServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """With AZURE_FACE_DEBUG=1 a function raises the original error, so the language host prints its traceback."""
    monkeypatch.setenv("AZURE_FACE_DEBUG", "1")

    with pytest.raises(Exception, match="top must be") as error:
        face.list_person_groups(top=0)
    assert not isinstance(error.value, pulumi.RunError)
