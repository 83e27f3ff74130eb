"""A gallery of ten thousand images: the memory of the host during enrollment, and an unchanged preview."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from benchmarks.account import Account, emulator
from benchmarks.bench import Bench
from benchmarks.memory import watch_host_memory
from benchmarks.photos import write_people
from benchmarks.project import Project
from benchmarks.row import OURS, Budget, Row, rows_of

PHOTOS_EACH = 10
IMAGE_SIZE = 32 * 1024  # bytes; all images together exceed the memory budget of the host
ALLOWED_MEBIBYTES = 200
ALLOWED_SECONDS = 1.0
MEASURES = {
    f"enrolled: peak memory of the host, of {ALLOWED_MEBIBYTES} MiB": Budget(1),
    f"unchanged: time over an empty program, of {ALLOWED_SECONDS:g} s": Budget(1),
    "unchanged: requests": Budget(0),
}


def measure(bench: Bench) -> list[Row]:
    persons = bench.size(1000, 20)
    photos = write_people(bench.new_folder(), persons, PHOTOS_EACH, IMAGE_SIZE)
    with emulator() as account:
        medians = bench.medians_of({OURS: partial(enroll_and_preview, bench, account, photos)})
    return rows_of(f"gallery of {persons * PHOTOS_EACH:,} images", MEASURES, medians)


def enroll_and_preview(bench: Bench, account: Account, photos: Path) -> tuple[float, float, float]:
    account.clear()
    project = bench.project("our_gallery").for_account(account, photos=photos)
    return enroll(project), *preview_unchanged(project, bench.project("empty"), account)


def enroll(project: Project) -> float:
    """Return the peak memory as a share of the allowed memory."""
    with watch_host_memory(project.folder) as memory:
        project.up()
    return memory.mebibytes / ALLOWED_MEBIBYTES


def preview_unchanged(project: Project, empty: Project, account: Account) -> tuple[float, float]:
    """Return the time of a preview as a share of the allowed time, and the number of requests."""
    empty.up()
    account.clear_calls()
    seconds = project.preview() - empty.preview()
    return seconds / ALLOWED_SECONDS, len(account.calls())
