"""A gallery of ten thousand images: the memory that the host takes to enrol it, and an unchanged preview."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from benchmarks.account import Account, emulator
from benchmarks.bench import Bench
from benchmarks.memory import peak_of_hosts
from benchmarks.photos import put_people
from benchmarks.project import Project
from benchmarks.row import OURS, Budget, Row, rows_of

PHOTOS_EACH = 10
SIZE = 32 * 1024  # bytes: all images together are more than the host may take
ALLOWED_MEBIBYTES = 200
ALLOWED_SECONDS = 1.0
MEASURES = {
    f"enrolled: peak memory of the host, of {ALLOWED_MEBIBYTES} MiB": Budget(1),
    f"unchanged: time over an empty program, of {ALLOWED_SECONDS:g} s": Budget(1),
    "unchanged: requests": Budget(0),
}


def measure(bench: Bench) -> list[Row]:
    persons = bench.size(1000, 20)
    photos = put_people(bench.new_folder(), persons, PHOTOS_EACH, SIZE)
    with emulator() as account:
        medians = bench.side_by_side({OURS: partial(enrolled_and_unchanged, bench, account, photos)})
    return rows_of(f"gallery of {persons * PHOTOS_EACH:,} images", MEASURES, medians)


def enrolled_and_unchanged(bench: Bench, account: Account, photos: Path) -> tuple[float, float, float]:
    account.clear()
    project = bench.project("our_gallery").on(account, photos=photos)
    return share_of_memory(project), *previewed(project, bench.project("empty"), account)


def share_of_memory(project: Project) -> float:
    with peak_of_hosts(project.folder) as memory:
        project.up()
    return memory.mebibytes / ALLOWED_MEBIBYTES


def previewed(project: Project, empty: Project, account: Account) -> tuple[float, float]:
    empty.up()
    account.forget_calls()
    seconds = project.preview() - empty.preview()
    return seconds / ALLOWED_SECONDS, len(account.calls())
