"""The wait for a training: the delay until its end is noticed, and the number of polls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks.account import Account, Call, emulator
from benchmarks.bench import Bench
from benchmarks.photos import write_photos
from benchmarks.row import OFFICIAL, OURS, Budget, Row, rows_of
from benchmarks.scripts import official_sdk

Train = Callable[[Account], None]

MEASURES = {
    "delay until noticed, of max(0.5 s, 5 %)": Budget(1),
    "polls, of the fewest that notice any end in time": Budget(1.1),
}


def measure(bench: Bench) -> list[Row]:
    photos = write_photos(bench.new_folder(), 1)
    lengths = [1.0] if bench.quick else [3.0, 10.0, 20.0]
    medians = bench.medians_of(
        {
            OURS: partial(worst_figures, lengths, partial(train_with_ours, bench, photos)),
            OFFICIAL: partial(worst_figures, lengths, partial(official_sdk.train, photos=photos)),
        }
    )
    seconds = ", ".join(f"{length:g}" for length in lengths)
    return rows_of(f"training of {seconds} s, the worst", MEASURES, medians)


def worst_figures(lengths: Sequence[float], train: Train) -> tuple[float, ...]:
    """Return the worst figures of concurrent trainings with different lengths."""
    with ThreadPoolExecutor() as pool:
        return tuple(map(max, zip(*pool.map(partial(measure_training, train), lengths), strict=True)))


def measure_training(train: Train, length: float) -> tuple[float, float]:
    """Return the delay and the number of polls as shares of the allowed ones."""
    with emulator(training_seconds=length) as account:
        train(account)
        submitted, *polls = since_submitted([call for call in account.calls() if call.is_training_call])
    delay = polls[-1].ended - submitted.ended - length
    return delay / allowed_delay(length), len(polls) / fewest_polls(length)


def allowed_delay(length: float) -> float:
    return max(0.5, 0.05 * length)


def fewest_polls(length: float) -> int:
    """Return the number of polls that notice every end in time, without knowing the length.

    A training can end right after a poll, so the next poll is due after the delay that is allowed then.
    """
    polls, now = 0, 0.0
    while now < length:
        now += allowed_delay(now)
        polls += 1
    return polls


def since_submitted(calls: list[Call]) -> list[Call]:
    submitted = next(number for number, call in enumerate(calls) if call.method == "POST")
    return calls[submitted:]


def train_with_ours(bench: Bench, photos: Path, account: Account) -> None:
    bench.project("our_training").for_account(account, photos=photos).up()
