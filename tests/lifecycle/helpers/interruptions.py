"""Interruptions: faults that stop an operation at one of its requests."""

from __future__ import annotations

from typing import Any

import anyio
import pytest

from pulumi_azure_face.client.errors import FaceError
from pulumi_azure_face.lifecycle.base import PartialFailureError

from .account import Account
from .simulated_engine import Resource

INTERRUPTIONS = [
    pytest.param({"drop": True}, id="response lost"),
    pytest.param({"drop": True, "before": True}, id="request lost"),
    pytest.param({"drop": True, "times": None}, id="network down"),
    pytest.param({"delay": 60}, id="killed after the request"),
    pytest.param({"delay": 60, "before": True}, id="killed before the request"),
]


async def run_until_interrupted(resource: Resource, account: Account, program: dict[str, Any]) -> None:
    """Run `up` to its end. If a rule delays a request, cancel the run there, like a killed host."""
    finished = anyio.Event()

    async def run() -> None:
        try:
            await resource.up(**program)
        except (FaceError, PartialFailureError):
            pass
        finished.set()

    async with anyio.create_task_group() as host:
        host.start_soon(run)
        while not finished.is_set():
            await anyio.sleep(0.005)
            if await account.is_holding_request():
                host.cancel_scope.cancel()
                return
