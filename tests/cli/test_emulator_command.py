"""The command `azure-face emulator` and the effect of each option on the service."""

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
    """Start the command on a free port and return an HTTP client for API version v1.0."""
    environment = {**os.environ, "AZURE_FACE_KEY": KEY}
    command = [str(COMMAND), "emulator", "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        try:
            url = process.stdout.readline().split()[-1]
            headers = {"Ocp-Apim-Subscription-Key": KEY}
            with httpx.Client(base_url=f"{url}/face/v1.0", headers=headers, trust_env=False) as client:
                yield client
        finally:
            process.terminate()


@pytest.fixture
def proxy() -> Iterator[str]:
    """Start an HTTP proxy that answers every request with a photo."""

    class PhotoHandler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(picture())

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), PhotoHandler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def statuses(client: httpx.Client, count: int) -> set[int]:
    return {client.get("/persongroups").status_code for _ in range(count)}


def start_training(client: httpx.Client) -> dict[str, object]:
    """Train an empty group and return its training status right away."""
    client.put("/persongroups/a", json={"name": "n"})
    assert client.post("/persongroups/a/train").status_code == 202
    status: dict[str, object] = client.get("/persongroups/a/training").json()
    return status


def test_default_behavior() -> None:
    """Without options there is no rate limit, no null members, no change during a training, and no token access."""
    with emulator() as client:
        assert statuses(client, 100) == {200}
        assert start_training(client)["status"] == "running"
        assert client.patch("/persongroups/a", json={"name": "m"}).status_code == 409
        assert client.get("/persongroups/a").json() == {"personGroupId": "a", "name": "n"}
        client.headers = httpx.Headers({"Authorization": "Bearer x"})
        assert statuses(client, 1) == {401}


def test_free_tier() -> None:
    """F0 allows 20 calls a minute, and `--numeric-codes` and `--retry-after` select the newer form of 429."""
    with emulator("--tier", "F0", "--numeric-codes", "--retry-after") as client:
        assert statuses(client, 20) == {200}

        response = client.get("/persongroups")

        assert (response.status_code, response.json()["error"]["code"]) == (429, "429")
        assert "F0 pricing tier" in response.json()["error"]["message"]
        assert int(response.headers["retry-after"]) in (1, 2, 3)


def test_rate_option_overrides_the_tier() -> None:
    """--rate replaces the rate limit of the tier, `inf` removes it, and the quotas of the tier stay."""
    with emulator("--tier", "S0", "--rate", "0.01") as client:
        assert [client.get("/persongroups").status_code for _ in range(2)] == [200, 429]
    with emulator("--tier", "F0", "--rate", "inf") as client:
        for number in range(64):
            client.put(f"/largefacelists/{number}", json={"name": "n"})
        assert client.put("/largefacelists/more", json={"name": "n"}).json()["error"]["code"] == "QuotaExceeded"


def test_response_styles() -> None:
    """--v1.0-style returns null members and the old status of a queued training, and --strict is the default."""
    with emulator("--v1.0-style", "--queued-seconds", "60") as client:
        assert start_training(client)["status"] == "notstarted"
        assert client.get("/persongroups/a").json() == {"personGroupId": "a", "name": "n", "userData": None}
    with emulator("--strict", "--queued-seconds", "60") as client:
        assert start_training(client)["status"] == "notStarted"


def test_training_options() -> None:
    """Trainings can end at once, succeed without faces, and allow changes while they run."""
    with emulator("--training-seconds", "0", "--empty-succeeds") as client:
        assert start_training(client)["status"] == "succeeded"
    with emulator("--training-seconds", "60", "--no-conflicts") as client:
        assert start_training(client)["status"] == "running"
        assert client.patch("/persongroups/a", json={"name": "m"}).status_code == 200


def test_token_option() -> None:
    """--token makes the service accept a bearer token in addition to the key."""
    with emulator("--token", "secret") as client:
        assert statuses(client, 1) == {200}
        client.headers = httpx.Headers({"Authorization": "Bearer secret"})
        assert statuses(client, 1) == {200}


@pytest.mark.parametrize(("options", "status"), [((), 400), (("--allow-url",), 200)], ids=["default", "--allow-url"])
def test_remote_image_urls(proxy: str, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], status: int) -> None:
    """The service fetches images only from this machine, and with --allow-url from anywhere."""
    monkeypatch.setenv("http_proxy", proxy)
    with emulator(*options) as client:
        client.put("/facelists/a", json={"name": "n"})

        response = client.post("/facelists/a/persistedfaces", json={"url": "http://elsewhere.invalid/photo.jpg"})

        assert response.status_code == status


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--tier", "S1"), "must be one of F0, S0, got 'S1'"),
        (("--rate", "0"), "--rate"),
        (("--rate", "fast"), "--rate"),
        (("--queued-seconds", "-1"), "--queued-seconds"),
        (("--training-seconds", "-1"), "--training-seconds"),
    ],
    ids=" ".join,
)
def test_invalid_option_is_reported(options: tuple[str, str], message: str) -> None:
    """An invalid value is reported with the name of its option, and no service starts."""
    result = subprocess.run([COMMAND, "emulator", *options], capture_output=True, text=True, check=False)

    assert result.returncode == 2
    assert message in result.stderr
