"""The emulated account as its owner sees it: what it holds, what was asked of it, and how to make trouble."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from pulumi_azure_face.emulator import Settings, background

from .photos import Enrolled

KEY = "key-of-the-engine-tests"
TRAINING_SECONDS = 0.3
PATIENCE = 60.0  # seconds; for what takes a moment on a machine with nothing else to do
WRITES = ("PUT", "POST", "PATCH", "DELETE")


@dataclass(frozen=True)
class Held:
    """A container, and all of it that a program can declare."""

    kind: str
    id: str
    name: str
    user_data: str | None = None
    recognition_model: str = "recognition_04"
    enrolled: Enrolled = ()
    trained: bool = False
    """Whether the latest training has succeeded and covers all that is enrolled."""


def person_group(id: str, name: str | None = None, **rest: Any) -> Held:
    return Held("persongroups", id, name or id, **rest)


def large_face_list(id: str, name: str | None = None, **rest: Any) -> Held:
    return Held("largefacelists", id, name or id, **rest)


class Account:
    """One emulated account. `face` calls it as somebody else would, past the program."""

    def __init__(self, url: str, key: str) -> None:
        headers = {"Ocp-Apim-Subscription-Key": key}
        self.url = url
        self.face = httpx.Client(base_url=f"{url}/face/v1.2", headers=headers, trust_env=False)
        self._admin = httpx.Client(base_url=f"{url}/_emulator", headers=headers, trust_env=False)

    def close(self) -> None:
        self.face.close()
        self._admin.close()

    def holds(self) -> list[Held]:
        """Everything in it, in the order of ids."""
        return sorted((held(container) for container in self.containers()), key=lambda one: one.id)

    def containers(self) -> list[dict[str, Any]]:
        containers: list[dict[str, Any]] = self.dump()["containers"]
        return containers

    def dump(self) -> dict[str, Any]:
        """Everything in it, as the emulator describes it."""
        account: dict[str, Any] = self._get("account")
        return account

    def restore(self, account: dict[str, Any]) -> None:
        """Replace it by another one, as `dump` described that."""
        self._admin.put("/account", json=account).raise_for_status()

    def container(self, id: str) -> dict[str, Any]:
        return next(container for container in self.containers() if container["id"] == id)

    def stranger(self, id: str, **body: str) -> Held:
        """Have somebody else make a person group."""
        self.face.put(f"/persongroups/{id}", json={"name": id, **body}).raise_for_status()
        return held(self.container(id))

    def requests(self) -> list[str]:
        """What was asked since the log was emptied: `PUT /persongroups/staff`."""
        return [f"{one['method']} {below_version(one['path'])}" for one in self._get("requests")]

    def writes(self) -> list[str]:
        return [request for request in self.requests() if request.startswith(WRITES)]

    def statuses(self) -> list[int]:
        """How that was answered."""
        return [one["status"] for one in self._get("requests")]

    def empty_log(self) -> None:
        self._admin.delete("/requests").raise_for_status()

    def rule(self, **order: Any) -> None:
        """Have the calls that an order names go wrong, as the emulator's own text spells out."""
        self._admin.post("/rules", json=order).raise_for_status()

    def end_rules(self) -> None:
        self._admin.delete("/rules").raise_for_status()

    def change_key(self, key: str) -> None:
        """From now on the service takes this key and no other."""
        self._admin.post("/key", json={"key": key}).raise_for_status()
        self.face.headers["Ocp-Apim-Subscription-Key"] = key

    def fail_training(self, message: str, container: str) -> None:
        """Let the next training of a container fail."""
        self._admin.post("/fail-training", json={"message": message, "container": container}).raise_for_status()

    def _get(self, what: str) -> Any:
        return self._admin.get(f"/{what}").raise_for_status().json()


def below_version(path: str) -> str:
    return "/" + path.split("/", 3)[-1]


def held(container: dict[str, Any]) -> Held:
    training = container["training"] or {}
    return Held(
        container["kind"],
        container["id"],
        container["name"],
        container["userData"],
        container["recognitionModel"],
        enrolled(container),
        training.get("status") == "succeeded" and not training["stale"],
    )


def enrolled(container: dict[str, Any]) -> Enrolled:
    if container["kind"].endswith("groups"):
        return tuple(sorted((person["name"], shas(person)) for person in container["persons"]))
    return (("", shas(container)),) if container["persistedFaces"] else ()


def shas(owner: dict[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(face["sha256"] for face in owner["persistedFaces"]))


@contextmanager
def emulated(settings: Settings | None = None) -> Iterator[Account]:
    """An empty account on a port of its own."""
    with background(settings or Settings(key=KEY, training_seconds=TRAINING_SECONDS)) as running:
        account = Account(running.url, running.key)
        try:
            yield account
        finally:
            account.close()


def wait_until(happens: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happens():
        assert time.monotonic() < deadline, f"waited {PATIENCE:.0f} s for {what}"
        time.sleep(0.02)
