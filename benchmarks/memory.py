"""The peak memory of the processes that run the providers, as the Linux kernel reports it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

PROCESSES = Path("/proc")
DYNAMIC_HOST, PLUGIN = b"pulumi.dynamic", b"pulumi-resource-azure-face"
"""What the command line of a provider's process contains."""
POLL_INTERVAL = 0.2  # seconds
PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


@dataclass
class PeakMemory:
    """The largest peak so far."""

    mebibytes: float = 0.0


@contextmanager
def watch_memory(provider: bytes, folder: Path) -> Iterator[PeakMemory]:
    """Watch the processes of a provider of the program in a folder until the end of the block."""
    memory, stop = PeakMemory(), Event()
    watcher = Thread(target=watch_until, args=(stop, provider, folder, memory))
    watcher.start()
    try:
        yield memory
    finally:
        stop.set()
        watcher.join()
    assert memory.mebibytes, f"no process of {provider.decode()} was running"


def watch_until(stop: Event, provider: bytes, folder: Path, memory: PeakMemory) -> None:
    while not stop.wait(POLL_INTERVAL):
        memory.mebibytes = max([memory.mebibytes, *peaks(provider, folder)])


def peaks(provider: bytes, folder: Path) -> Iterator[float]:
    for process in PROCESSES.glob("[0-9]*"):
        try:
            if provider in (process / "cmdline").read_bytes() and (process / "cwd").readlink() == folder:
                yield peak_of(process)
        except OSError:
            pass  # the process has ended


def peak_of(process: Path) -> float:
    match = PEAK.search((process / "status").read_text())
    return int(match[1]) / 1024 if match else 0.0
