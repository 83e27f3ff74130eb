"""A preview of a million unchanged images in folders of persons. Opt-in: it writes 4 GB and takes minutes.

Nothing is enrolled: a preview reads the source in the same way, whatever the account has.
"""

from __future__ import annotations

from functools import partial

from benchmarks.account import emulator
from benchmarks.bench import Bench
from benchmarks.memory import DYNAMIC_HOST, watch_memory
from benchmarks.photos import write_people
from benchmarks.project import Project
from benchmarks.row import OURS, Budget, Row, rows_of

PHOTOS_EACH = 10
ALLOWED_SECONDS = 15.0
ALLOWED_MEBIBYTES = 512
MEASURES = {
    f"unchanged: time over an empty program, of {ALLOWED_SECONDS:g} s": Budget(1),
    f"unchanged: peak memory of the host, of {ALLOWED_MEBIBYTES} MiB": Budget(1),
}


def measure(bench: Bench) -> list[Row]:
    persons = bench.size(100_000, 20)
    photos = write_people(bench.new_folder(), persons, PHOTOS_EACH)
    with emulator() as account:
        project = bench.project("our_gallery").for_account(account, photos=photos)
        project.run("preview")  # fills the hash cache
        medians = bench.medians_of({OURS: partial(preview, project, bench.project("empty"))})
    return rows_of(f"gallery of {persons * PHOTOS_EACH:,} images", MEASURES, medians)


def preview(project: Project, empty: Project) -> tuple[float, float]:
    """Return the time and the memory of a preview as shares of the allowed ones."""
    empty_seconds = empty.run("preview")
    with watch_memory(DYNAMIC_HOST, project.folder) as memory:
        seconds = project.run("preview")
    return (seconds - empty_seconds) / ALLOWED_SECONDS, memory.mebibytes / ALLOWED_MEBIBYTES
