"""An emulated account for lifecycle tests: the provider's client, a client that is not ours, and the admin API."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
import httpx
import pytest
from starlette.applications import Starlette

from pictures import picture
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.accounts import configuration
from pulumi_azure_face.client.accounts.auth import KeyAuth
from pulumi_azure_face.client.http import HttpTransport
from pulumi_azure_face.client.kinds import KINDS, Kind
from pulumi_azure_face.emulator import Settings, create_app
from pulumi_azure_face.lifecycle.base import CallContext
from pulumi_azure_face.lifecycle.identity.live_resources import LiveResources
from pulumi_azure_face.lifecycle.process_context import ProcessContext

from .stack_state import StackState

KEY = "a-key-for-tests"
ENDPOINT = "http://127.0.0.1"
OTHER_USER_DATA = "user data of another application"
OTHER_NAME = "unmanaged person"
OTHER_GALLERY = "0a1b2c3d"


@dataclass
class Account:
    """One emulated account with the provider's client and a client of another application."""

    app: Starlette
    client: AccountClient
    admin: httpx.AsyncClient
    other_client: httpx.AsyncClient
    process: ProcessContext = field(default_factory=ProcessContext)
    stack: StackState = field(default_factory=StackState)
    live_resources: LiveResources = field(default_factory=LiveResources)
    progress: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def call_context(self, timeout_seconds: float | None = None) -> CallContext:
        return CallContext(
            self.client,
            self.live_resources,
            self.process,
            self.stack.load,
            timeout_seconds,
            self.progress.append,
            self.warnings.append,
        )

    async def start_next_run(self) -> bool:
        """Remove all rules and start a new host process. Return whether any rule had a hit."""
        had_hits = await self.rule_hits() > 0
        await self.clear_rules()
        self.live_resources = LiveResources()
        self.process = ProcessContext()
        return had_hits

    # --- faults and the request log ----------------------------------------------------------------------------------

    async def add_rule(self, **rule: object) -> None:
        (await self.admin.post("/rules", json=rule)).raise_for_status()

    async def clear_rules(self) -> None:
        (await self.admin.delete("/rules")).raise_for_status()

    async def rule_hits(self) -> int:
        return sum(rule["hits"] for rule in (await self.admin.get("/rules")).json())

    async def wait_for_hit(self) -> None:
        while not await self.rule_hits():  # noqa: ASYNC110 - the counter is in the emulator
            await anyio.sleep(0.005)

    async def is_holding_request(self) -> bool:
        return any(rule["hits"] and "delay" in rule for rule in (await self.admin.get("/rules")).json())

    async def requests(self) -> list[str]:
        """Return the requests in the log, such as `GET /persongroups/staff`."""
        log = (await self.admin.get("/requests")).json()
        return [f"{entry['method']} {entry['path'].removeprefix('/face/v1.2')}" for entry in log]

    async def writes(self) -> list[str]:
        return [request for request in await self.requests() if not request.startswith("GET ")]

    async def clear_requests(self) -> None:
        (await self.admin.delete("/requests")).raise_for_status()

    # --- the content of the account ----------------------------------------------------------------------------------

    async def containers(self) -> list[dict[str, Any]]:
        containers: list[dict[str, Any]] = (await self.admin.get("/account")).json()["containers"]
        return containers

    async def container(self, kind: Kind, container_id: str) -> dict[str, Any] | None:
        matching = [
            container
            for container in await self.containers()
            if (container["kind"], container["id"]) == (kind.path, container_id)
        ]
        return matching[0] if matching else None

    async def container_ids(self, kind: Kind) -> list[str]:
        return [container["id"] for container in await self.containers() if container["kind"] == kind.path]

    async def gallery_content(self, kind: Kind, container_id: str = "staff") -> list[tuple[str, list[str]]]:
        """Return the tagged persons, each with the photo keys of its tagged faces. A list has the name ''."""
        container = await self.container(kind, container_id)
        assert container is not None
        if kind.holds == "faces":
            return [("", photo_keys(container["persistedFaces"]))]
        tagged = [person for person in container["persons"] if has_ownership_tag(person["userData"])]
        return sorted((person["name"], photo_keys(person["persistedFaces"])) for person in tagged)

    async def unmanaged_ids(self, kind: Kind, container_id: str = "staff") -> set[str]:
        """Return the ids of all persons and faces without a gallery's ownership tag."""
        container = await self.container(kind, container_id)
        assert container is not None
        persons = [person["personId"] for person in container["persons"] if not has_ownership_tag(person["userData"])]
        faces = [
            *container["persistedFaces"],
            *(face for person in container["persons"] for face in person["persistedFaces"]),
        ]
        return {*persons, *(face["persistedFaceId"] for face in faces if not has_ownership_tag(face["userData"]))}

    async def person_id(self, name: str, kind: Kind, container_id: str = "staff") -> str:
        container = await self.container(kind, container_id)
        assert container is not None
        return next(str(person["personId"]) for person in container["persons"] if person["name"] == name)

    async def face_paths(self, kind: Kind, container_id: str = "staff") -> dict[str, list[str]]:
        """Return the paths of all tagged faces by the name of their person ('' in a list)."""
        container = await self.container(kind, container_id)
        assert container is not None
        container_path, paths = f"/{kind.path}/{container_id}", {}
        if container["persistedFaces"]:
            paths[""] = [
                f"{container_path}/persistedfaces/{face}" for face in tagged_face_ids(container["persistedFaces"])
            ]
        for person in container["persons"]:
            person_faces = f"{container_path}/persons/{person['personId']}/persistedfaces"
            paths[person["name"]] = [f"{person_faces}/{face}" for face in tagged_face_ids(person["persistedFaces"])]
        return paths

    # --- requests of another application -----------------------------------------------------------------------------

    async def create(self, kind: Kind, container_id: str = "staff", **body: str) -> None:
        """Create a container outside the program."""
        body = {"name": "Staff", "recognitionModel": "recognition_04", **body}
        await self.send("PUT", f"/{kind.path}/{container_id}", json=body)

    async def add_person(self, kind: Kind, container_id: str = "staff", name: str = OTHER_NAME) -> str:
        body = {"name": name, "userData": OTHER_USER_DATA}
        return str((await self.send("POST", f"/{kind.path}/{container_id}/persons", json=body)).json()["personId"])

    async def add_face(self, owner: str, user_data: str = OTHER_USER_DATA) -> str:
        """Add an unmanaged face to a person or a list and return the face's path."""
        headers = {"Content-Type": "application/octet-stream"}
        path, query = f"{owner}/persistedfaces", {"userData": user_data}
        response = await self.send("POST", path, content=picture("unmanaged"), headers=headers, params=query)
        return f"{path}/{response.json()['persistedFaceId']}"

    async def add_content(self, kind: Kind, container_id: str = "staff") -> None:
        """Add an unmanaged face, so that the container can be trained."""
        container_path = f"/{kind.path}/{container_id}"
        await self.add_face(
            f"{container_path}/persons/{await self.add_person(kind, container_id)}"
            if kind.holds == "persons"
            else container_path
        )

    async def fail_training(self, kind: Kind, container_id: str = "staff") -> None:
        """Start a training that fails."""
        (await self.admin.post("/fail-training", json={"message": "no luck"})).raise_for_status()
        await self.send("POST", f"/{kind.path}/{container_id}/train")

    async def add_unmanaged_content(self, kind: Kind) -> None:
        """Add an unmanaged person with a face, and an unmanaged face to each tagged person or to the list."""
        for owner in await self.owner_paths(kind):
            await self.add_face(owner)
        await self.add_content(kind)

    async def owner_paths(self, kind: Kind) -> list[str]:
        """Return the path of the list, or of each tagged person."""
        if kind.holds == "faces":
            return [f"/{kind.path}/staff"]
        container = await self.container(kind, "staff")
        assert container is not None
        return [
            f"/{kind.path}/staff/persons/{person['personId']}"
            for person in container["persons"]
            if has_ownership_tag(person["userData"])
        ]

    async def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        response = await self.other_client.request(method, path, **request)
        assert response.is_success, response.text
        return response


def has_ownership_tag(user_data: str | None) -> bool:
    """Return whether this is an ownership tag, except one of `OTHER_GALLERY`."""
    return '"pulumi-azure-face"' in (user_data or "") and OTHER_GALLERY not in (user_data or "")


def tagged_face_ids(faces: list[dict[str, Any]]) -> list[str]:
    return [face["persistedFaceId"] for face in faces if has_ownership_tag(face["userData"])]


def photo_keys(faces: list[dict[str, Any]]) -> list[str]:
    """Return the photo keys of the tagged faces. Each tag must name the image that was really enrolled."""
    tagged = [face for face in faces if has_ownership_tag(face["userData"])]
    for face in tagged:
        assert json.loads(face["userData"])["pulumi-azure-face"]["photo"] == face["sha256"][:32]
    return sorted(face["sha256"][:32] for face in tagged)


def photo_key(image: bytes) -> str:
    return hashlib.sha256(image).hexdigest()[:32]


@asynccontextmanager
async def open_account(training_seconds: float = 0.0) -> AsyncIterator[Account]:
    app = create_app(Settings(key=KEY, training_seconds=training_seconds))
    settings = configuration.Account(ENDPOINT, KEY, requests_per_second=10_000)
    client = AccountClient(settings, HttpTransport(settings, KeyAuth(KEY), httpx.ASGITransport(app)))
    async with open_raw_client(app, "/_emulator") as admin, open_raw_client(app, "/face/v1.2") as other_client:
        yield Account(app, client, admin, other_client)
    await client.close()


def open_raw_client(app: Starlette, path: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url=f"{ENDPOINT}{path}",
        headers={"Ocp-Apim-Subscription-Key": KEY},
    )


ALL_KINDS = tuple(KINDS.values())
TRAINABLE_KINDS = tuple(kind for kind in ALL_KINDS if kind.is_trainable)
trainable_kinds = pytest.mark.parametrize("kind", TRAINABLE_KINDS, ids=lambda kind: kind.name)
