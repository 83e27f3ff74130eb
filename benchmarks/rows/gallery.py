"""The enrollment of a gallery in an account with a rate limit: how much of the limit is used."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.account import TOO_MANY_REQUESTS, Account, emulator
from benchmarks.bench import Bench
from benchmarks.photos import write_people
from benchmarks.row import OFFICIAL, OURS, PLAIN, SCRIPT, Budget, Row, rows_of
from benchmarks.scripts import asyncio_script, official_sdk

Script = Callable[[Account, Path, float], None]

RATE = 100  # requests per second
LATENCY = 0.05  # seconds per call
PHOTOS_EACH = 3
MEASURES = {
    "pace from first to last request, of the limit": Budget(0.97, at_least=True),
    "requests refused as too fast": Budget(1),
}


def measure(bench: Bench) -> list[Row]:
    """Measure all alternatives. The two slow ones enroll a tenth of the photos; all of them would take minutes."""
    persons = bench.size(250, 10)
    photos = write_people(bench.new_folder(), persons, PHOTOS_EACH)
    part = write_people(bench.new_folder(), persons // 10, PHOTOS_EACH)
    with emulator(rate=RATE, latency=LATENCY) as account:
        medians = bench.medians_of(
            {
                OURS: partial(run_program, bench, "our_gallery", account, photos),
                SCRIPT: partial(run_script, asyncio_script.enroll, account, photos),
                OFFICIAL: partial(run_script, official_sdk.enroll, account, part),
                PLAIN: partial(run_program, bench, "plain_gallery", account, part),
            }
        )
    return rows_of(f"gallery of {persons * PHOTOS_EACH} faces, limit of {RATE} requests/s", MEASURES, medians)


def run_program(bench: Bench, program: str, account: Account, photos: Path) -> tuple[float, float]:
    account.clear()
    bench.project(program).for_account(account, rate=RATE, photos=photos).up()
    return rate_and_throttled(account)


def run_script(enroll: Script, account: Account, photos: Path) -> tuple[float, float]:
    account.clear()
    enroll(account, photos, RATE)
    return rate_and_throttled(account)


def rate_and_throttled(account: Account) -> tuple[float, float]:
    """Return the request rate as a share of the limit, and the number of throttled requests.

    Both count only requests for persons and faces, from the first to the last one.
    """
    calls = [call for call in account.calls() if call.is_content_call]
    accepted = [call.started for call in calls if call.status != TOO_MANY_REQUESTS]
    return (len(accepted) - 1) / (accepted[-1] - accepted[0]) / RATE, len(calls) - len(accepted)
