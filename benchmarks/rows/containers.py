"""Many containers at once with slow calls: how many call times longer the whole `pulumi up` takes."""

from __future__ import annotations

from functools import partial

from benchmarks.account import Account, emulator
from benchmarks.bench import Bench
from benchmarks.row import OURS, PLAIN, Budget, Row, rows_of

LATENCY = 0.5  # seconds per call
PARALLEL = 64
MEASURES = {"call times over the same run with calls of 0 s": Budget(2)}


def measure(bench: Bench) -> list[Row]:
    count = bench.size(PARALLEL, 8)
    with emulator(latency=0) as fast, emulator(latency=LATENCY) as slow:
        medians = bench.medians_of(
            {
                OURS: partial(call_times, bench, "our_containers", fast, slow, count),
                PLAIN: partial(call_times, bench, "plain_containers", fast, slow, count),
            }
        )
    return rows_of(f"{count} containers, {LATENCY} s a call, --parallel {PARALLEL}", MEASURES, medians)


def call_times(bench: Bench, program: str, fast: Account, slow: Account, count: int) -> tuple[float]:
    without_latency, with_latency = (up(bench, program, account, count) for account in (fast, slow))
    return ((with_latency - without_latency) / LATENCY,)


def up(bench: Bench, program: str, account: Account, count: int) -> float:
    account.clear()
    return bench.project(program).for_account(account, count=count).up("--parallel", str(PARALLEL))
