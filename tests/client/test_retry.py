"""What is tried again, and what is not."""

from __future__ import annotations

from typing import Any

import anyio
import pytest

from pulumi_azure_face.client import http, retry
from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import containers, persons
from pulumi_azure_face.client.api_calls import api_call
from pulumi_azure_face.client.errors import (
    AlreadyExistsError,
    AuthenticationError,
    FaceError,
    InvalidRequestError,
    NotFoundError,
    OperationInProgressError,
    PermissionDeniedError,
    ThrottledError,
    UnreachableError,
)
from pulumi_azure_face.client.http import Request
from pulumi_azure_face.client.kinds import PERSON_GROUP

from .emulated_service import Emulated, client_with
from .raw_server import listening, reply, resetting, saying

pytestmark = pytest.mark.anyio

STAFF = ("staff",)
CALLS = {
    "GET": Request(api_call("PersonGroup", "get"), STAFF, "read"),
    "PUT": Request(api_call("PersonGroup", "create"), STAFF, "create", json={"name": "Staff"}),
    "PATCH": Request(api_call("PersonGroup", "update"), STAFF, "update", json={"name": "Staff"}),
    "DELETE": Request(api_call("PersonGroup", "delete"), STAFF, "delete"),
    "POST": Request(api_call("PersonGroup", "create person"), STAFF, "create a person", json={"name": "Ada"}),
}
REPEATABLE = ("GET", "PUT", "PATCH", "DELETE")

THROTTLED: dict[str, Any] = {"status": 429, "headers": {"Retry-After": "0.01"}}
BUSY: dict[str, Any] = {"status": 409, "error": {"code": "ConcurrentOperationConflict", "message": "Try later."}}


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was slept, each time."""
    pauses: list[float] = []
    monkeypatch.setattr(retry, "INITIAL_BACKOFF", 0.001)
    sleep = anyio.sleep

    async def noted_sleep(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(seconds)

    monkeypatch.setattr(anyio, "sleep", noted_sleep)
    return pauses


async def staff(client: AccountClient) -> None:
    await containers.create(client, PERSON_GROUP, "staff", "Staff", None, "recognition_04")


@pytest.mark.parametrize("trouble", [{"status": 503}, {"status": 408}, {"drop": True}], ids=["503", "408", "dropped"])
@pytest.mark.parametrize("method", REPEATABLE)
async def test_what_may_be_repeated_is_tried_five_times(
    method: str, trouble: dict[str, Any], emulated: Emulated, client: AccountClient
) -> None:
    """A call that gets no answer is given up after the fifth time, with the last error."""
    await emulated.order(method=method, times=None, before=True, **trouble)

    with pytest.raises(UnreachableError):
        await client.send(CALLS[method])

    assert await emulated.count(method) == 5


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_four_failures_are_overcome(method: str, emulated: Emulated, client: AccountClient) -> None:
    """The fifth try may still succeed."""
    await staff(client)
    await emulated.order(method=method, times=4, status=500)

    await client.send(CALLS[method])

    assert await emulated.count(method) == 5


@pytest.mark.parametrize("trouble", [{"status": 503}, {"status": 500}, {"drop": True}], ids=["503", "500", "dropped"])
async def test_a_post_that_may_be_done_is_not_repeated(
    trouble: dict[str, Any], emulated: Emulated, client: AccountClient
) -> None:
    """A second POST would make a second person: the caller has to look."""
    await staff(client)
    await emulated.order(method="POST", after=True, **trouble)

    with pytest.raises(UnreachableError) as lost:
        await client.send(CALLS["POST"])

    assert lost.value.may_have_succeeded
    assert await emulated.count("POST") == 1
    assert len([person async for person in persons.iterate(client, PERSON_GROUP, "staff")]) == 1


async def make_ada(client: AccountClient) -> str:
    return await persons.create(client, PERSON_GROUP, "staff", "Ada", "")


async def find_ada(client: AccountClient) -> str | None:
    there = [person.person_id async for person in persons.iterate(client, PERSON_GROUP, "staff")]
    assert len(there) <= 1
    return there[0] if there else None


@pytest.mark.parametrize(
    ("trouble", "posts"),
    [
        pytest.param({"drop": True}, 1, id="reply lost"),
        pytest.param({"status": 503, "after": True}, 1, id="503 after the work"),
        pytest.param({"drop": True, "before": True, "times": 4}, 5, id="request lost"),
        pytest.param({"status": 503, "times": 4}, 5, id="503"),
        pytest.param({"status": 503, "after": True, "skip": 4}, 5, id="the last reply lost"),
    ],
)
async def test_what_is_not_done_twice(
    trouble: dict[str, Any], posts: int, emulated: Emulated, client: AccountClient
) -> None:
    """A POST is repeated only when a look has shown that it was not done; then exactly one is there."""
    await staff(client)
    if "skip" in trouble:
        await emulated.order(method="POST", status=503, times=4)
    await emulated.order(method="POST", **trouble)

    made = await retry.post_exactly_once(lambda: make_ada(client), lambda: find_ada(client))

    assert made == await find_ada(client)
    assert await emulated.count("POST") == posts


async def test_what_is_never_done(emulated: Emulated, client: AccountClient, pauses: list[float]) -> None:
    """Each look and each try comes later than the one before; the fifth try is the last, and is looked for too."""
    await staff(client)
    await emulated.order(method="POST", status=503, times=None)

    with pytest.raises(UnreachableError):
        await retry.post_exactly_once(lambda: make_ada(client), lambda: find_ada(client))

    assert pauses == [0.001, 0.002, 0.004, 0.008, 0.016]
    assert [call.split()[0] for call in await emulated.calls()] == ["PUT", *("POST", "GET") * 5]


async def test_what_was_certainly_not_done(closed_port: str) -> None:
    """There is nothing to look for where nobody listens."""

    async def look() -> str:
        raise AssertionError

    async with client_with(endpoint=closed_port) as client:
        with pytest.raises(UnreachableError):
            await retry.post_exactly_once(lambda: make_ada(client), look)


async def test_a_post_that_never_left_is_repeated(closed_port: str, pauses: list[float]) -> None:
    """Where nobody listens nothing was done, so even a POST is tried five times."""
    async with client_with(endpoint=closed_port) as client:
        with pytest.raises(UnreachableError) as unsent:
            await client.send(CALLS["POST"])

    assert not unsent.value.may_have_succeeded
    assert pauses == [0.001, 0.002, 0.004, 0.008]


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        pytest.param({"status": 400}, InvalidRequestError, id="400"),
        pytest.param({"status": 401}, AuthenticationError, id="401"),
        pytest.param({"status": 403}, PermissionDeniedError, id="403"),
        pytest.param({"status": 404, "error": {"code": "PersonGroupNotFound"}}, NotFoundError, id="404"),
        pytest.param({"status": 404}, FaceError, id="404 of another server"),
        pytest.param({"status": 501}, FaceError, id="501"),
        pytest.param({"status": 409, "error": {"code": "PersonGroupExists"}}, AlreadyExistsError, id="409 exists"),
        pytest.param({"status": 409, "body": "<html>"}, FaceError, id="409 of another server"),
        pytest.param({"status": 301}, FaceError, id="301"),
    ],
)
@pytest.mark.parametrize("method", CALLS)
async def test_a_decision_of_the_service_is_final(
    method: str, trouble: dict[str, Any], error: type[FaceError], emulated: Emulated, client: AccountClient
) -> None:
    """What the service refused it would refuse again: asked once."""
    await emulated.order(method=method, times=None, **trouble)

    with pytest.raises(error):
        await client.send(CALLS[method])

    assert await emulated.count(method) == 1


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("refusal", [THROTTLED, BUSY], ids=["429", "409"])
async def test_a_refusal_for_now_is_no_failure(
    refusal: dict[str, Any], method: str, emulated: Emulated, client: AccountClient
) -> None:
    """However often the service says "not now", nothing was done, and the call goes on, a POST too."""
    if method != "PUT":
        await staff(client)
    await emulated.order(method=method, times=12, **refusal)

    await client.send(CALLS[method])

    assert await emulated.count(method) == 13


async def test_refusals_do_not_count_as_failures(emulated: Emulated, client: AccountClient) -> None:
    """Between failures there may be any number of 429 and 409: five failures it is all the same."""
    for trouble in ({"status": 500}, THROTTLED, BUSY) * 4:
        await emulated.order(method="GET", **trouble)
    await staff(client)

    await client.send(CALLS["GET"])

    assert await emulated.count("GET") == 13


@pytest.mark.parametrize(
    ("refusal", "error", "said"),
    [
        pytest.param({"status": 429, "headers": {"Retry-After": "60"}}, ThrottledError, "429", id="a pause too long"),
        pytest.param({"status": 429}, ThrottledError, "Try again in 26 seconds", id="a pause in the text"),
        pytest.param(
            {"status": 503, "headers": {"Retry-After": "60"}}, UnreachableError, "503", id="a server that is down"
        ),
        pytest.param(BUSY, OperationInProgressError, "ConcurrentOperationConflict", id="a busy owner"),
    ],
)
async def test_the_deadline_shows_the_real_trouble(
    refusal: dict[str, Any],
    error: type[FaceError],
    said: str,
    emulated: Emulated,
    client: AccountClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A wait that would outlast the deadline is not begun: the caller gets what the service said, not a time-out."""
    monkeypatch.setattr(retry, "CONFLICT_INITIAL_BACKOFF", 60.0)
    monkeypatch.setattr(retry, "CONFLICT_MAX_BACKOFF", 60.0)
    await emulated.order(times=None, **refusal)

    with pytest.raises(error, match=said), anyio.fail_after(20):
        await client.send(CALLS["GET"])

    assert await emulated.count("GET") == 1


async def test_a_named_pause_beats_our_own(emulated: Emulated, client: AccountClient) -> None:
    """A server that names a time is not asked before it is up, whatever our own pauses are."""
    await staff(client)
    await emulated.order(method="GET", status=503, headers={"Retry-After": "0.3"})

    began = anyio.current_time()
    await client.send(CALLS["GET"])

    assert anyio.current_time() - began >= 0.29


@pytest.mark.parametrize(
    ("trouble", "lost"),
    [
        pytest.param({"drop": True}, True, id="a reply that was lost"),
        pytest.param({"status": 500, "after": True}, True, id="an error after the work"),
        pytest.param({**BUSY, "after": True}, False, id="a refusal"),
    ],
)
async def test_what_exists_after_a_lost_reply(
    trouble: dict[str, Any], lost: bool, emulated: Emulated, client: AccountClient
) -> None:
    """An id that is taken on the second try may be taken by the first, and the error says so."""
    await emulated.order(method="PUT", **trouble)

    with pytest.raises(AlreadyExistsError) as taken:
        await client.send(CALLS["PUT"])

    assert taken.value.after_lost_reply is lost


async def test_what_simply_exists(client: AccountClient) -> None:
    """An id that is taken on the first try was taken by somebody else."""
    await staff(client)

    with pytest.raises(AlreadyExistsError) as taken:
        await client.send(CALLS["PUT"])

    assert not taken.value.after_lost_reply


@pytest.mark.parametrize("trouble", [BUSY, THROTTLED, {"status": 503}], ids=["409", "429", "503"])
async def test_a_cancelled_call_stops(
    trouble: dict[str, Any], emulated: Emulated, client: AccountClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call that is cancelled, wherever it waits, sends nothing any more, and the session serves the next."""
    monkeypatch.setattr(retry, "MAX_ATTEMPTS", 10_000)
    await emulated.order(method="GET", times=None, delay=0.02, before=True, **trouble)

    with anyio.CancelScope() as scope:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.send, CALLS["GET"])
            await anyio.sleep(0.05)
            scope.cancel()
    sent = await emulated.count("GET")
    await anyio.sleep(0.1)

    assert scope.cancelled_caught
    assert await emulated.count("GET") == sent
    await staff(client)


async def test_a_call_cancelled_as_the_reply_comes() -> None:
    """Who is cancelled at the very moment of a refusal is cancelled, and not told of the refusal."""

    async def refused_and_cancelled() -> None:
        scope.cancel()
        raise ThrottledError("read", "429", 0.01)

    with anyio.CancelScope() as scope:
        await retry.RetryPolicy("GET").retrying()(refused_and_cancelled)

    assert scope.cancelled_caught


async def test_over_a_real_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that is reset is opened again; the fifth reset is the end."""
    monkeypatch.setattr(http, "TOTAL_TIMEOUT", 1.0)
    async with listening(resetting) as server, client_with(endpoint=server.url) as client:
        with pytest.raises(UnreachableError):
            await client.send(CALLS["GET"])

    assert len(server.received) == 5


async def test_a_fault_of_ours_is_not_repeated() -> None:
    """What is no error of the service passes through as it is, on the first try."""
    async with listening(saying(reply("200 OK"))) as server, client_with(endpoint=server.url) as client:
        with pytest.raises(TypeError):
            await client.send(Request(api_call("PersonGroup", "create"), STAFF, "create", json={"name": object()}))

    assert server.received == []
