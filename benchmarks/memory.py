"""How much memory the processes that run our providers have taken, as the kernel of Linux tells it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

PROCESSES = Path("/proc")
HOST = b"pulumi.dynamic"
EVERY = 0.2  # seconds
PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


@dataclass
class Memory:
    """The largest peak that was seen."""

    mebibytes: float = 0.0


@contextmanager
def peak_of_hosts(folder: Path) -> Iterator[Memory]:
    """Watch the hosts of the program in a folder as long as the block lasts."""
    memory, over = Memory(), Event()
    watch = Thread(target=watch_until, args=(over, folder, memory))
    watch.start()
    try:
        yield memory
    finally:
        over.set()
        watch.join()
    assert memory.mebibytes, "no process was seen that runs dynamic providers"


def watch_until(over: Event, folder: Path, memory: Memory) -> None:
    while not over.wait(EVERY):
        memory.mebibytes = max([memory.mebibytes, *peaks(folder)])


def peaks(folder: Path) -> Iterator[float]:
    for process in PROCESSES.glob("[0-9]*"):
        try:
            if HOST in (process / "cmdline").read_bytes() and (process / "cwd").readlink() == folder:
                yield peak_of(process)
        except OSError:
            pass  # it has ended meanwhile


def peak_of(process: Path) -> float:
    found = PEAK.search((process / "status").read_text())
    return int(found[1]) / 1024 if found else 0.0
