"""The startup time of the command, measured with its help."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.row import OURS, Budget, Row, rows_of

ALLOWED_SECONDS = 0.3  # seconds
MEASURES = {f"time over `python -c pass`, of {ALLOWED_SECONDS} s": Budget(1)}


def measure(bench: Bench) -> list[Row]:
    return rows_of("azure-face --help", MEASURES, bench.medians_of({OURS: share_of_allowed}))


def share_of_allowed() -> tuple[float]:
    program = str(Path(sys.executable).with_name("azure-face"))
    return ((seconds(program, "--help") - seconds(sys.executable, "-c", "pass")) / ALLOWED_SECONDS,)


def seconds(*command: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started
