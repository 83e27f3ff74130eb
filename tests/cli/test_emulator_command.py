"""`azure-face emulator`: each option is heard, by the service that it starts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from pictures import picture

COMMAND = Path(sys.executable).parent / "azure-face"
KEY = "a-key"


@contextmanager
def emulator(*options: str) -> Iterator[httpx.Client]:
    """The command on a free port, and a caller at its v1.0."""
    environment = {**os.environ, "AZURE_FACE_KEY": KEY}
    command = [str(COMMAND), "emulator", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            url = process.stdout.readline().split()[-1]
            headers = {"Ocp-Apim-Subscription-Key": KEY}
            with httpx.Client(base_url=f"{url}/face/v1.0", headers=headers, trust_env=False) as face:
                yield face
        finally:
            process.terminate()


@pytest.fixture
def proxy() -> Iterator[str]:
    """The way to everywhere: whatever it is asked for, it has a photo."""

    class Photos(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(picture())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Photos) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def statuses(face: httpx.Client, count: int) -> set[int]:
    return {face.get("/persongroups").status_code for _ in range(count)}


def trained(face: httpx.Client) -> dict[str, object]:
    """Train an empty group, and what can be seen of it at once."""
    face.put("/persongroups/a", json={"name": "n"})
    assert face.post("/persongroups/a/train").status_code == 202
    status: dict[str, object] = face.get("/persongroups/a/training").json()
    return status


def test_without_options() -> None:
    """No limit on calls, no nulls, a training that runs, no changes meanwhile, and the key alone opens it."""
    with emulator() as face:
        assert statuses(face, 100) == {200}
        assert trained(face)["status"] == "running"
        assert face.patch("/persongroups/a", json={"name": "m"}).status_code == 409
        assert face.get("/persongroups/a").json() == {"personGroupId": "a", "name": "n"}
        face.headers = httpx.Headers({"Authorization": "Bearer x"})
        assert statuses(face, 1) == {401}


def test_the_small_tier() -> None:
    """F0 answers 20 calls a minute, and with `--numeric-codes` and `--retry-after` it says so in the newer way."""
    with emulator("--tier", "F0", "--numeric-codes", "--retry-after") as face:
        assert statuses(face, 20) == {200}

        reply = face.get("/persongroups")

        assert (reply.status_code, reply.json()["error"]["code"]) == (429, "429")
        assert "F0 pricing tier" in reply.json()["error"]["message"]
        assert int(reply.headers["retry-after"]) in (1, 2, 3)


def test_a_rate_of_ones_own() -> None:
    """The rate takes the place of the tier's, and `inf` of any; the tier's quantities stay."""
    with emulator("--tier", "S0", "--rate", "0.01") as face:
        assert [face.get("/persongroups").status_code for _ in range(2)] == [200, 429]
    with emulator("--tier", "F0", "--rate", "inf") as face:
        for number in range(64):
            face.put(f"/largefacelists/{number}", json={"name": "n"})
        assert face.put("/largefacelists/more", json={"name": "n"}).json()["error"]["code"] == "QuotaExceeded"


def test_the_style_of_v1_0() -> None:
    """Nulls, and the old word for a training that waits; the strict style is the usual one."""
    with emulator("--v1.0-style", "--queued-seconds", "60") as face:
        assert trained(face)["status"] == "notstarted"
        assert face.get("/persongroups/a").json() == {"personGroupId": "a", "name": "n", "userData": None}
    with emulator("--strict", "--queued-seconds", "60") as face:
        assert trained(face)["status"] == "notStarted"


def test_how_trainings_go() -> None:
    """They can take no time, succeed with nothing to learn, and let changes in."""
    with emulator("--training-seconds", "0", "--empty-succeeds") as face:
        assert trained(face)["status"] == "succeeded"
    with emulator("--training-seconds", "60", "--no-conflicts") as face:
        assert trained(face)["status"] == "running"
        assert face.patch("/persongroups/a", json={"name": "m"}).status_code == 200


def test_a_token() -> None:
    """A token opens it beside the key."""
    with emulator("--token", "secret") as face:
        assert statuses(face, 1) == {200}
        face.headers = httpx.Headers({"Authorization": "Bearer secret"})
        assert statuses(face, 1) == {200}


@pytest.mark.parametrize(("options", "status"), [((), 400), (("--allow-url",), 200)], ids=["usually", "--allow-url"])
def test_urls_from_elsewhere(
    proxy: str, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], status: int
) -> None:
    """An image is fetched from this machine alone, unless it may come from anywhere."""
    monkeypatch.setenv("http_proxy", proxy)
    with emulator(*options) as face:
        face.put("/facelists/a", json={"name": "n"})

        reply = face.post("/facelists/a/persistedfaces", json={"url": "http://elsewhere.invalid/photo.jpg"})

        assert reply.status_code == status


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--tier", "S1"), "choose from F0, S0"),
        (("--rate", "0"), "--rate"),
        (("--rate", "fast"), "--rate"),
        (("--queued-seconds", "-1"), "--queued-seconds"),
        (("--training-seconds", "-1"), "--training-seconds"),
    ],
    ids=" ".join,
)
def test_what_it_does_not_take(options: tuple[str, str], named: str) -> None:
    """A value out of range is told with the option's name, and nothing starts."""
    said = subprocess.run([COMMAND, "emulator", *options], capture_output=True, text=True, check=False)

    assert said.returncode == 2
    assert named in said.stderr
