"""The loop on a thread of its own, and the end of the process that it is in."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import asyncio, threading, time
from pulumi_azure_face.host.event_loop import EventLoop

begun = threading.Event()

async def patient():
    begun.set()
    try:
        await asyncio.sleep(600)
    finally:
        print("cancelled")

async def stubborn():
    begun.set()
    time.sleep(600)

async def finish():
    print("finished")

EventLoop(finish).start({work}())
begun.wait()
"""


@pytest.mark.parametrize(
    ("work", "said"), [("patient", ["cancelled", "finished"]), ("stubborn", [])], ids=["patient", "stubborn"]
)
def test_a_process_ends_whatever_is_under_way(work: str, said: list[str]) -> None:
    """Work is cancelled before the last is done; what cannot be cancelled is left."""
    program = PROGRAM.format(work=work)

    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)

    assert (run.returncode, run.stdout.splitlines(), run.stderr) == (0, said, "")
