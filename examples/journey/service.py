"""The Face service of the journey: an emulator, called through its REST interface."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

KINDS = ("persongroups", "largepersongroups", "facelists", "largefacelists")


class DemoError(Exception):
    """A program or service that the journey needs is missing or fails."""


@dataclass(frozen=True)
class Service:
    """The endpoint of one account and its key."""

    endpoint: str
    key: str

    def request(self, method: str, path: str, body: object = None) -> Any:
        """Send a request and return the JSON of the response, or None if it is empty."""
        request = Request(f"{self.endpoint}{path}", method=method, headers={"Ocp-Apim-Subscription-Key": self.key})
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with build_opener(ProxyHandler({})).open(request, timeout=30) as response:
                return json.loads(response.read() or "null")
        except OSError as error:
            raise DemoError(f"the request {method} {path} failed: {error}") from error

    def face(self, method: str, path: str, body: object = None) -> Any:
        """Send a request to the Face API."""
        return self.request(method, f"/face/v1.2/{path}", body)

    def containers(self) -> list[dict[str, Any]]:
        """Return the containers of every kind."""
        return [container for kind in KINDS for container in self.face("GET", kind)]

    def name_of(self, container: str) -> object:
        return self.face("GET", container)["name"]

    def rename(self, container: str, name: str) -> None:
        self.face("PATCH", container, {"name": name})

    def face_counts(self, group: str) -> dict[str, int]:
        """Return the number of faces of each person by name."""
        return {person["name"]: len(person["persistedFaceIds"]) for person in self.face("GET", f"{group}/persons")}

    def face_count(self, face_list: str) -> int:
        return len(self.face("GET", f"{face_list}/persistedfaces"))

    def delete_one_face(self, group: str, name: str) -> None:
        persons = self.face("GET", f"{group}/persons")
        person = next(person for person in persons if person["name"] == name)
        self.face("DELETE", f"{group}/persons/{person['personId']}/persistedfaces/{person['persistedFaceIds'][0]}")

    def trained_at(self, container: str) -> str | None:
        """Return the time when the last training was requested, or None unless it succeeded."""
        training = self.face("GET", f"{container}/training")
        return str(training["createdDateTime"]) if training["status"] == "succeeded" else None

    def clear_request_log(self) -> None:
        self.request("DELETE", "/_emulator/requests")

    def count_requests(self, method: str | None = None, path_suffix: str = "") -> int:
        """Count the logged requests with this method and path suffix."""
        log = self.request("GET", "/_emulator/requests")
        return sum(call["method"] == (method or call["method"]) and call["path"].endswith(path_suffix) for call in log)


@contextmanager
def emulator(program: str) -> Iterator[Service]:
    """Run an emulator with an empty account and a random key on a free port."""
    key = secrets.token_hex(16)
    command, environment = [program, "emulator", "--port", "0"], {**os.environ, "AZURE_FACE_KEY": key}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Service(read_endpoint(process), key)
        finally:
            process.terminate()


def read_endpoint(emulator: subprocess.Popen[str]) -> str:
    """Return the last word of the line that the emulator prints once it listens."""
    line = emulator.stdout.readline() if emulator.stdout else ""
    if not line:
        raise DemoError("the emulator does not start")
    return line.split()[-1]
