"""A training that takes its time: how soon its end is noticed, and how often is asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks.account import Account, Call, emulator
from benchmarks.bench import Bench
from benchmarks.photos import put_photos
from benchmarks.row import OFFICIAL, OURS, Budget, Row, rows_of
from benchmarks.scripts import official

Train = Callable[[Account], None]

MEASURES = {
    "delay until noticed, of max(0.5 s, 5 %)": Budget(1),
    "polls, of 12 and one more each 15 s": Budget(1),
}


def measure(bench: Bench) -> list[Row]:
    photos = put_photos(bench.new_folder(), 1)
    lengths = [1.0] if bench.quick else [3.0, 10.0, 20.0]
    medians = bench.side_by_side(
        {
            OURS: partial(worst, lengths, partial(train_with_ours, bench, photos)),
            OFFICIAL: partial(worst, lengths, partial(official.train, photos=photos)),
        }
    )
    shown = ", ".join(f"{length:g}" for length in lengths)
    return rows_of(f"training of {shown} s, the worst", MEASURES, medians)


def worst(lengths: Sequence[float], train: Train) -> tuple[float, ...]:
    """The worst figures of trainings of different lengths, which run at the same time."""
    with ThreadPoolExecutor() as pool:
        return tuple(map(max, zip(*pool.map(partial(noticed, train), lengths), strict=True)))


def noticed(train: Train, length: float) -> tuple[float, float]:
    """Delay and polls, as shares of those allowed."""
    with emulator(training_seconds=length) as account:
        train(account)
        submitted, *polls = since_submitted([call for call in account.calls() if call.of_training])
    delay = polls[-1].ended - submitted.ended - length
    return delay / max(0.5, 0.05 * length), len(polls) / (12 + length / 15)


def since_submitted(calls: list[Call]) -> list[Call]:
    submitted = next(number for number, call in enumerate(calls) if call.method == "POST")
    return calls[submitted:]


def train_with_ours(bench: Bench, photos: Path, account: Account) -> None:
    bench.project("our_training").on(account, photos=photos).up()
