"""Where the journey takes place: a temporary folder and a session of processes, both gone when it is over.

The journey runs as a process of its own, the first of a new session. All that it starts, and all that those start, is
in that session: it is found there and ended even when its parent is long gone. So the journey needs no clean-up of its
own, and a Ctrl-C meets nobody but us.
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

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 5.0  # seconds for killed processes to vanish; one that nobody collects never does


def play() -> int:
    """Run the journey, and answer with its exit status: 0 when everything came true."""
    signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    for number in ENDING:
        signal.signal(number, stop)
    with tempfile.TemporaryDirectory(prefix="azure-face-demo-") as folder, session(folder) as journey, interruptible():
        return journey.wait()


def stop(number: int, _: FrameType | None) -> NoReturn:
    """Leave as a shell would say it: 130 for Ctrl-C. Whoever presses it twice does not disturb the clean-up."""
    for each in ENDING:
        signal.signal(each, signal.SIG_IGN)
    print(f"\nStopped by {signal.Signals(number).name}; ending all that was started.", flush=True)
    sys.exit(128 + number)


@contextmanager
def interruptible() -> Iterator[None]:
    """Signals act only in here; before and after they wait, so that no process is started or ended by half."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)


@contextmanager
def session(folder: str) -> Iterator[subprocess.Popen[bytes]]:
    """The journey as the first process of a session; in the end the whole session is ended."""
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
        end_session(journey.pid)


def end_session(leader: int) -> None:
    """Kill whoever is in the session, again and again, because the killed may just have started others."""
    deadline = time.monotonic() + PATIENCE
    while (members := members_of(leader)) and time.monotonic() < deadline:
        for process in members:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(0.01)


def members_of(leader: int) -> list[int]:
    return [process for process in processes() if session_of(process) == leader]


def session_of(process: int) -> int | None:
    with suppress(ProcessLookupError, PermissionError):
        return os.getsid(process)
    return None


def processes() -> list[int]:
    """All processes of this machine."""
    if Path("/proc/self").exists():
        # `ps` may not be installed where there is this.
        return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]
    return [int(word) for word in subprocess.check_output(["ps", "-A", "-o", "pid="]).split()]
