"""The peak memory of the processes that run the providers, as the Linux kernel reports it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

PROCESSES = Path("/proc")
HOST_MODULE = b"pulumi.dynamic"
POLL_INTERVAL = 0.2  # seconds
PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


@dataclass
class PeakMemory:
    """The largest peak so far."""

    mebibytes: float = 0.0


@contextmanager
def watch_host_memory(folder: Path) -> Iterator[PeakMemory]:
    """Watch the hosts of the program in a folder until the end of the block."""
    memory, stop = PeakMemory(), Event()
    watcher = Thread(target=watch_until, args=(stop, folder, memory))
    watcher.start()
    try:
        yield memory
    finally:
        stop.set()
        watcher.join()
    assert memory.mebibytes, "no process of dynamic providers was running"


def watch_until(stop: Event, folder: Path, memory: PeakMemory) -> None:
    while not stop.wait(POLL_INTERVAL):
        memory.mebibytes = max([memory.mebibytes, *host_peaks(folder)])


def host_peaks(folder: Path) -> Iterator[float]:
    for process in PROCESSES.glob("[0-9]*"):
        try:
            if HOST_MODULE in (process / "cmdline").read_bytes() and (process / "cwd").readlink() == folder:
                yield peak_of(process)
        except OSError:
            pass  # the process has ended


def peak_of(process: Path) -> float:
    match = PEAK.search((process / "status").read_text())
    return int(match[1]) / 1024 if match else 0.0
