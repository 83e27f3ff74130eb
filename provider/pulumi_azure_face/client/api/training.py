"""Training: ask for it, and wait until it has really ended (face-api.md#training-states).

Always polls its own URL: the `Operation-Location` of a reply may name another host, and the key must not go there
(face-api.md#train-operation-location-2019).
"""

from __future__ import annotations

from collections.abc import Callable

import anyio

from pulumi_azure_face.client.account_client import AccountClient
from pulumi_azure_face.client.api_calls import api_call
from pulumi_azure_face.client.errors import NotTrainedError
from pulumi_azure_face.client.http import Request
from pulumi_azure_face.client.kinds import Kind
from pulumi_azure_face.client.retry import post_exactly_once
from pulumi_azure_face.client.schemas import TrainingStatus, parse

from .containers import describe

# Seconds. Small groups train in a quarter of a second, a million persons in half an hour
# (face-api.md#training-duration-small and face-api.md#training-duration).
MIN_POLL_INTERVAL, MAX_POLL_INTERVAL = 0.5, 60.0
POLL_GROWTH = 0.05  # of the time waited so far: the end is noticed within a twentieth of what the training took

OnStatus = Callable[[TrainingStatus, float], None]
"""Told of every status seen while waiting, and of the seconds waited."""


async def status(client: AccountClient, kind: Kind, container_id: str) -> TrainingStatus | None:
    """The latest training's status, or None when none was ever asked for."""
    tried = f"read the training of {describe(kind, container_id)}"
    try:
        reply = await client.send(Request(api_call(kind.name, "get training"), (container_id,), tried))
    except NotTrainedError:
        return None
    return parse(TrainingStatus, reply, tried)


async def train(
    client: AccountClient, kind: Kind, container_id: str, on_status: OnStatus, *, wait: bool = True
) -> None:
    """Have a training done that begins after this call, and tell `watch` of all that is seen of it.

    Returns when it has ended, well or badly; without `wait`, when it is under way. Bound it with a deadline of anyio.
    """
    before = await status(client, kind, container_id)
    await submit(client, kind, container_id, before)
    started = anyio.current_time()
    while True:
        seen, waited = await status(client, kind, container_id), anyio.current_time() - started
        if seen is not None and is_newer(seen, before):
            on_status(seen, waited)
            if seen.has_ended or not wait:
                return
        await anyio.sleep(poll_interval(waited))


async def submit(client: AccountClient, kind: Kind, container_id: str, before: TrainingStatus | None) -> None:
    """Have a training newer than `before` under way.

    A training that began after `before` was read is as good as ours: all content that we wrote was there by then. So a
    lost reply is settled by looking, and a training of somebody else's is either that or waited out.
    """

    async def ask() -> bool:
        await client.send(
            Request(api_call(kind.name, "train"), (container_id,), f"train {describe(kind, container_id)}")
        )
        return True

    async def begun() -> bool:
        return is_newer(await status(client, kind, container_id), before)

    await post_exactly_once(ask, begun)


def is_newer(status: TrainingStatus | None, before: TrainingStatus | None) -> bool:
    """By the time of the request alone: clocks differ, and a finished training may still be shown for a moment."""
    return status is not None and (before is None or status.created != before.created)


def poll_interval(waited: float) -> float:
    """How long to wait before the next look, when so many seconds have gone by."""
    return min(MAX_POLL_INTERVAL, max(MIN_POLL_INTERVAL, waited * POLL_GROWTH))
