"""The Face service of the journey: an emulator, and its REST interface as anybody else would use it."""

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


class Trouble(Exception):
    """Something that the journey needs is missing, or does not do its part."""


@dataclass(frozen=True)
class Service:
    """One account: where it is, and its key."""

    endpoint: str
    key: str

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """One call, and the JSON that it is answered with; None without one."""
        request = Request(f"{self.endpoint}{path}", method=method, headers={"Ocp-Apim-Subscription-Key": self.key})
        if body is not None:
            request.data = json.dumps(body).encode()
            request.add_header("Content-Type", "application/json")
        try:
            with build_opener(ProxyHandler({})).open(request, timeout=30) as reply:
                return json.loads(reply.read() or "null")
        except OSError as error:
            raise Trouble(f"the service does not do {method} {path}: {error}") from error

    def face(self, method: str, path: str, body: object = None) -> Any:
        return self.ask(method, f"/face/v1.2/{path}", body)

    def containers(self) -> list[dict[str, Any]]:
        """All that is in the account, of every kind."""
        return [container for kind in KINDS for container in self.face("GET", kind)]

    def name_of(self, container: str) -> object:
        return self.face("GET", container)["name"]

    def rename(self, container: str, name: str) -> None:
        self.face("PATCH", container, {"name": name})

    def face_counts(self, group: str) -> dict[str, int]:
        """How many faces each person has, by their names."""
        return {person["name"]: len(person["persistedFaceIds"]) for person in self.face("GET", f"{group}/persons")}

    def face_count(self, face_list: str) -> int:
        return len(self.face("GET", f"{face_list}/persistedfaces"))

    def delete_a_face(self, group: str, name: str) -> None:
        persons = self.face("GET", f"{group}/persons")
        person = next(person for person in persons if person["name"] == name)
        self.face("DELETE", f"{group}/persons/{person['personId']}/persistedfaces/{person['persistedFaceIds'][0]}")

    def trained_at(self, container: str) -> str | None:
        """When the last training was asked for; None unless it has succeeded."""
        training = self.face("GET", f"{container}/training")
        return str(training["createdDateTime"]) if training["status"] == "succeeded" else None

    def forget_calls(self) -> None:
        self.ask("DELETE", "/_emulator/requests")

    def calls(self, method: str | None = None, path: str = "") -> int:
        """How many there were since `forget_calls`, of one method and with one end of the path."""
        log = self.ask("GET", "/_emulator/requests")
        return sum(call["method"] == (method or call["method"]) and call["path"].endswith(path) for call in log)


@contextmanager
def emulator(program: str) -> Iterator[Service]:
    """An account of our own on a free port, empty, with a key that nobody knows."""
    key = secrets.token_hex(16)
    command, environment = [program, "emulator", "--port", "0"], {**os.environ, "AZURE_FACE_KEY": key}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Service(endpoint_of(process), key)
        finally:
            process.terminate()


def endpoint_of(emulator: subprocess.Popen[str]) -> str:
    """The last word of the one line that it prints once it listens."""
    line = emulator.stdout.readline() if emulator.stdout else ""
    if not line:
        raise Trouble("the emulator does not start")
    return line.split()[-1]
