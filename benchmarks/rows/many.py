"""A thousand resources, nothing changed: the time of a preview and the size of the state, beside plain ones."""

from __future__ import annotations

from functools import partial

from benchmarks.account import Account, emulator
from benchmarks.bench import Bench
from benchmarks.project import Project
from benchmarks.row import OURS, PLAIN, Budget, Row, rows_of

PARALLEL = "64"
MEASURES = {
    "time of a preview, of that of plain resources": Budget(1),
    "size of the state, of that of plain resources": Budget(0.5),
}


def measure(bench: Bench) -> list[Row]:
    count = bench.size(1000, 20)
    with emulator() as account:
        ours, plain = (made(bench, program, account, count) for program in ("our_containers", "plain_containers"))
        medians = bench.side_by_side({OURS: partial(looked_at, ours), PLAIN: partial(looked_at, plain)})
    beside = {who: ratios(figures, medians[PLAIN]) for who, figures in medians.items()}
    return rows_of(f"{count:,} resources, nothing changed", MEASURES, beside)


def made(bench: Bench, program: str, account: Account, count: int) -> Project:
    """Made by an engine that saves the state once, not after each step: that takes minutes, and is not measured."""
    project = bench.project(program).on(account, count=count, pulumi_experimental=1, pulumi_skip_checkpoints=1)
    project.up("--parallel", PARALLEL)
    return project


def looked_at(project: Project) -> tuple[float, float]:
    return project.preview(), project.state_size()


def ratios(figures: tuple[float, ...], to: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(figure / other for figure, other in zip(figures, to, strict=True))
