"""Many containers at once while each call takes its time: how many call times longer the whole `pulumi up` takes."""

from __future__ import annotations

from functools import partial

from benchmarks.account import Account, emulator
from benchmarks.bench import Bench
from benchmarks.row import OURS, PLAIN, Budget, Row, rows_of

SECONDS = 0.5  # a call
PARALLEL = 64
MEASURES = {"call times over the same run with calls of 0 s": Budget(2)}


def measure(bench: Bench) -> list[Row]:
    count = bench.size(PARALLEL, 8)
    with emulator(latency=0) as prompt, emulator(latency=SECONDS) as slow:
        medians = bench.side_by_side(
            {
                OURS: partial(call_times, bench, "our_containers", prompt, slow, count),
                PLAIN: partial(call_times, bench, "plain_containers", prompt, slow, count),
            }
        )
    return rows_of(f"{count} containers, {SECONDS} s a call, --parallel {PARALLEL}", MEASURES, medians)


def call_times(bench: Bench, program: str, prompt: Account, slow: Account, count: int) -> tuple[float]:
    at_once, with_latency = (up(bench, program, account, count) for account in (prompt, slow))
    return ((with_latency - at_once) / SECONDS,)


def up(bench: Bench, program: str, account: Account, count: int) -> float:
    account.clear()
    return bench.project(program).on(account, count=count).up("--parallel", str(PARALLEL))
