"""A drift check of a thousand containers: its time, relative to its calls alone, and the number of its calls."""

from __future__ import annotations

from benchmarks.account import emulator
from benchmarks.bench import Bench
from benchmarks.photos import write_people
from benchmarks.row import OURS, SCRIPT, Budget, Row, rows_of
from benchmarks.scripts.same_calls import get_all

RATE = 50.0  # requests per second
KINDS = 4
WITH_CONTENT = 20  # of each twenty containers, a PersonGroup and a FaceList have content
CALLS_FOR_CONTENT = 3  # the persons and the training of the PersonGroup, and the faces of the FaceList
MEASURES = {
    "time, of that of its calls alone": Budget(2),
    "calls, of one per listing, FaceList, and training": Budget(1),
}


def measure(bench: Bench) -> list[Row]:
    count = bench.size(1000, 40)
    people = write_people(bench.new_folder(), 1, 1)
    with emulator(training_seconds=0) as account:
        # The engine saves the state once instead of after each step, which takes minutes and is not measured.
        engine_variables = {"pulumi_experimental": 1, "pulumi_skip_checkpoints": 1}
        variables = {"count": count, "people": people, "photos": next(people.iterdir()), **engine_variables}
        project = bench.project("our_account").for_account(account, rate=RATE, **variables)
        project.up("--parallel", "64")
        account.clear_calls()
        project.drift()
        paths = [call.path for call in account.calls()]
        medians = bench.medians_of({OURS: lambda: (project.drift(),), SCRIPT: lambda: (get_all(account, paths, RATE),)})
    fewest = KINDS + CALLS_FOR_CONTENT * (count // WITH_CONTENT)
    times = {name: figures[0] / medians[SCRIPT][0] for name, figures in medians.items()}
    work = f"drift check of {count:,} containers at {RATE:g} requests/s"
    return rows_of(work, MEASURES, {OURS: (times[OURS], len(paths) / fewest), SCRIPT: (times[SCRIPT], 1)})
