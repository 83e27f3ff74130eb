"""Outputs for tests that run without an engine."""

from __future__ import annotations

import asyncio
from typing import Any

import pulumi


def output_of(value: object) -> Any:
    """Return an output. Its event loop is its own, so that none is left behind for other tests."""

    async def create() -> pulumi.Output[object]:
        return pulumi.Output.from_input(value)

    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(create())
    finally:
        loop.close()
