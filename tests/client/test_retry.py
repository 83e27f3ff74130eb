"""Which calls are retried, and which are not."""

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

from .emulated_service import EmulatedService, client_with
from .raw_server import EMPTY_OBJECT, reset_connection, run_server, send_bytes

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
    """The length of each sleep."""
    pauses: list[float] = []
    monkeypatch.setattr(retry, "INITIAL_BACKOFF", 0.001)
    sleep = anyio.sleep

    async def recorded_sleep(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(seconds)

    monkeypatch.setattr(anyio, "sleep", recorded_sleep)
    return pauses


def assert_jittered(pauses: list[float], backoffs: list[float]) -> None:
    """Each pause is between half of its backoff and all of it."""
    assert len(pauses) == len(backoffs)
    assert all(backoff / 2 <= pause <= backoff for pause, backoff in zip(pauses, backoffs, strict=True)), pauses


async def create_staff(client: AccountClient) -> None:
    await containers.create(client, PERSON_GROUP, "staff", "Staff", None, "recognition_04")


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 408}, {"drop": True}], ids=["503", "408", "dropped"])
@pytest.mark.parametrize("method", REPEATABLE)
async def test_idempotent_call_is_sent_five_times(
    method: str, fault: dict[str, Any], emulated: EmulatedService, client: AccountClient
) -> None:
    """An idempotent call without a reply fails after five attempts, with the last error."""
    await emulated.add_rule(method=method, times=None, before=True, **fault)

    with pytest.raises(UnreachableError):
        await client.send(CALLS[method])

    assert await emulated.count(method) == 5


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_fifth_attempt_may_succeed(method: str, emulated: EmulatedService, client: AccountClient) -> None:
    """The fifth attempt can succeed."""
    await create_staff(client)
    await emulated.add_rule(method=method, times=4, status=500)

    await client.send(CALLS[method])

    assert await emulated.count(method) == 5


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 500}, {"drop": True}], ids=["503", "500", "dropped"])
async def test_post_that_may_have_succeeded_is_not_repeated(
    fault: dict[str, Any], emulated: EmulatedService, client: AccountClient
) -> None:
    """A POST that may have succeeded is not repeated, because that could create a duplicate."""
    await create_staff(client)
    await emulated.add_rule(method="POST", after=True, **fault)

    with pytest.raises(UnreachableError) as error:
        await client.send(CALLS["POST"])

    assert error.value.may_have_succeeded
    assert await emulated.count("POST") == 1
    assert len([person async for person in persons.iterate(client, PERSON_GROUP, "staff")]) == 1


async def create_ada(client: AccountClient) -> str:
    return await persons.create(client, PERSON_GROUP, "staff", "Ada", "")


async def find_ada(client: AccountClient) -> str | None:
    ids = [person.person_id async for person in persons.iterate(client, PERSON_GROUP, "staff")]
    assert len(ids) <= 1
    return ids[0] if ids else None


@pytest.mark.parametrize(
    ("fault", "expected_posts"),
    [
        pytest.param({"drop": True}, 1, id="response lost"),
        pytest.param({"status": 503, "after": True}, 1, id="503 after the request"),
        pytest.param({"drop": True, "before": True, "times": 4}, 5, id="request lost"),
        pytest.param({"status": 503, "times": 4}, 5, id="503"),
        pytest.param({"status": 503, "after": True, "skip": 4}, 5, id="last response lost"),
    ],
)
async def test_post_is_repeated_only_if_the_item_is_missing(
    fault: dict[str, Any], expected_posts: int, emulated: EmulatedService, client: AccountClient
) -> None:
    """A POST is repeated only if a lookup shows that it failed, so that exactly one item exists."""
    await create_staff(client)
    if "skip" in fault:
        await emulated.add_rule(method="POST", status=503, times=4)
    await emulated.add_rule(method="POST", **fault)

    person_id = await retry.post_exactly_once(lambda: create_ada(client), lambda: find_ada(client))

    assert person_id == await find_ada(client)
    assert await emulated.count("POST") == expected_posts


async def test_post_exactly_once_ends_after_five_attempts_with_backoff(
    emulated: EmulatedService, client: AccountClient, pauses: list[float]
) -> None:
    """Each lookup and each attempt waits longer than the one before, and the fifth attempt is the last."""
    await create_staff(client)
    await emulated.add_rule(method="POST", status=503, times=None)

    with pytest.raises(UnreachableError):
        await retry.post_exactly_once(lambda: create_ada(client), lambda: find_ada(client))

    assert_jittered(pauses, [0.001, 0.002, 0.004, 0.008, 0.016])
    assert [call.split()[0] for call in await emulated.calls()] == ["PUT", *("POST", "GET") * 5]


async def test_post_that_was_not_sent_needs_no_lookup(closed_port: str) -> None:
    """If the connection is refused, nothing was sent and no lookup is needed."""

    async def must_not_run() -> str:
        raise AssertionError

    async with client_with(endpoint=closed_port) as client:
        with pytest.raises(UnreachableError):
            await retry.post_exactly_once(lambda: create_ada(client), must_not_run)


async def test_post_that_was_not_sent_is_retried(closed_port: str, pauses: list[float]) -> None:
    """If the connection is refused, even a POST is attempted five times."""
    async with client_with(endpoint=closed_port) as client:
        with pytest.raises(UnreachableError) as error:
            await client.send(CALLS["POST"])

    assert not error.value.may_have_succeeded
    assert_jittered(pauses, [0.001, 0.002, 0.004, 0.008])


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        pytest.param({"status": 400}, InvalidRequestError, id="400"),
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
async def test_rejected_call_is_not_retried(
    method: str, fault: dict[str, Any], error: type[FaceError], emulated: EmulatedService, client: AccountClient
) -> None:
    """A call that the service rejects is sent once."""
    await emulated.add_rule(method=method, times=None, **fault)

    with pytest.raises(error):
        await client.send(CALLS[method])

    assert await emulated.count(method) == 1


@pytest.mark.parametrize("method", CALLS)
async def test_rejected_key_is_tried_for_a_moment(
    method: str, emulated: EmulatedService, client: AccountClient, pauses: list[float]
) -> None:
    """A call whose key is rejected is sent four times, even a POST: a new key does not reach every gateway at once."""
    if method != "PUT":
        await create_staff(client)
    await emulated.add_rule(method=method, times=3, status=401)
    await client.send(CALLS[method])
    assert pauses == [0.001, 0.002, 0.004]

    await emulated.add_rule(method=method, times=None, status=401)
    with pytest.raises(AuthenticationError):
        await client.send(CALLS[method])

    assert await emulated.count(method) == 8


INCOMPLETE: dict[str, Any] = {"status": 200, "after": True, "headers": {"Content-Type": "application/json"}}


@pytest.mark.parametrize("body", ['[{"personGroupId": "st', "{}}", ""], ids=["truncated", "too long", "empty"])
async def test_incomplete_answer_is_a_lost_reply(
    body: str, emulated: EmulatedService, client: AccountClient, pauses: list[float]
) -> None:
    """JSON that a proxy cut off is read again, and a POST is not repeated because it has succeeded."""
    await create_staff(client)
    for method in ("GET", "POST"):
        await emulated.add_rule(method=method, body=body, **INCOMPLETE)

    await client.send(CALLS["GET"])
    person_id = await retry.post_exactly_once(lambda: create_ada(client), lambda: find_ada(client))

    assert person_id == await find_ada(client)
    assert await emulated.count("POST") == 1


@pytest.mark.parametrize("method", CALLS)
@pytest.mark.parametrize("fault", [THROTTLED, BUSY], ids=["429", "409"])
async def test_429_and_409_are_retried_without_a_limit(
    fault: dict[str, Any], method: str, emulated: EmulatedService, client: AccountClient
) -> None:
    """A call that gets 429 or 409 is repeated any number of times, even a POST."""
    if method != "PUT":
        await create_staff(client)
    await emulated.add_rule(method=method, times=12, **fault)

    await client.send(CALLS[method])

    assert await emulated.count(method) == 13


async def test_429_and_409_do_not_count_as_attempts(emulated: EmulatedService, client: AccountClient) -> None:
    """429 and 409 between failures do not count as attempts."""
    for fault in ({"status": 500}, THROTTLED, BUSY) * 4:
        await emulated.add_rule(method="GET", **fault)
    await create_staff(client)

    await client.send(CALLS["GET"])

    assert await emulated.count("GET") == 13


@pytest.mark.parametrize(
    ("fault", "error", "message"),
    [
        pytest.param({"status": 429, "headers": {"Retry-After": "60"}}, ThrottledError, "429", id="wait too long"),
        pytest.param({"status": 429}, ThrottledError, "Try again in 26 seconds", id="wait in the text"),
        pytest.param({"status": 503, "headers": {"Retry-After": "60"}}, UnreachableError, "503", id="service down"),
        pytest.param(BUSY, OperationInProgressError, "ConcurrentOperationConflict", id="operation in progress"),
    ],
)
async def test_wait_beyond_the_deadline_raises_the_error_of_the_service(
    fault: dict[str, Any],
    error: type[FaceError],
    message: str,
    emulated: EmulatedService,
    client: AccountClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A wait beyond the deadline is not started, and the caller gets the error of the service."""
    monkeypatch.setattr(retry, "CONFLICT_INITIAL_BACKOFF", 60.0)
    monkeypatch.setattr(retry, "CONFLICT_MAX_BACKOFF", 60.0)
    await emulated.add_rule(times=None, **fault)

    with pytest.raises(error, match=message), anyio.fail_after(20):
        await client.send(CALLS["GET"])

    assert await emulated.count("GET") == 1


async def test_retry_after_overrides_the_backoff(emulated: EmulatedService, client: AccountClient) -> None:
    """The `Retry-After` of a 503 overrides the client's own backoff."""
    await create_staff(client)
    await emulated.add_rule(method="GET", status=503, headers={"Retry-After": "0.3"})

    start_time = anyio.current_time()
    await client.send(CALLS["GET"])

    assert anyio.current_time() - start_time >= 0.29


@pytest.mark.parametrize("fault", [BUSY, {"status": 503}], ids=["409", "503"])
async def test_pauses_are_random(
    fault: dict[str, Any], emulated: EmulatedService, client: AccountClient, pauses: list[float]
) -> None:
    """Clients that fail together do not come back together: no two of them pause equally long."""
    await create_staff(client)
    for _ in range(8):
        await emulated.add_rule(method="GET", **fault)
        await client.send(CALLS["GET"])

    assert len(set(pauses)) == len(pauses) == 8


async def test_pause_is_never_shorter_than_the_server_asks(
    emulated: EmulatedService, client: AccountClient, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`Retry-After` is the lower bound of a pause, also where the random backoff could be shorter."""
    monkeypatch.setattr(retry, "INITIAL_BACKOFF", 0.02)
    await create_staff(client)
    for _ in range(8):
        await emulated.add_rule(method="GET", status=503, headers={"Retry-After": "0.015"})
        await client.send(CALLS["GET"])

    assert len(pauses) == 8
    assert all(0.015 <= pause <= 0.02 for pause in pauses)


@pytest.mark.parametrize(
    ("fault", "is_lost"),
    [
        pytest.param({"drop": True}, True, id="response lost"),
        pytest.param({"status": 500, "after": True}, True, id="error after the request"),
        pytest.param({**BUSY, "after": True}, False, id="conflict"),
    ],
)
async def test_already_exists_error_tells_of_a_lost_response(
    fault: dict[str, Any], is_lost: bool, emulated: EmulatedService, client: AccountClient
) -> None:
    """If an earlier attempt may have created the item, the error says so."""
    await emulated.add_rule(method="PUT", **fault)

    with pytest.raises(AlreadyExistsError) as error:
        await client.send(CALLS["PUT"])

    assert error.value.is_after_lost_reply is is_lost


async def test_already_exists_error_on_the_first_attempt(client: AccountClient) -> None:
    """If the first attempt fails because the id exists, there was no lost response."""
    await create_staff(client)

    with pytest.raises(AlreadyExistsError) as error:
        await client.send(CALLS["PUT"])

    assert not error.value.is_after_lost_reply


@pytest.mark.parametrize("fault", [BUSY, THROTTLED, {"status": 503}], ids=["409", "429", "503"])
async def test_canceled_call_sends_no_more_requests(
    fault: dict[str, Any], emulated: EmulatedService, client: AccountClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A canceled call sends no more requests, and the client can be used again."""
    monkeypatch.setattr(retry, "MAX_ATTEMPTS", 10_000)
    await emulated.add_rule(method="GET", times=None, delay=0.02, before=True, **fault)

    with anyio.CancelScope() as scope:
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(client.send, CALLS["GET"])
            await anyio.sleep(0.05)
            scope.cancel()
    sent = await emulated.count("GET")
    await anyio.sleep(0.1)

    assert scope.cancelled_caught
    assert await emulated.count("GET") == sent
    await create_staff(client)


async def test_cancellation_wins_over_a_simultaneous_429() -> None:
    """A call that is canceled at the moment of a 429 raises the cancellation."""

    async def fail_and_cancel() -> None:
        scope.cancel()
        raise ThrottledError("read", "429", 0.01)

    with anyio.CancelScope() as scope:
        await retry.send_with_retries("GET", fail_and_cancel)

    assert scope.cancelled_caught


async def test_reset_connection_is_retried_five_times(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that is reset is opened again, up to five attempts."""
    monkeypatch.setattr(http, "TOTAL_TIMEOUT", 1.0)
    async with run_server(reset_connection) as server, client_with(endpoint=server.url) as client:
        with pytest.raises(UnreachableError):
            await client.send(CALLS["GET"])

    assert len(server.received) == 5


async def test_error_of_the_program_is_not_retried() -> None:
    """An error that does not come from the service is raised unchanged and not retried."""
    async with run_server(send_bytes(EMPTY_OBJECT)) as server, client_with(endpoint=server.url) as client:
        with pytest.raises(TypeError):
            await client.send(Request(api_call("PersonGroup", "create"), STAFF, "create", json={"name": object()}))

    assert server.received == []
