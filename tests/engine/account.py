"""The emulated account: its containers, its request log, and the faults that a test injects."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from pulumi_azure_face.emulator import Settings, background

from .photos import EnrolledPhotos

KEY = "key-of-the-engine-tests"
TRAINING_SECONDS = 0.3
WAIT_TIMEOUT = 60.0  # seconds; an idle machine needs less than one
WRITE_METHODS = ("PUT", "POST", "PATCH", "DELETE")


@dataclass(frozen=True)
class ContainerState:
    """A container with everything in it that a program can declare."""

    kind: str
    id: str
    name: str
    user_data: str | None = None
    recognition_model: str = "recognition_04"
    photos: EnrolledPhotos = ()
    trained: bool = False
    """Whether the latest training succeeded and covers all current faces."""


def person_group(id: str, name: str | None = None, **properties: Any) -> ContainerState:
    return ContainerState("persongroups", id, name or id, **properties)


def large_face_list(id: str, name: str | None = None, **properties: Any) -> ContainerState:
    return ContainerState("largefacelists", id, name or id, **properties)


class Account:
    """One emulated account. Use `http` to change it outside Pulumi."""

    def __init__(self, url: str, key: str) -> None:
        headers = {"Ocp-Apim-Subscription-Key": key}
        self.url = url
        self.http = httpx.Client(base_url=f"{url}/face/v1.2", headers=headers, trust_env=False)
        self._admin = httpx.Client(base_url=f"{url}/_emulator", headers=headers, trust_env=False)

    def close(self) -> None:
        self.http.close()
        self._admin.close()

    def holds(self) -> list[ContainerState]:
        """Return the state of all containers, ordered by id."""
        return sorted((container_state(container) for container in self.containers()), key=lambda state: state.id)

    def containers(self) -> list[dict[str, Any]]:
        """Return all containers as the emulator's admin API dumps them."""
        containers: list[dict[str, Any]] = self.dump()["containers"]
        return containers

    def dump(self) -> dict[str, Any]:
        """Return the whole account as the emulator's admin API dumps it."""
        account: dict[str, Any] = self._get("account")
        return account

    def restore(self, account: dict[str, Any]) -> None:
        """Replace the account with one that `dump` returned."""
        self._admin.put("/account", json=account).raise_for_status()

    def container(self, id: str) -> dict[str, Any]:
        return next(container for container in self.containers() if container["id"] == id)

    def create_unmanaged_group(self, id: str, **properties: str) -> ContainerState:
        """Create a person group outside Pulumi."""
        self.http.put(f"/persongroups/{id}", json={"name": id, **properties}).raise_for_status()
        return container_state(self.container(id))

    def requests(self) -> list[str]:
        """Return the requests since the log was emptied, such as `PUT /persongroups/staff`."""
        return [f"{request['method']} {path_without_version(request['path'])}" for request in self.request_log()]

    def request_log(self) -> list[dict[str, Any]]:
        """Return the requests since the log was emptied, as the emulator's admin API returns them."""
        requests: list[dict[str, Any]] = self._get("requests")
        return requests

    def writes(self) -> list[str]:
        return [request for request in self.requests() if request.startswith(WRITE_METHODS)]

    def statuses(self) -> list[int]:
        """Return the response status of each request since the log was emptied."""
        return [request["status"] for request in self.request_log()]

    def empty_log(self) -> None:
        self._admin.delete("/requests").raise_for_status()

    def add_rule(self, **rule: Any) -> None:
        """Add a fault injection rule of the emulator."""
        self._admin.post("/rules", json=rule).raise_for_status()

    def rule_hits(self) -> int:
        """Return how many requests the fault injection rules have hit."""
        return sum(rule["hits"] for rule in self._get("rules"))

    def delete_rules(self) -> None:
        self._admin.delete("/rules").raise_for_status()

    def change_key(self, key: str) -> None:
        """Make the service reject every key but this one."""
        self._admin.post("/key", json={"key": key}).raise_for_status()
        self.http.headers["Ocp-Apim-Subscription-Key"] = key

    def fail_training(self, message: str, container: str) -> None:
        """Make the next training of a container fail."""
        self._admin.post("/fail-training", json={"message": message, "container": container}).raise_for_status()

    def _get(self, path: str) -> Any:
        return self._admin.get(f"/{path}").raise_for_status().json()


def path_without_version(path: str) -> str:
    return "/" + path.split("/", 3)[-1]


def container_state(container: dict[str, Any]) -> ContainerState:
    training = container["training"] or {}
    return ContainerState(
        container["kind"],
        container["id"],
        container["name"],
        container["userData"],
        container["recognitionModel"],
        enrolled_photos(container),
        training.get("status") == "succeeded" and not training["stale"],
    )


def enrolled_photos(container: dict[str, Any]) -> EnrolledPhotos:
    if container["kind"].endswith("groups"):
        return tuple(sorted((person["name"], photo_digests(person)) for person in container["persons"]))
    return (("", photo_digests(container)),) if container["persistedFaces"] else ()


def photo_digests(face_owner: dict[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(face["sha256"] for face in face_owner["persistedFaces"]))


@contextmanager
def emulated(settings: Settings | None = None) -> Iterator[Account]:
    """Start an emulator with an empty account on a free port."""
    with background(settings or Settings(key=KEY, training_seconds=TRAINING_SECONDS)) as emulator:
        account = Account(emulator.url, emulator.key)
        try:
            yield account
        finally:
            account.close()


def wait_until(condition: Callable[[], object], description: str) -> None:
    deadline = time.monotonic() + WAIT_TIMEOUT
    while not condition():
        assert time.monotonic() < deadline, f"waited {WAIT_TIMEOUT:.0f} s for {description}"
        time.sleep(0.02)
