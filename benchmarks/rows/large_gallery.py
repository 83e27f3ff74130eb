"""A gallery of ten thousand images: the memory of the provider during enrollment, and an unchanged preview."""

from __future__ import annotations

from functools import partial

from benchmarks.account import Account, emulator
from benchmarks.bench import Bench
from benchmarks.memory import DYNAMIC_HOST, watch_memory
from benchmarks.photos import write_people
from benchmarks.project import Project
from benchmarks.row import OURS, Budget, Row, rows_of

PHOTOS_EACH = 10
IMAGE_SIZE = 32 * 1024  # bytes; all images together exceed the memory budget
ALLOWED_MEBIBYTES = 200
ALLOWED_SECONDS = 1.0
MEASURES = {
    f"enrolled: peak memory of the provider, of {ALLOWED_MEBIBYTES} MiB": Budget(1),
    f"unchanged: time over an empty program, of {ALLOWED_SECONDS:g} s": Budget(1),
    "unchanged: requests": Budget(0),
}


def measure(bench: Bench) -> list[Row]:
    return measure_program(bench, "gallery of {images:,} images", "our_gallery", DYNAMIC_HOST)


def measure_program(bench: Bench, work: str, program: str, provider: bytes) -> list[Row]:
    """Measure a program whose provider runs in processes with this text in their command lines."""
    persons = bench.size(1000, 20)
    photos = write_people(bench.new_folder(), persons, PHOTOS_EACH, IMAGE_SIZE)

    def enroll_and_preview(account: Account) -> tuple[float, float, float]:
        account.clear()
        project = bench.project(program).for_account(account, photos=photos)
        return enroll(project, provider), *preview_unchanged(project, bench.project("empty"), account)

    with emulator() as account:
        medians = bench.medians_of({OURS: partial(enroll_and_preview, account)})
    return rows_of(work.format(images=persons * PHOTOS_EACH), MEASURES, medians)


def enroll(project: Project, provider: bytes) -> float:
    """Return the peak memory as a share of the allowed memory."""
    with watch_memory(provider, project.folder) as memory:
        project.up()
    return memory.mebibytes / ALLOWED_MEBIBYTES


def preview_unchanged(project: Project, empty: Project, account: Account) -> tuple[float, float]:
    """Return the time of a preview as a share of the allowed time, and the number of requests."""
    empty.up()
    account.clear_calls()
    seconds = project.preview() - empty.preview()
    return seconds / ALLOWED_SECONDS, len(account.calls())
