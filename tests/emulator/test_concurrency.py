"""Calls at the same time (face-api.md#face-writes-serialized): none lost, none done twice."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import pytest

from pulumi_azure_face.emulator import Running, Settings, background

from .documented_calls import photo

Caller = httpx.AsyncClient


def together(server: Running, calls: list[Callable[[Caller], Awaitable[httpx.Response]]]) -> list[httpx.Response]:
    """Make all these calls at once."""

    async def run() -> list[httpx.Response]:
        headers = {"Ocp-Apim-Subscription-Key": server.key}
        async with httpx.AsyncClient(base_url=f"{server.url}/face/v1.2", headers=headers) as caller:
            return await asyncio.gather(*(call(caller) for call in calls))

    return asyncio.run(run())


@pytest.fixture
def group(remote: httpx.Client) -> str:
    """A person group with one person: the person's path below the version."""
    remote.put("/face/v1.2/persongroups/staff", json={"name": "n"})
    person_id = remote.post("/face/v1.2/persongroups/staff/persons", json={"name": "n"}).json()["personId"]
    return f"/persongroups/staff/persons/{person_id}"


def add(path: str, content: bytes) -> Callable[[Caller], Awaitable[httpx.Response]]:
    headers = {"Content-Type": "application/octet-stream"}
    return lambda caller: caller.post(f"{path}/persistedfaces", content=content, headers=headers)


def test_every_add_counts_once(server: Running, remote: httpx.Client, group: str) -> None:
    """Faces added to one person at the same time are all there, each once."""
    contents = [photo(size=2000 + number) for number in range(40)]

    replies = together(server, [add(group, content) for content in contents])

    assert [reply.status_code for reply in replies] == [200] * 40
    faces = remote.get("/_emulator/account").json()["containers"][0]["persons"][0]["persistedFaces"]
    assert sorted(face["size"] for face in faces) == [len(content) for content in contents]
    assert {face["persistedFaceId"] for face in faces} == {reply.json()["persistedFaceId"] for reply in replies}


def test_one_create_wins(server: Running) -> None:
    """Of creates of one id at the same time one succeeds and the others are 409."""
    replies = together(server, [lambda caller: caller.put("/facelists/a", json={"name": "n"})] * 20)

    assert sorted(reply.status_code for reply in replies) == [200] + [409] * 19


def test_one_delete_wins(server: Running, group: str) -> None:
    """Of deletes of one person at the same time one succeeds and the others are 404."""
    replies = together(server, [lambda caller: caller.delete(group)] * 20)

    assert sorted(reply.status_code for reply in replies) == [200] + [404] * 19


def test_one_train_wins(server: Running, group: str) -> None:
    """Of trainings asked for at the same time one is accepted and the others are 409."""
    replies = together(server, [lambda caller: caller.post("/persongroups/staff/train")] * 20)

    assert sorted(reply.status_code for reply in replies) == [202] + [409] * 19


def test_the_limit_holds_under_pressure(server: Running) -> None:
    """At the same time, too, an account gets 64 face lists and not one more."""
    replies = together(server, [create(f"list-{number}") for number in range(70)])

    assert sorted(reply.status_code for reply in replies) == [200] * 64 + [403] * 6


def create(list_id: str) -> Callable[[Caller], Awaitable[httpx.Response]]:
    return lambda caller: caller.put(f"/facelists/{list_id}", json={"name": "n"})


def test_calls_wait_side_by_side() -> None:
    """With latency, calls at the same time take little longer than one."""
    with background(Settings(latency=0.3)) as running:
        replies = together(running, [lambda caller: caller.get("/facelists")] * 20)

        assert [reply.status_code for reply in replies] == [200] * 20
        log = httpx.get(f"{running.url}/_emulator/requests", headers={"Ocp-Apim-Subscription-Key": running.key})
        arrivals = [entry["time"] for entry in log.json()]
        ends = [entry["time"] + entry["seconds"] for entry in log.json()]
        assert max(arrivals) < min(ends)
