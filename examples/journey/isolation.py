"""Isolation of the journey: a temporary folder and a process session that both end with it.

The journey runs as the first process of a new session. Its descendants stay in that session, so they can be found and
killed even after their parents have ended. The journey itself therefore needs no cleanup, and Ctrl-C reaches only this
process.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
KILL_TIMEOUT = 5.0  # seconds for killed processes to disappear; a zombie that nobody reaps never does


def run_journey() -> int:
    """Run the journey and return its exit code, which is 0 if all checks passed."""
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)
    for number in STOP_SIGNALS:
        signal.signal(number, stop)
    with (
        tempfile.TemporaryDirectory(prefix="azure-face-demo-") as folder,
        journey_session(folder) as journey,
        unblocked_signals(),
    ):
        return journey.wait()


def stop(number: int, _: FrameType | None) -> NoReturn:
    """Exit with the code that shells use, such as 130 for Ctrl-C. Later signals cannot interrupt the cleanup."""
    for each in STOP_SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    print(f"\nStopped by {signal.Signals(number).name}. Ending all processes of the demo.", flush=True)
    sys.exit(128 + number)


@contextmanager
def unblocked_signals() -> Iterator[None]:
    """Deliver signals only inside the block, so that they interrupt neither the start nor the end of a process."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP_SIGNALS)


@contextmanager
def journey_session(folder: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the journey as the first process of a session, and kill the whole session at the end."""
    journey = subprocess.Popen(
        [sys.executable, "-u", "-m", "journey", folder],
        cwd=Path(__file__).parent.parent,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield journey
    finally:
        journey.kill()
        journey.wait()
        kill_session(journey.pid)


def kill_session(leader: int) -> None:
    """Kill the members of a session repeatedly, because a killed process may have just started another one."""
    deadline = time.monotonic() + KILL_TIMEOUT
    while (members := session_members(leader)) and time.monotonic() < deadline:
        for process in members:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(0.01)


def session_members(leader: int) -> list[int]:
    return [process for process in all_processes() if session_of(process) == leader]


def session_of(process: int) -> int | None:
    with suppress(ProcessLookupError, PermissionError):
        return os.getsid(process)
    return None


def all_processes() -> list[int]:
    if Path("/proc/self").exists():
        # Systems with /proc may lack `ps`.
        return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    return [int(word) for word in subprocess.check_output(["ps", "-A", "-o", "pid="]).split()]
