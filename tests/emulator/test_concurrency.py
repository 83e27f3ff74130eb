"""Concurrent calls: none is lost or processed twice (face-api.md#face-writes-serialized)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from pulumi_azure_face.emulator import Running, Settings, background

from .documented_calls import photo

Client = httpx.AsyncClient


def send_concurrently(
    server: Running, calls: list[Callable[[Client], Awaitable[httpx.Response]]]
) -> list[httpx.Response]:
    """Send all calls at the same time, and return their responses."""

    async def run() -> list[httpx.Response]:
        headers = {"Ocp-Apim-Subscription-Key": server.key}
        async with httpx.AsyncClient(base_url=f"{server.url}/face/v1.2", headers=headers) as client:
            return await asyncio.gather(*(call(client) for call in calls))

    return asyncio.run(run())


@pytest.fixture
def person(remote: httpx.Client) -> str:
    """The path of a person in a new person group."""
    remote.put("/face/v1.2/persongroups/staff", json={"name": "n"})
    person_id = remote.post("/face/v1.2/persongroups/staff/persons", json={"name": "n"}).json()["personId"]
    return f"/persongroups/staff/persons/{person_id}"


def add_face(path: str, content: bytes) -> Callable[[Client], Awaitable[httpx.Response]]:
    headers = {"Content-Type": "application/octet-stream"}
    return lambda client: client.post(f"{path}/persistedfaces", content=content, headers=headers)


def test_concurrent_adds_are_all_stored_once(server: Running, remote: httpx.Client, person: str) -> None:
    """Faces added to one person at the same time are all stored, each once."""
    contents = [photo(size=2000 + number) for number in range(40)]

    replies = send_concurrently(server, [add_face(person, content) for content in contents])

    assert [reply.status_code for reply in replies] == [200] * 40
    faces = remote.get("/_emulator/account").json()["containers"][0]["persons"][0]["persistedFaces"]
    assert sorted(face["size"] for face in faces) == [len(content) for content in contents]
    assert {face["persistedFaceId"] for face in faces} == {reply.json()["persistedFaceId"] for reply in replies}


def test_one_of_concurrent_creates_succeeds(server: Running) -> None:
    """One of several creates with the same id succeeds, the others are 409."""
    replies = send_concurrently(server, [lambda client: client.put("/facelists/a", json={"name": "n"})] * 20)

    assert sorted(reply.status_code for reply in replies) == [200] + [409] * 19


def test_one_of_concurrent_deletes_succeeds(server: Running, person: str) -> None:
    """One of several deletes of a person succeeds, the others are 404."""
    replies = send_concurrently(server, [lambda client: client.delete(person)] * 20)

    assert sorted(reply.status_code for reply in replies) == [200] + [404] * 19


def test_one_of_concurrent_trainings_is_accepted(server: Running, person: str) -> None:
    """One of several train requests is accepted, the others are 409."""
    replies = send_concurrently(server, [lambda client: client.post("/persongroups/staff/train")] * 20)

    assert sorted(reply.status_code for reply in replies) == [202] + [409] * 19


def test_quota_holds_for_concurrent_creates(server: Running) -> None:
    """Concurrent creates do not exceed the quota of 64 face lists."""
    replies = send_concurrently(server, [create_face_list(f"list-{number}") for number in range(70)])

    assert sorted(reply.status_code for reply in replies) == [200] * 64 + [403] * 6


def create_face_list(list_id: str) -> Callable[[Client], Awaitable[httpx.Response]]:
    return lambda client: client.put(f"/facelists/{list_id}", json={"name": "n"})


def test_latency_does_not_serialize_calls() -> None:
    """With latency, concurrent calls wait at the same time."""
    with background(Settings(latency=0.3)) as running:
        replies = send_concurrently(running, [lambda client: client.get("/facelists")] * 20)

        assert [reply.status_code for reply in replies] == [200] * 20
        log = httpx.get(f"{running.url}/_emulator/requests", headers={"Ocp-Apim-Subscription-Key": running.key})
        arrivals = [entry["time"] for entry in log.json()]
        ends = [entry["time"] + entry["seconds"] for entry in log.json()]
        assert max(arrivals) < min(ends)
