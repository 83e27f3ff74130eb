"""The provider plugin, compared with the dynamic resources: unchanged resources, and the budgets of galleries."""

from __future__ import annotations

from functools import partial

from benchmarks.account import emulator
from benchmarks.bench import Bench
from benchmarks.memory import PLUGIN
from benchmarks.photos import write_people
from benchmarks.row import DYNAMIC, OURS, Budget, Row, rows_of

from .gallery import LATENCY, PHOTOS_EACH, RATE, run_program
from .gallery import MEASURES as GALLERY_MEASURES
from .large_gallery import measure_program
from .many import create_resources, measure_project, ratios

UNCHANGED_MEASURES = {
    "time of a preview, of that of dynamic resources": Budget(1),
    "size of the state, of that of dynamic resources": Budget(1),
}


def measure(bench: Bench) -> list[Row]:
    large_gallery = measure_program(bench, "gallery of {images:,} images through the plugin", "plugin_gallery", PLUGIN)
    return [*measure_unchanged(bench), *measure_gallery(bench), *large_gallery]


def measure_unchanged(bench: Bench) -> list[Row]:
    count = bench.size(1000, 20)
    with emulator() as account:
        plugin = create_resources(bench, "plugin_containers", account, count)
        dynamic = create_resources(bench, "our_containers", account, count)
        medians = bench.medians_of({OURS: partial(measure_project, plugin), DYNAMIC: partial(measure_project, dynamic)})
    relative = {name: ratios(figures, medians[DYNAMIC]) for name, figures in medians.items()}
    return rows_of(f"{count:,} resources of the plugin, nothing changed", UNCHANGED_MEASURES, relative)


def measure_gallery(bench: Bench) -> list[Row]:
    persons = bench.size(250, 10)
    photos = write_people(bench.new_folder(), persons, PHOTOS_EACH)
    with emulator(rate=RATE, latency=LATENCY) as account:
        medians = bench.medians_of({OURS: partial(run_program, bench, "plugin_gallery", account, photos)})
    work = f"gallery of {persons * PHOTOS_EACH} faces through the plugin, limit of {RATE} requests/s"
    return rows_of(work, GALLERY_MEASURES, medians)
