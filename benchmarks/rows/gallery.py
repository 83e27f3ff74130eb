"""Enrolling a gallery in an account that takes so many requests a second: how much of that is used."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.account import TOO_MANY, Account, emulator
from benchmarks.bench import Bench
from benchmarks.photos import put_people
from benchmarks.row import OFFICIAL, OURS, PLAIN, SCRIPT, Budget, Row, rows_of
from benchmarks.scripts import careful, official

Script = Callable[[Account, Path, float], None]

RATE = 100  # requests a second
LATENCY = 0.05  # seconds a call
PHOTOS_EACH = 3
MEASURES = {
    "pace from first to last request, of the limit": Budget(0.97, at_least=True),
    "requests refused as too fast": Budget(1),
}


def measure(bench: Bench) -> list[Row]:
    """Two of them enrol a small part only: at their pace the whole would take minutes."""
    persons = bench.size(250, 10)
    photos = put_people(bench.new_folder(), persons, PHOTOS_EACH)
    part = put_people(bench.new_folder(), persons // 10, PHOTOS_EACH)
    with emulator(rate=RATE, latency=LATENCY) as account:
        medians = bench.side_by_side(
            {
                OURS: partial(enrolled_by, bench, "our_gallery", account, photos),
                SCRIPT: partial(enrolled_by_script, careful.enrol, account, photos),
                OFFICIAL: partial(enrolled_by_script, official.enrol, account, part),
                PLAIN: partial(enrolled_by, bench, "plain_gallery", account, part),
            }
        )
    return rows_of(f"gallery of {persons * PHOTOS_EACH} faces, limit of {RATE} requests/s", MEASURES, medians)


def enrolled_by(bench: Bench, program: str, account: Account, photos: Path) -> tuple[float, float]:
    account.clear()
    bench.project(program).on(account, rate=RATE, photos=photos).up()
    return pace_of(account)


def enrolled_by_script(enrol: Script, account: Account, photos: Path) -> tuple[float, float]:
    account.clear()
    enrol(account, photos, RATE)
    return pace_of(account)


def pace_of(account: Account) -> tuple[float, float]:
    """From the first to the last request for a person or a face: what was done of what was allowed, and the refused."""
    calls = [call for call in account.calls() if call.of_content]
    done = [call.began for call in calls if call.status != TOO_MANY]
    return (len(done) - 1) / (done[-1] - done[0]) / RATE, len(calls) - len(done)
