"""Functions without an engine: settings come from the environment, and what fails is one RunError."""

from __future__ import annotations

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
from pulumi_azure_face.emulator import Settings, background

KEY = "key-of-the-function-tests"


class Counted(ThreadingHTTPServer):
    """A service that gives one and the same group, and counts who connects."""

    connections = 0

    def get_request(self) -> Any:
        self.connections += 1
        return super().get_request()


class Group(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        content = b'{"personGroupId": "staff", "name": "Staff"}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: its requests are only counted."""


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counted]:
    """The account that the environment names."""
    with Counted(("127.0.0.1", 0), Group) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever)
        thread.start()
        monkeypatch.setenv("AZURE_FACE_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        monkeypatch.setenv("AZURE_FACE_KEY", KEY)
        monkeypatch.setenv("PULUMI_CONFIG", '{"azure-face:requestsPerSecond": "10000"}')
        yield server
        server.shutdown()
        thread.join()


def test_many_calls_share_one_connection(service: Counted) -> None:
    """A program with fifty calls is not fifty clients."""
    answers = [face.get_person_group("staff").display_name for _ in range(50)]

    assert answers == ["Staff"] * 50
    assert service.connections == 1


@pytest.mark.parametrize(
    ("call", "line"),
    [
        pytest.param(lambda: face.get_person_group("No Body"), "person_group_id must be 1 to 64 of the", id="a bad id"),
        pytest.param(
            lambda: face.list_person_groups(top=0), "top must be a whole number from 1 to 1000", id="a bad part"
        ),
        pytest.param(
            lambda: face.list_face_lists(account="nowhere"),
            "account 'nowhere' is not configured: `pulumi config set",
            id="an unknown account",
        ),
        pytest.param(
            lambda: face.list_face_lists(account=object.__new__(face.Account)),  # type: ignore[arg-type]
            "account must be a name; an `Account` is for the function whose name ends in _output",
            id="an account made in the program",
        ),
        pytest.param(
            face.list_person_groups,
            "could not list the PersonGroups: the reply does not",
            id="a stranger's reply",
        ),
    ],
)
def test_a_failure_is_one_line(service: Counted, call: Callable[[], object], line: str) -> None:
    """It is a RunError, of which the language host shows the text alone."""
    with pytest.raises(pulumi.RunError) as failed:
        call()

    assert str(failed.value).startswith(line)
    assert str(failed.value).isprintable()
    assert KEY not in str(failed.value)


def test_settings_that_are_missing_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is asked without knowing whom."""
    for name in ("AZURE_FACE_ENDPOINT", "AZURE_FACE_KEY"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(pulumi.RunError, match="azure-face:endpoint is not set"):
        face.list_person_groups()


def test_ctrl_c_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program that is interrupted ends, whatever its functions are still waiting for."""
    program = "import pulumi_azure_face as face; face.list_person_groups()"
    headers = {"Ocp-Apim-Subscription-Key": KEY}
    monkeypatch.setenv("AZURE_FACE_KEY", KEY)
    with background(Settings(key=KEY)) as running:
        monkeypatch.setenv("AZURE_FACE_ENDPOINT", running.url)
        rule = {"status": 429, "headers": {"Retry-After": "300"}}
        httpx.post(f"{running.url}/_emulator/rules", json=rule, headers=headers, trust_env=False).raise_for_status()
        with subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True) as run:
            try:
                assert run.stderr is not None
                assert run.stderr.readline().startswith("info: trying again in 300.0s: 429")
                run.send_signal(signal.SIGINT)
                _, rest = run.communicate(timeout=60)
            finally:
                run.kill()

    assert rest.splitlines()[-1] == "KeyboardInterrupt"


INTERRUPTED = """
import itertools, os, signal, threading
import pulumi_azure_face as face

steps = itertools.count(1)
ask = face.list_person_groups

def interrupt(frame, event, argument):
    if next(steps) == {step}:
        os.kill(os.getpid(), signal.SIGINT)

threading.settrace(interrupt)
ask()
"""
"""Is interrupted when the thread that it starts makes its so many-th call."""


@pytest.mark.parametrize("step", [1, 100, 1000])
def test_ctrl_c_may_come_early(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a function still starts what it asks with, a program ends as well."""
    monkeypatch.setenv("AZURE_FACE_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.setenv("AZURE_FACE_KEY", KEY)
    program = INTERRUPTED.format(step=step)

    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)

    assert run.stderr.splitlines()[-1] == "KeyboardInterrupt"


def test_debugging_keeps_the_error_itself(service: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    """With AZURE_FACE_DEBUG=1 the traceback is wanted, so the host must not take it for an error of one line."""
    monkeypatch.setenv("AZURE_FACE_DEBUG", "1")

    with pytest.raises(Exception, match="top must be") as failed:
        face.list_person_groups(top=0)
    assert not isinstance(failed.value, pulumi.RunError)
