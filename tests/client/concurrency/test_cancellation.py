"""Graceful cancellation: waits end at once, and requests in flight get a grace period."""

from __future__ import annotations

from collections.abc import AsyncIterator

import anyio
import pytest

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api import containers, training
from pulumi_azure_face.client.concurrency import cancellation
from pulumi_azure_face.client.concurrency.cancellation import CANCELLATION, Cancellation
from pulumi_azure_face.client.concurrency.workers import run_workers
from pulumi_azure_face.client.errors import CanceledError, FaceError, UnreachableError
from pulumi_azure_face.client.kinds import LARGE_FACE_LIST, PERSON_GROUP

from ..emulated_service import EmulatedService, client_with, emulator

pytestmark = pytest.mark.anyio

NEVER = 3600.0  # seconds; a test that waits this long runs into its timeout


@pytest.fixture
async def service() -> AsyncIterator[EmulatedService]:
    """A service whose trainings never end."""
    async with emulator(NEVER) as service:
        yield service


@pytest.fixture
async def client(service: EmulatedService) -> AsyncIterator[AccountClient]:
    async with client_with(service.transport) as client:
        yield client


@pytest.fixture
async def canceling() -> AsyncIterator[Cancellation]:
    """The cancellation of everything in the test; async, so that it is set in the context of the test."""
    canceling = Cancellation()
    token = CANCELLATION.set(canceling)
    yield canceling
    CANCELLATION.reset(token)


async def create_list(client: AccountClient) -> None:
    await containers.create(client, LARGE_FACE_LIST, "visitors", "Visitors", None, "recognition_04")


async def test_canceled_training_wait_raises(
    service: EmulatedService, client: AccountClient, canceling: Cancellation
) -> None:
    """A wait for the end of a training ends with a CanceledError."""
    await create_list(client)

    with pytest.raises(CanceledError, match="could not train LargeFaceList 'visitors': canceled"):
        await training.train(client, LARGE_FACE_LIST, "visitors", lambda *_: canceling.cancel())


async def test_canceled_client_sends_nothing(
    service: EmulatedService, client: AccountClient, canceling: Cancellation
) -> None:
    """After a cancellation, a new call raises before it sends a request."""
    canceling.cancel()

    with pytest.raises(CanceledError):
        await create_list(client)

    assert await service.count("PUT") == 0


async def test_retry_delay_ends(service: EmulatedService, client: AccountClient, canceling: Cancellation) -> None:
    """The delay before a retry ends with a CanceledError, and there is no further attempt."""
    await service.add_rule(status=429, times=None, headers={"Retry-After": str(int(NEVER))})

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(expect_canceled, client)
        while not await service.count("GET"):  # noqa: ASYNC110 - the emulator has no event for it
            await anyio.sleep(0.01)
        canceling.cancel()

    assert await service.count("GET") == 1


async def expect_canceled(client: AccountClient) -> None:
    with pytest.raises(CanceledError):
        await containers.get(client, PERSON_GROUP, "staff")


async def test_request_in_flight_completes(
    service: EmulatedService, client: AccountClient, canceling: Cancellation
) -> None:
    """A request whose response arrives within the grace period succeeds."""
    await service.add_rule(method="PUT", delay=0.3)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(create_list, client)
        await anyio.sleep(0.1)
        canceling.cancel()

    assert await service.count("PUT") == 1


@pytest.mark.parametrize(
    "is_canceled_before", [True, False], ids=["request of a canceled operation", "canceled in flight"]
)
async def test_request_without_response_is_lost(
    canceling: Cancellation, monkeypatch: pytest.MonkeyPatch, is_canceled_before: bool
) -> None:
    """A request without a response at the end of the grace period may have succeeded."""
    monkeypatch.setattr(cancellation, "GRACE_PERIOD", 0.05)
    if is_canceled_before:
        canceling.cancel()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(expect_lost, canceling)
        await anyio.sleep(0.02)
        canceling.cancel()


async def expect_lost(canceling: Cancellation) -> None:
    with (
        pytest.raises(UnreachableError, match="canceled before the response arrived") as lost,
        canceling.in_flight("send it"),
    ):
        await anyio.sleep(NEVER)
    assert lost.value.may_have_succeeded


async def test_all_workers_end_when_canceled() -> None:
    """A canceled worker does not cancel the others, so that their requests in flight can complete."""
    completed = []
    queue = iter(range(3))

    async def worker() -> None:
        number = next(queue)
        if number == 0:
            raise CanceledError("do it", "canceled")
        await anyio.sleep(0.05)
        completed.append(number)

    with pytest.raises(CanceledError):
        await run_workers(worker, 3)

    assert completed == [1, 2]


async def test_failure_outranks_cancellation() -> None:
    """If one worker is canceled and another fails, the failure reaches the caller."""
    queue = iter([CanceledError("do it", "canceled"), FaceError("do it", "it failed")])

    async def worker() -> None:
        raise next(queue)

    with pytest.raises(FaceError, match="it failed"):
        await run_workers(worker, 2)
