"""The event loop thread, and the end of its process."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import asyncio, threading, time
from pulumi_azure_face.adapter.event_loop import EventLoop

started = threading.Event()

async def cancelable():
    started.set()
    try:
        await asyncio.sleep(600)
    finally:
        print("canceled")

async def blocking():
    started.set()
    time.sleep(600)

async def finish():
    print("finished")

EventLoop(finish).start({work}())
started.wait()
"""


@pytest.mark.parametrize(
    ("work", "output"),
    [("cancelable", ["canceled", "finished"]), ("blocking", [])],
    ids=["cancelable", "blocking"],
)
def test_process_ends_during_running_work(work: str, output: list[str]) -> None:
    """At exit, work is canceled before the finisher runs, and work that blocks is abandoned."""
    program = PROGRAM.format(work=work)

    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)

    assert (result.returncode, result.stdout.splitlines(), result.stderr) == (0, output, "")
