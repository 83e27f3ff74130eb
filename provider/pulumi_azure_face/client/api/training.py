"""Training: start one and wait until it has ended (face-api.md#training-states).

The status is always polled at the account's endpoint: the `Operation-Location` of a response may name another host,
which must not get the key (face-api.md#train-operation-location-2019).
"""

from __future__ import annotations

from collections.abc import Callable

import anyio

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api_calls import api_call
from pulumi_azure_face.client.concurrency.cancellation import sleep
from pulumi_azure_face.client.errors import NotTrainedError
from pulumi_azure_face.client.http import Request
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.client.retry import post_exactly_once
from pulumi_azure_face.client.schemas import TrainingStatus, parse

from .containers import describe

# Seconds. Small groups train in a quarter of a second, a million persons in half an hour
# (face-api.md#training-duration-small and face-api.md#training-duration).
MIN_POLL_INTERVAL, MAX_POLL_INTERVAL = 0.5, 60.0
# The fewest polls that notice every end within half a second or 5 % of the duration.
POLL_GROWTH = 0.05  # of the time waited

OnStatus = Callable[[TrainingStatus, float], None]
"""Receives every polled status and the seconds waited."""


async def status(client: AccountClient, kind: Kind, container_id: str) -> TrainingStatus | None:
    """Return the status of the latest training, or None if the container was never trained."""
    operation = f"read the training of {describe(kind, container_id)}"
    try:
        response = await client.send(Request(api_call(kind.name, "get training"), (container_id,), operation))
    except NotTrainedError:
        return None
    return parse(TrainingStatus, response, operation)


async def train(
    client: AccountClient, kind: Kind, container_id: str, on_status: OnStatus, *, wait: bool = True
) -> None:
    """Run a training that starts after this call.

    Returns when the training has succeeded or failed; without `wait`, when it has started. There is no timeout: wrap
    the call in a deadline.
    """
    before = await status(client, kind, container_id)
    await submit(client, kind, container_id, before)
    started, operation = anyio.current_time(), f"train {describe(kind, container_id)}"
    delay = poll_interval(0.0) if wait else 0.0
    while True:
        await sleep(delay, operation)
        current, waited = await status(client, kind, container_id), anyio.current_time() - started
        if current is not None and is_newer(current, before):
            on_status(current, waited)
            if current.has_ended or not wait:
                return
        delay = poll_interval(waited)


async def submit(client: AccountClient, kind: Kind, container_id: str, before: TrainingStatus | None) -> None:
    """Make sure that a training newer than `before` has started.

    Whoever started a training after `before` was read, it covers all content written before this call. So after a lost
    reply it is enough to find any newer training, and a conflict with another client's training is retried.
    """

    async def start() -> bool:
        await client.send(
            Request(api_call(kind.name, "train"), (container_id,), f"train {describe(kind, container_id)}")
        )
        return True

    async def has_started() -> bool:
        return is_newer(await status(client, kind, container_id), before)

    await post_exactly_once(start, has_started)


def is_newer(status: TrainingStatus | None, before: TrainingStatus | None) -> bool:
    """Compare creation times for equality only: clocks differ, and an old status may still be returned for a moment."""
    return status is not None and (before is None or status.created != before.created)


def poll_interval(waited: float) -> float:
    """Return the seconds until the next poll."""
    return min(MAX_POLL_INTERVAL, max(MIN_POLL_INTERVAL, waited * POLL_GROWTH))
