"""An account of the emulator in process, as the lifecycles use it, as strangers use it, and as a test looks at it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
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
from pulumi_azure_face.lifecycle.recovery.create_log import CreateLog

KEY = "a-key-for-tests"
ENDPOINT = "http://127.0.0.1"
OTHER_USER_DATA = "a stranger's"
OTHER_NAME = "a stranger"
OTHER_GALLERY = "0a1b2c3d"


@dataclass
class Account:
    """One emulated account with a session of ours and a line of somebody else's."""

    app: Starlette
    client: AccountClient
    admin: httpx.AsyncClient
    other_client: httpx.AsyncClient
    process: ProcessContext
    live_resources: LiveResources = field(default_factory=LiveResources)
    progress: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def call(self, allowed: float | None = None) -> CallContext:
        return CallContext(
            self.client, self.live_resources, self.process, allowed, self.progress.append, self.warnings.append
        )

    async def next_run(self) -> bool:
        """Nothing is wrong any more, and what one host process remembers has ended with it. Whether anything was."""
        struck = await self.hits() > 0
        await self.no_rules()
        self.live_resources = LiveResources()
        self.process = ProcessContext(self.process.create_log)
        return struck

    # --- faults and the log --------------------------------------------------------------------------------------

    async def rule(self, **order: object) -> None:
        (await self.admin.post("/rules", json=order)).raise_for_status()

    async def no_rules(self) -> None:
        (await self.admin.delete("/rules")).raise_for_status()

    async def hits(self) -> int:
        """How often the rules have struck."""
        return sum(rule["hits"] for rule in (await self.admin.get("/rules")).json())

    async def wait_for_hit(self) -> None:
        """Wait until a rule has struck."""
        while not await self.hits():  # noqa: ASYNC110 - what is waited for is in the emulator
            await anyio.sleep(0.005)

    async def is_holding_request(self) -> bool:
        """Whether a rule is holding a request back."""
        return any(rule["hits"] and "delay" in rule for rule in (await self.admin.get("/rules")).json())

    async def requests(self) -> list[str]:
        """The calls since the log was emptied, as `GET /persongroups/staff`."""
        log = (await self.admin.get("/requests")).json()
        return [f"{entry['method']} {entry['path'].removeprefix('/face/v1.2')}" for entry in log]

    async def writes(self) -> list[str]:
        return [request for request in await self.requests() if not request.startswith("GET ")]

    async def forget_requests(self) -> None:
        (await self.admin.delete("/requests")).raise_for_status()

    # --- what is there ---------------------------------------------------------------------------------------------

    async def containers(self) -> list[dict[str, Any]]:
        containers: list[dict[str, Any]] = (await self.admin.get("/account")).json()["containers"]
        return containers

    async def container(self, kind: Kind, container_id: str) -> dict[str, Any] | None:
        found = [one for one in await self.containers() if (one["kind"], one["id"]) == (kind.path, container_id)]
        return found[0] if found else None

    async def container_ids(self, kind: Kind) -> list[str]:
        return [one["id"] for one in await self.containers() if one["kind"] == kind.path]

    async def gallery_content(self, kind: Kind, container_id: str = "staff") -> list[tuple[str, list[str]]]:
        """What of any gallery's is in a container: names with the keys of their photos; a list has the name ''."""
        held = await self.container(kind, container_id)
        assert held is not None
        if kind.holds == "faces":
            return [("", photo_keys(held["persistedFaces"]))]
        ours = [person for person in held["persons"] if is_tagged(person["userData"])]
        return sorted((person["name"], photo_keys(person["persistedFaces"])) for person in ours)

    async def unmanaged_ids(self, kind: Kind, container_id: str = "staff") -> set[str]:
        """The ids of all persons and faces that do not bear a gallery's mark."""
        held = await self.container(kind, container_id)
        assert held is not None
        persons = [person["personId"] for person in held["persons"] if not is_tagged(person["userData"])]
        faces = [*held["persistedFaces"], *(face for person in held["persons"] for face in person["persistedFaces"])]
        return {*persons, *(face["persistedFaceId"] for face in faces if not is_tagged(face["userData"]))}

    async def person_id(self, name: str, kind: Kind, container_id: str = "staff") -> str:
        held = await self.container(kind, container_id)
        assert held is not None
        return next(str(person["personId"]) for person in held["persons"] if person["name"] == name)

    async def face_paths(self, kind: Kind, container_id: str = "staff") -> dict[str, list[str]]:
        """The paths of all faces that bear a mark, by the name of their person ('' in a list)."""
        held = await self.container(kind, container_id)
        assert held is not None
        item, paths = f"/{kind.path}/{container_id}", {}
        if held["persistedFaces"]:
            paths[""] = [f"{item}/persistedfaces/{face}" for face in ids(held["persistedFaces"])]
        for person in held["persons"]:
            base = f"{item}/persons/{person['personId']}/persistedfaces"
            paths[person["name"]] = [f"{base}/{face}" for face in ids(person["persistedFaces"])]
        return paths

    # --- somebody else ---------------------------------------------------------------------------------------------

    async def create(self, kind: Kind, container_id: str = "staff", **body: str) -> None:
        """A container that somebody else made."""
        body = {"name": "Staff", "recognitionModel": "recognition_04", **body}
        await self.send("PUT", f"/{kind.path}/{container_id}", json=body)

    async def add_person(self, kind: Kind, container_id: str = "staff", name: str = OTHER_NAME) -> str:
        body = {"name": name, "userData": OTHER_USER_DATA}
        return str((await self.send("POST", f"/{kind.path}/{container_id}/persons", json=body)).json()["personId"])

    async def add_face(self, owner: str, user_data: str = OTHER_USER_DATA) -> str:
        """A face that somebody else adds to a person or a list, and its path."""
        octets = {"Content-Type": "application/octet-stream"}
        path, query = f"{owner}/persistedfaces", {"userData": user_data}
        reply = await self.send("POST", path, content=picture("stranger"), headers=octets, params=query)
        return f"{path}/{reply.json()['persistedFaceId']}"

    async def add_content(self, kind: Kind, container_id: str = "staff") -> None:
        """A face of somebody's, so that there is something to train."""
        item = f"/{kind.path}/{container_id}"
        await self.add_face(
            f"{item}/persons/{await self.add_person(kind, container_id)}" if kind.holds == "persons" else item
        )

    async def fail_a_training(self, kind: Kind, container_id: str = "staff") -> None:
        """Somebody trains the container, and it fails."""
        (await self.admin.post("/fail-training", json={"message": "no luck"})).raise_for_status()
        await self.send("POST", f"/{kind.path}/{container_id}/train")

    async def add_unmanaged_content(self, kind: Kind) -> None:
        """Somebody else has a person with a face, and a face beside each of ours."""
        for owner in await self.owners(kind):
            await self.add_face(owner)
        await self.add_content(kind)

    async def owners(self, kind: Kind) -> list[str]:
        """The paths of what has faces of ours: the list, or each of our persons."""
        if kind.holds == "faces":
            return [f"/{kind.path}/staff"]
        held = await self.container(kind, "staff")
        assert held is not None
        return [
            f"/{kind.path}/staff/persons/{one['personId']}" for one in held["persons"] if is_tagged(one["userData"])
        ]

    async def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        reply = await self.other_client.request(method, path, **request)
        assert reply.is_success, reply.text
        return reply


def is_tagged(user_data: str | None) -> bool:
    """Whether this is a mark, and not that of the other gallery."""
    return '"pulumi-azure-face"' in (user_data or "") and OTHER_GALLERY not in (user_data or "")


def ids(faces: list[dict[str, Any]]) -> list[str]:
    return [face["persistedFaceId"] for face in faces if is_tagged(face["userData"])]


def photo_keys(faces: list[dict[str, Any]]) -> list[str]:
    """The keys of what was really enrolled; each face's mark must name the very image it was made from."""
    ours = [face for face in faces if is_tagged(face["userData"])]
    for face in ours:
        assert json.loads(face["userData"])["pulumi-azure-face"]["photo"] == face["sha256"][:32]
    return sorted(face["sha256"][:32] for face in ours)


def photo_key(image: bytes) -> str:
    return hashlib.sha256(image).hexdigest()[:32]


@asynccontextmanager
async def open_account(training_seconds: float = 0.0) -> AsyncIterator[Account]:
    app = create_app(Settings(key=KEY, training_seconds=training_seconds))
    ours = configuration.Account(ENDPOINT, KEY, requests_per_second=10_000)
    client = AccountClient(ours, HttpTransport(ours, KeyAuth(KEY), httpx.ASGITransport(app)))
    async with open_raw_client(app, "/_emulator") as admin, open_raw_client(app, "/face/v1.2") as stranger:
        with TemporaryDirectory() as state:
            yield Account(app, client, admin, stranger, ProcessContext(CreateLog(Path(state))))
    await client.close()


def open_raw_client(app: Starlette, path: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url=f"{ENDPOINT}{path}",
        headers={"Ocp-Apim-Subscription-Key": KEY},
    )


EVERY_KIND = tuple(KINDS.values())
TRAINED_KINDS = tuple(kind for kind in EVERY_KIND if kind.is_trainable)
only_trained = pytest.mark.parametrize("kind", TRAINED_KINDS, ids=lambda kind: kind.name)
